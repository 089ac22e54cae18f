/**
 * What happens to work that is not saved when somebody signs out. A page with unsaved work registers how it saves; what
 * cannot be saved is named, and signing out asks first.
 */
export type Leaving = {
  /** How the work is called in a sentence: `your answer to question 3`. */
  what: string
  /** The beginning of the names under which this browser keeps it, one of those below */
  kept?: string
  /** Saves what there is. Gives whether everything is saved; throwing counts as not saved. */
  save(): Promise<boolean>
  /** Takes what this browser keeps of it (local drafts, outboxes); called after saving, or once the person agreed to lose it. */
  forget(): void
}

const leaving = new Set<Leaving>()

/**
 * Registers unsaved work; call it while the page is shown and call what it gives when the page goes:
 * `useEffect(() => registerLeaving({ what, save, forget }), […])`.
 */
export function registerLeaving(work: Leaving): () => void {
  leaving.add(work)
  return () => leaving.delete(work)
}

/** What pages that are closed by now left in this browser, and how it is called. */
const LEFT = {
  'mosaic.answer.': 'an answer in a programme',
  'mosaic.form.': 'a form in a programme',
  'mosaic.resume.': 'changes to a résumé',
  'mosaic.visit.': 'a visit that you had begun to book',
  'mosaic.callback.': 'a call that you had begun to ask for',
  'mosaic.tab.': 'a message that was not sent',
  'mosaic.career.tab.': 'a message to your coach that was not sent',
  'mosaic.hand-off.': 'an answer that was not sent',
  'mosaic.job-note.': 'a note about a job',
}

/**
 * Saves everything that is registered, side by side. Gives the names of what could not be saved within five seconds, and of
 * what other pages left in this browser.
 */
export async function saveEverything(): Promise<string[]> {
  const works = [...leaving]
  const late = new Promise<boolean>(resolve => setTimeout(() => resolve(false), 5_000))
  const saved = await Promise.all(works.map(work => Promise.race([work.save().catch(() => false), late])))
  const failed = works.filter((_, index) => !saved[index])
  const keys = [localStorage, sessionStorage].flatMap(storage => Object.keys(storage))
  // What a page of this tab names better is not named twice.
  const left = Object.entries(LEFT).filter(
    ([prefix]) => keys.some(key => key.startsWith(prefix)) && !failed.some(({ kept }) => kept === prefix),
  )
  return [...failed.map(({ what }) => what), ...left.map(([, what]) => what)]
}

/** Pages of ours keep things under this; the theme stays, as it says nothing of anybody. */
const OURS = 'mosaic.'
const STAYS = new Set(['mosaic.theme'])

/** Takes everything that this browser keeps of the person who leaves. */
export function forgetEverything(): void {
  for (const work of leaving) work.forget()
  for (const storage of [localStorage, sessionStorage])
    for (const key of Object.keys(storage)) if (key.startsWith(OURS) && !STAYS.has(key)) storage.removeItem(key)
}
