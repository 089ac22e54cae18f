import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

/** Cancels what is active. Cancelled already is fine. Refuses `appointments.version`, `appointments.state`. */
export async function cancelAppointment(
  _ctx: Context,
  _input: { code: string; version?: number; reason?: string; by?: 'calendar' | 'system' },
): Promise<AppointmentRow> {
  throw new Error('not built')
}
