import { sql } from 'kysely'
import { requireRole } from '../../accounts/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { refuseStaff, requireStaff } from '../staff/queries.ts'
import { lockAppointment } from './lock.ts'
import { moveAppointment } from './move-appointment.ts'
import { isThere, requireForStaff } from './queries.ts'
import { recordChange } from './record.ts'
import { refuseState, requireVersion } from './refusals.ts'
import { noteAssigned } from './take-start.ts'
import { nextStatuses } from './transitions.ts'

/**
 * Staff write notes on an appointment, which keep its version, or give it to somebody else or to another start, which raises it: a
 * meeting with exactly whom they name, where they are free then. A callback has no start to be moved. Refuses `appointments.version`, `appointments.state` (also notes on somebody who was erased), `appointments.taken`, `appointments.staff_not_found`.
 */
export async function changeByStaff(
  ctx: Context,
  input: { code: string; version: number; staffId?: string; start?: Temporal.Instant; staffNotes?: string },
): Promise<AppointmentRow> {
  requireRole(ctx, 'staff')
  const { code, version, staffId, start, staffNotes } = input
  const found = await requireForStaff(ctx, code)
  return transact(ctx, async ctx => {
    let row = await lockAppointment(ctx, found)
    requireVersion(row, version)
    if (staffNotes !== undefined && staffNotes !== (row.staffNotes ?? '')) {
      if (!(await isThere(ctx, row.personId))) refuseState(row)
      await sql`
        update appointments set staff_notes = ${staffNotes || null}, updated_at = ${ctx.now()}
        where id = ${row.id}::uuid`.execute(ctx.db)
      row = await recordChange(ctx, row.id, { change: 'noted' })
    }
    const isGiven = staffId !== undefined && staffId !== row.staffId
    if (isGiven && !(await requireStaff(ctx, staffId)).active) refuseStaff()
    if (row.kind === 'callback') return isGiven ? giveCallback(ctx, row, staffId) : row
    if (!isGiven && (start === undefined || start.equals(row.start!))) return row
    return moveAppointment(ctx, { code, version, start: start ?? row.start!, staffId })
  })
}

async function giveCallback(ctx: Context, row: AppointmentRow, staffId: string): Promise<AppointmentRow> {
  if (nextStatuses(row.kind, row.status).length === 0) refuseState(row)
  await sql`
    update appointments set staff_id = ${staffId}::uuid, version = version + 1, updated_at = ${ctx.now()}
    where id = ${row.id}::uuid`.execute(ctx.db)
  const given = await recordChange(ctx, row.id, { change: 'reassigned' })
  await noteAssigned(ctx, staffId)
  return given
}
