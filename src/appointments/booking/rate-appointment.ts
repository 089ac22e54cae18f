import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

/** Feedback after a visit, 1 to 5 and words; said again, the newer counts. Refuses `appointments.not_yet`, `appointments.state`. */
export async function rateAppointment(
  _ctx: Context,
  _input: { code: string; rating: number; text?: string },
): Promise<AppointmentRow> {
  throw new Error('not built')
}
