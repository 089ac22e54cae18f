import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

/**
 * Says what the calendars elsewhere should show of an appointment, in the transaction of its change: the event at its newest version
 * in the calendar of its member of staff, nothing in any other. No network: a loop writes it later.
 */
export async function wantInCalendar(_ctx: Context, _row: AppointmentRow): Promise<void> {
  throw new Error('not built')
}
