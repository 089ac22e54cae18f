/**
 * What happens to work that is not saved when somebody signs out. A page with unsaved work registers how it saves; what it
 * cannot save it names, and signing out asks first.
 */
export type Leaving = {
  /** How the work is called in a sentence: `your answer to question 3`. */
  what: string
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

/** Saves everything that is registered, side by side. Gives the names of what could not be saved within five seconds. */
export async function saveEverything(): Promise<string[]> {
  const works = [...leaving]
  const late = new Promise<boolean>(resolve => setTimeout(() => resolve(false), 5_000))
  const saved = await Promise.all(works.map(work => Promise.race([work.save().catch(() => false), late])))
  return works.filter((_, index) => !saved[index]).map(({ what }) => what)
}

/** Prefixes of what pages of ours keep in this browser; the theme stays, as it says nothing of anybody. */
const OURS = 'mosaic.'
const STAYS = new Set(['mosaic.theme'])

/** Takes everything that this browser keeps of the person who leaves. */
export function forgetEverything(): void {
  for (const work of leaving) work.forget()
  for (const storage of [localStorage, sessionStorage])
    for (const key of Object.keys(storage)) if (key.startsWith(OURS) && !STAYS.has(key)) storage.removeItem(key)
}
