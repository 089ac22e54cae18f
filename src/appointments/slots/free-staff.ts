import type { Context } from '../../storage/index.ts'
import type { AppointmentKind } from '../schema.ts'

export type StartRefusal = 'past' | 'notice' | 'beyond' | 'holiday' | 'closed' | 'no_slot' | 'taken'

export type FreeStaff = {
  end: Temporal.Instant
  /** Who is free then, first who should get it: `preferred`, else fewest active visits in the next 7 days, ties to the least recently assigned. */
  staffIds: string[]
  /** Why nobody can be booked for this start; null if somebody can. */
  why: StartRefusal | null
}

/** Who could take a start. A look, not a promise: booking holds the constraint. */
export async function freeStaff(
  _ctx: Context,
  _input: {
    kind?: Exclude<AppointmentKind, 'callback'>
    start: Temporal.Instant
    staffId?: string
    preferred?: string
    moving?: string
    /** Staff may book within notice and beyond the horizon. */
    byStaff?: boolean
  },
): Promise<FreeStaff> {
  throw new Error('not built')
}
