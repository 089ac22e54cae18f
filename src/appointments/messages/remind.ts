import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

export type Change =
  | 'booked'
  | 'requested'
  | 'confirmed'
  | 'moved'
  | 'reassigned'
  | 'cancelled'
  | 'expired'
  | 'completed'
  | 'no_show'
  | 'contacted'
  | 'no_answer'

/**
 * Brings the reminders of an appointment in line with it, in the transaction of the change: takes back those of older versions or
 * of a status that ended, plans those of the new one. `by` decides whether a notice may come in quiet hours.
 */
export async function remind(
  _ctx: Context,
  _row: AppointmentRow,
  _change: Change,
  _by: 'visitor' | 'staff' | 'calendar' | 'system',
): Promise<void> {
  throw new Error('not built')
}
