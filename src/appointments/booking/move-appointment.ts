import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

/**
 * Moves an active visit to another start, with the same member of staff if they are free. Keeps the status, raises the version.
 * Refuses `appointments.version` (changed meanwhile), `appointments.state`, `appointments.taken` with `alternatives`,
 * `appointments.start`. The same key, or the start that it has already, changes nothing.
 */
export async function moveAppointment(
  _ctx: Context,
  _input: {
    code: string
    version?: number
    start: Temporal.Instant
    staffId?: string
    requestKey?: string
    by?: 'calendar'
  },
): Promise<AppointmentRow> {
  throw new Error('not built')
}
