import type { CallbackReason, DayPart, Urgency } from '../../appointments/schema.ts'

/** What was said of time, made a wish in the business's zone. */
export type Wanted = {
  /** YYYY-MM-DD */
  date: string | null
  /** Two for a weekend. */
  days: number
  /** The dates that an unclear day may mean: they are asked for. */
  between: string[] | null
  part: DayPart | null
  /** RFC 3339 with offset; null where no hour was said, or where the day has no such hour. */
  start: string | null
  /** Whether day and hour were said so that nothing is guessed. */
  certain: boolean
  bound: 'after' | 'before' | 'around' | null
  past: boolean
}

/** A visit, a call, a move or a cancellation that is being arranged, and the one question that stands open. */
export type Arranging = {
  deed: 'visit' | 'callback' | 'move' | 'cancel'
  ask: 'home' | 'time' | 'confirm' | 'contact' | 'which'
  /** The name of the home. */
  listing: string | null
  /** Code of the held start. */
  hold: string | null
  /** Until when it is held, RFC 3339. */
  until: string | null
  /** Code of the appointment to be moved or cancelled. */
  code: string | null
  /** The start that is held or was understood, RFC 3339. */
  start: string | null
  /** What was said of time before it could be used. */
  wanted: Wanted | null
  /** Starts named last, in order; all that were shown beside them; those that were turned down. */
  offered: string[]
  shown: string[]
  refused: string[]
  urgency: Urgency | null
  reason: CallbackReason | null
}

export const nothingArranged: Omit<Arranging, 'deed' | 'ask'> = {
  listing: null,
  hold: null,
  until: null,
  code: null,
  start: null,
  wanted: null,
  offered: [],
  shown: [],
  refused: [],
  urgency: null,
  reason: null,
}
