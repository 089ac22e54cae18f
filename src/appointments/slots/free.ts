/** Why nobody can be booked for a start. */
export type StartRefusal = 'past' | 'notice' | 'beyond' | 'holiday' | 'closed' | 'no_slot' | 'taken'

/** Who could take a start. */
export type FreeStaff = {
  /** The end with the first of them. */
  end: Temporal.Instant
  /** Who is free then, first who should get it: `preferred`, else fewest active visits in the next 7 days, ties to the least recently assigned. */
  staffIds: string[]
  /** The end with each of them: how long a visit takes is a matter of the member of staff. */
  ends: Record<string, Temporal.Instant>
  /** Why nobody can be booked for this start; null if somebody can. */
  why: StartRefusal | null
}
