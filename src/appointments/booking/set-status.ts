import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import type { AppointmentStatus } from '../schema.ts'

/**
 * Staff say what became of it: confirmed, completed, no_show, contacted, no_answer, cancelled. Refuses `appointments.state` for what the table
 * does not allow, `appointments.not_yet` before the start, `appointments.version`.
 */
export async function setStatus(
  _ctx: Context,
  _input: { code: string; version: number; status: AppointmentStatus; note?: string },
): Promise<AppointmentRow> {
  throw new Error('not built')
}
