import type { Context } from '../../storage/index.ts'
import type { AppointmentKind, SlotDays } from '../schema.ts'

export type SlotsInput = {
  kind?: Exclude<AppointmentKind, 'callback'>
  /** First date, in the business's zone; today unless told. */
  from?: string
  /** 1 to 31, default 7. */
  days?: number
  staffId?: string
  /** An appointment that is to be moved: its own time counts as free. */
  moving?: string
}

/**
 * The starts that can be booked, day by day, in the business's zone, with the rules of each day: a wall clock that does not
 * exist is left out, a repeated hour is offered once. Notice, horizon, holidays, working hours in each zone of the staff, time
 * off, busy calendars and what is booked count.
 */
export async function freeSlots(_ctx: Context, _input: SlotsInput = {}): Promise<SlotDays> {
  throw new Error('not built')
}
