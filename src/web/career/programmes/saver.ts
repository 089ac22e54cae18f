import {
  begin,
  type Content,
  type Draft,
  draftOf,
  dueAt,
  isUnsaved,
  reduce,
  type SaveEvent,
  type Saving,
  type Stored,
  type Write,
  writeOf,
} from './save.ts'

/** Milliseconds since the epoch, and a call after so many of them; gives what calls it off. */
export type Clock = { now: () => number; after: (ms: number, run: () => void) => () => void }

export type Outcome =
  | { kind: 'saved'; revision: number; savedAt: string; final: boolean }
  | { kind: 'changed'; theirs: Stored }
  | { kind: 'failed'; message: string; passing: boolean; retryAfter: number | null }

/** Sends one write; never throws. A request outlives the page that sent it. */
export type Transport = (write: Write) => Promise<Outcome>

/** Where this device keeps the draft of one answer. */
export type DraftBox = { put: (draft: Draft) => void; clear: () => void }

export type Saver = {
  state: () => Saving
  subscribe: (listener: () => void) => () => void
  type: (content: Content) => void
  /** The box lost the focus, or the page is about to be hidden: send now. */
  leave: () => void
  /** The page goes: send now, whatever happened before, even past a request that is still out. */
  hide: () => void
  retry: () => void
  /** Next: resolves once the text is fixed on the server, or it is known why not. `kept`: this device has it and goes on trying. */
  fix: () => Promise<'saved' | 'kept' | 'refused' | 'changed'>
  /** Resolves once all is on the server (true) or it is known that it will not be now (false). */
  settled: () => Promise<boolean>
  heard: (stored: Stored) => void
  /** A draft that an earlier page left. While something unsaved stands here it waits; `taken` is called once it is in. */
  adopt: (draft: Draft, taken: () => void) => void
  choose: (event: Extract<SaveEvent, { type: 'keep-mine' | 'take-theirs' | 'bring-back' | 'merge' }>) => void
  /** Stops and leaves the draft on this device. */
  halt: () => void
  /** Forgets the draft of this device and stops. */
  end: () => void
}

/** Runs the states of one answer on a clock, a transport and a box for its draft. */
export function createSaver(parts: {
  stored: Stored
  clock: Clock
  transport: Transport
  box: DraftBox
  onSaved?: (stored: Stored) => void
}): Saver {
  const { clock, transport, box, onSaved } = parts
  let state = begin(parts.stored)
  let callOff: (() => void) | null = null
  let ended = false
  let kept = false
  const listeners = new Set<() => void>()
  const left: { draft: Draft; taken: () => void }[] = []

  function happen(event: SaveEvent): void {
    if (ended) return
    const before = state
    state = reduce(state, event, clock.now())
    if (state === before) return
    keep()
    if (state.stored.revision > before.stored.revision || state.stored.final !== before.stored.final)
      onSaved?.(state.stored)
    schedule()
    for (const listener of listeners) listener()
    if (left.length > 0 && !isUnsaved(state) && !state.sending) takeNext()
  }

  function keep(): void {
    const draft = draftOf(state)
    if (draft) box.put(draft)
    else if (kept) box.clear()
    kept = draft !== null
  }

  function takeNext(): void {
    const next = left.shift()
    if (!next) return
    happen({ type: 'restore', draft: next.draft })
    next.taken()
  }

  function schedule(): void {
    callOff?.()
    callOff = null
    const due = dueAt(state)
    if (due === null) return
    const wait = due - clock.now()
    if (wait <= 0) send()
    else callOff = clock.after(wait, send)
  }

  function send(): void {
    callOff = null
    if (ended || dueAt(state) === null) return
    const write = writeOf(state)
    happen({ type: 'sent', write })
    void transport(write).then(outcome => {
      // Past this request a later one went out with the page; its answer says how things are.
      if (state.sending !== write) return
      hear(outcome)
    })
  }

  function hear(outcome: Outcome): void {
    if (outcome.kind === 'saved') happen({ ...outcome, type: 'answered' })
    else if (outcome.kind === 'changed') happen({ type: 'changed', theirs: outcome.theirs })
    else happen({ ...outcome, type: 'failed' })
  }

  /** Waits for a state, at most so long. */
  function until(done: () => boolean, ms: number): Promise<void> {
    if (done()) return Promise.resolve()
    return new Promise(resolve => {
      const finish = () => {
        stop()
        listeners.delete(look)
        resolve()
      }
      const look = () => done() && finish()
      const stop = clock.after(ms, finish)
      listeners.add(look)
    })
  }

  function halt(): void {
    callOff?.()
    ended = true
  }

  const still = () => !state.sending && (!isUnsaved(state) || state.theirs !== null || state.trouble !== null)

  return {
    state: () => state,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    type: content => happen({ type: 'typed', content }),
    leave: () => happen({ type: 'left' }),
    hide: () => {
      happen({ type: 'left' })
      happen({ type: 'retry' })
      const { sending, mine } = state
      if (!sending || (sending.text === mine.text && sending.value === mine.value) || ended) return
      // If the request that is out arrives, this one builds upon it; if not, it is refused and the draft stays.
      const write = { ...writeOf(state), basedOn: sending.basedOn + 1, settles: false }
      state = { ...state, unsure: [...state.unsure, { text: sending.text, value: sending.value }] }
      happen({ type: 'sent', write })
      void transport(write).then(outcome => {
        if (state.sending === write) hear(outcome)
      })
    },
    retry: () => happen({ type: 'retry' }),
    fix: async () => {
      happen({ type: 'fix' })
      await until(still, 4000)
      if (state.theirs) return 'changed'
      if (state.trouble && !state.trouble.passing) return 'refused'
      return isUnsaved(state) ? 'kept' : 'saved'
    },
    settled: async () => {
      happen({ type: 'left' })
      happen({ type: 'retry' })
      await until(still, 6000)
      return !isUnsaved(state)
    },
    heard: stored => happen({ type: 'heard', stored }),
    adopt: (draft, taken) => {
      left.push({ draft, taken })
      if (!isUnsaved(state) && !state.sending) takeNext()
    },
    choose: happen,
    halt,
    end: () => {
      halt()
      box.clear()
    },
  }
}
