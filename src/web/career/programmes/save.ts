/**
 * How one answer travels from the text box to the server: a state and what happens to it, without clock, network or store.
 * All times are milliseconds since the epoch.
 *
 * Whatever the order of keys, answers and failures: what was typed last is on the server, or in the draft that `draftOf`
 * gives and this device keeps, or (after an explicit choice of the other text) put aside in `aside`.
 */

/** After the last key */
export const QUIET = 1000
/** Between two requests that no act of the person calls for; also the longest that steady typing waits */
export const PACE = 5000
const REFUSED_AGAIN = 30_000

export type Content = { text: string; value: number | null }
/** What the server has; `revision` 0: nothing yet */
export type Stored = Content & { revision: number; savedAt: string | null; final: boolean }
/** `settles`: what it is based on was written in another place, and is fixed before it is replaced */
export type Write = Content & { basedOn: number; final: boolean; settles: boolean }
/** What this device keeps until the server has it. `unsure`: what was sent and may have arrived without our hearing of it */
export type Draft = Content & { basedOn: number; final: boolean; settles?: boolean; unsure: Content[]; at: number }

export type Saving = {
  stored: Stored
  /** What is stored came from another place: it is fixed before it is written over, so that it stays readable */
  foreign: boolean
  mine: Content
  /** Next was pressed, and the server has not fixed this text yet */
  fixing: boolean
  firstKeyAt: number | null
  lastKeyAt: number
  sentAt: number
  /** Does not wait for the typing to pause */
  hurry: boolean
  sending: Write | null
  unsure: Content[]
  trouble: { message: string; passing: boolean; tries: number; retryAt: number } | null
  /** Another text that stands where this one was to go; nothing is sent until the person has chosen */
  theirs: Stored | null
  /** The text that was given up for the other one; can be brought back */
  aside: Content | null
  /** This text came from this device's draft and not from the server */
  restored: boolean
}

export type SaveEvent =
  | { type: 'typed'; content: Content }
  | { type: 'left' }
  | { type: 'fix' }
  | { type: 'retry' }
  | { type: 'sent'; write: Write }
  | { type: 'answered'; revision: number; savedAt: string; final: boolean }
  | { type: 'changed'; theirs: Stored }
  | { type: 'failed'; message: string; passing: boolean; retryAfter: number | null }
  | { type: 'heard'; stored: Stored }
  | { type: 'restore'; draft: Draft }
  | { type: 'keep-mine' }
  | { type: 'take-theirs' }
  | { type: 'bring-back' }
  | { type: 'merge'; content: Content }

export const NOTHING: Stored = { text: '', value: null, revision: 0, savedAt: null, final: false }

export function begin(stored: Stored): Saving {
  return {
    stored,
    foreign: false,
    mine: { text: stored.text, value: stored.value },
    fixing: false,
    firstKeyAt: null,
    lastKeyAt: 0,
    sentAt: Number.NEGATIVE_INFINITY,
    hurry: false,
    sending: null,
    unsure: [],
    trouble: null,
    theirs: null,
    aside: null,
    restored: false,
  }
}

/** The same words; blanks around them are none. */
export const same = (a: Content, b: Content) => a.text.trim() === b.text.trim() && a.value === b.value
const exactly = (a: Content, b: Content) => a.text === b.text && a.value === b.value
const contentOf = ({ text, value }: Content): Content => ({ text, value })

/** Whether something stands here that the server does not have. An untouched empty box is nothing. */
export function isUnsaved({ stored, mine, fixing, theirs }: Saving): boolean {
  if (theirs) return true
  if (stored.revision === 0 && mine.text.trim() === '' && mine.value === null) return false
  return !exactly(mine, stored) || (fixing && !stored.final)
}

/** When the next request is due; null: there is nothing to send, or something else comes first. */
export function dueAt(saving: Saving): number | null {
  const { theirs, sending, hurry, trouble, firstKeyAt, lastKeyAt, sentAt } = saving
  if (theirs || sending || !isUnsaved(saving)) return null
  const paced = Math.max(sentAt + PACE, Math.min(lastKeyAt + QUIET, (firstKeyAt ?? lastKeyAt) + PACE))
  const due = hurry ? 0 : paced
  return trouble ? Math.max(due, trouble.retryAt) : due
}

export function writeOf({ mine, stored, fixing, foreign }: Saving): Write {
  return { ...mine, basedOn: stored.revision, final: fixing, settles: foreign }
}

export function draftOf(saving: Saving): Draft | null {
  if (!isUnsaved(saving)) return null
  const { mine, stored, foreign, fixing, sending, unsure, lastKeyAt } = saving
  const out = sending ? [...unsure, contentOf(sending)] : unsure
  return { ...mine, basedOn: stored.revision, final: fixing, settles: foreign, unsure: out.slice(-8), at: lastKeyAt }
}

export type Mark = { kind: 'none' | 'saving' | 'kept' } | { kind: 'saved'; at: string }

/** What the page says of it: `Saved 14:05`, `Saving…`, `Not saved, kept on this device`, or nothing yet. */
export function markOf(saving: Saving): Mark {
  if (saving.theirs || (saving.trouble && isUnsaved(saving))) return { kind: 'kept' }
  if (saving.sending || isUnsaved(saving)) return { kind: 'saving' }
  return saving.stored.savedAt && saving.stored.revision > 0
    ? { kind: 'saved', at: saving.stored.savedAt }
    : { kind: 'none' }
}

/** Seconds asked for by the server, else 2, 4, 8 … at most 30. */
function waitAfter(tries: number, retryAfter: number | null): number {
  return (retryAfter ?? Math.min(2 ** tries, 30)) * 1000
}

/** Once the server's text is known to be ours or the one we build on. */
function settle(saving: Saving, stored: Stored, { foreign = false } = {}): Saving {
  const next: Saving = { ...saving, stored, foreign, sending: null, unsure: [], trouble: null, theirs: null }
  if (next.fixing && stored.final && exactly(next.mine, stored)) next.fixing = false
  if (!isUnsaved(next)) return { ...next, firstKeyAt: null, hurry: false, fixing: false, restored: false }
  return next
}

/** The server holds another revision than the one this text was written upon. */
function meet(saving: Saving, theirs: Stored): Saving {
  // A request that was built upon one that never arrived meets the text that was there all along.
  const known = theirs.revision === saving.stored.revision && same(theirs, saving.stored)
  const own = known || [...saving.unsure, ...(saving.sending ? [saving.sending] : [])].some(sent => same(sent, theirs))
  const idle = { ...saving, sending: null }
  if (same(idle.mine, theirs)) return settle({ ...idle, mine: contentOf(theirs) }, theirs)
  if (own) return settle({ ...idle, hurry: true }, theirs)
  return { ...idle, theirs, hurry: false, trouble: null }
}

export function reduce(saving: Saving, event: SaveEvent, now: number): Saving {
  switch (event.type) {
    case 'typed': {
      if (exactly(event.content, saving.mine)) return saving
      const next = { ...saving, mine: event.content, fixing: false, lastKeyAt: now, restored: false }
      if (!isUnsaved(next)) return { ...next, firstKeyAt: null, hurry: false, trouble: null }
      return { ...next, firstKeyAt: saving.firstKeyAt ?? now }
    }
    case 'left':
      return isUnsaved(saving) ? { ...saving, hurry: true } : saving
    case 'fix': {
      if (saving.stored.final && exactly(saving.mine, saving.stored) && !saving.theirs) return saving
      const trouble = saving.trouble && { ...saving.trouble, retryAt: now }
      return { ...saving, fixing: true, hurry: true, trouble }
    }
    case 'retry':
      return saving.trouble ? { ...saving, hurry: true, trouble: { ...saving.trouble, retryAt: now } } : saving
    case 'sent':
      // What is typed from here on is typed after this request.
      return { ...saving, sending: event.write, sentAt: now, hurry: false, firstKeyAt: null }
    case 'answered': {
      if (!saving.sending) return saving
      const { revision, savedAt, final } = event
      return settle(saving, { ...contentOf(saving.sending), revision, savedAt, final })
    }
    case 'changed':
      return meet(saving, event.theirs)
    case 'failed': {
      const tries = (saving.trouble?.tries ?? 0) + 1
      const wait = event.passing ? waitAfter(tries, event.retryAfter) : REFUSED_AGAIN
      const unsure = saving.sending && event.passing ? [...saving.unsure, contentOf(saving.sending)] : saving.unsure
      const trouble = { message: event.message, passing: event.passing, tries, retryAt: now + wait }
      return { ...saving, sending: null, unsure: unsure.slice(-8), trouble }
    }
    case 'heard': {
      const { stored } = event
      if (saving.sending || stored.revision < saving.stored.revision) return saving
      if (stored.revision === saving.stored.revision)
        return stored.final && !saving.stored.final ? settle(saving, { ...saving.stored, final: true }, saving) : saving
      if (saving.theirs) return same(stored, saving.theirs) ? saving : { ...saving, theirs: stored }
      if (!isUnsaved(saving))
        return settle({ ...saving, mine: contentOf(stored) }, stored, { foreign: !same(stored, saving.stored) })
      return meet(saving, stored)
    }
    case 'restore': {
      const { draft } = event
      const { stored } = saving
      const next: Saving = {
        ...saving,
        mine: contentOf(draft),
        foreign: draft.settles === true && draft.basedOn === stored.revision,
        fixing: draft.final,
        unsure: [...draft.unsure, contentOf(draft)].slice(-8),
        firstKeyAt: now,
        lastKeyAt: draft.at,
        hurry: true,
        restored: true,
      }
      if (same(draft, stored)) return settle({ ...next, mine: contentOf(stored) }, stored)
      if (draft.basedOn >= stored.revision || draft.unsure.some(sent => same(sent, stored))) return next
      return { ...next, hurry: false, theirs: stored }
    }
    case 'keep-mine':
      if (!saving.theirs) return saving
      return {
        ...settle(saving, saving.theirs, { foreign: true }),
        hurry: true,
        restored: false,
        aside: contentOf(saving.theirs),
      }
    case 'take-theirs': {
      if (!saving.theirs) return saving
      const taken = { ...saving, mine: contentOf(saving.theirs), fixing: false, aside: saving.mine }
      return settle(taken, saving.theirs, { foreign: true })
    }
    case 'bring-back': {
      if (!saving.aside) return saving
      const back = { ...saving, mine: saving.aside, aside: saving.mine, fixing: false, hurry: true }
      return { ...back, firstKeyAt: now, lastKeyAt: now }
    }
    case 'merge': {
      if (!saving.theirs) return saving
      const merged = {
        ...saving,
        mine: event.content,
        aside: saving.mine,
        fixing: false,
        lastKeyAt: now,
        firstKeyAt: now,
      }
      return { ...settle(merged, saving.theirs, { foreign: true }), hurry: true, restored: false }
    }
  }
}
