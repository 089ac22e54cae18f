import { sql } from 'kysely'
import { audit, requireRole } from '../../accounts/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import type { AppointmentStatus } from '../schema.ts'
import { cancelAppointment } from './cancel-appointment.ts'
import { lockAppointment } from './lock.ts'
import { isThere, requireForStaff } from './queries.ts'
import { recordChange } from './record.ts'
import { refuseNotYet, refuseState, requireVersion } from './refusals.ts'
import { statusAt, statusesByHand } from './transitions.ts'

/** How long an administrator may put right what was marked wrongly. */
const CORRECTION_HOURS = 24

/**
 * Staff say what became of it: confirmed, completed, no_show, contacted, no_answer, cancelled. An administrator may swap completed
 * and no_show within 24 hours. The note is for staff alone. Refuses `appointments.state` for what the table does not allow,
 * `appointments.not_yet` before the start, `appointments.version`.
 */
export async function setStatus(
  ctx: Context,
  input: { code: string; version?: number; status: AppointmentStatus; note?: string },
): Promise<AppointmentRow> {
  requireRole(ctx, 'staff')
  const { code, version, status, note } = input
  const found = await requireForStaff(ctx, code)
  if (status === 'cancelled') return cancelAppointment(ctx, { code, version, note })
  return transact(ctx, async ctx => {
    const row = await lockAppointment(ctx, found)
    requireVersion(row, version)
    const now = ctx.now()
    const corrects = await isCorrection(ctx, row, status)
    if (!corrects && !statusesByHand(row.kind, statusAt(row, now)).includes(status))
      refuseState({ status: statusAt(row, now) })
    if (note && !(await isThere(ctx, row.personId))) refuseState(row)
    const hasBeen = status === 'completed' || status === 'no_show'
    if (row.kind !== 'callback' && hasBeen && Temporal.Instant.compare(row.start!, now) > 0) refuseNotYet()
    await sql`update appointments set status = ${status}, updated_at = ${now} where id = ${row.id}::uuid`.execute(
      ctx.db,
    )
    if (corrects)
      await audit(ctx, 'appointment.corrected', { kind: 'appointment', id: row.id }, { from: row.status, to: status })
    const change = corrects ? 'corrected' : (status as Exclude<typeof status, 'held' | 'pending'>)
    return recordChange(ctx, row.id, { change, note })
  })
}

async function isCorrection(ctx: Context, row: AppointmentRow, to: AppointmentStatus): Promise<boolean> {
  const swaps = (row.status === 'completed' && to === 'no_show') || (row.status === 'no_show' && to === 'completed')
  if (!swaps || row.kind === 'callback') return false
  if (ctx.actor.kind !== 'account' || ctx.actor.role !== 'admin') return false
  const recent = await sql`
    select from appointment_events
    where appointment_id = ${row.id}::uuid and kind in ('completed', 'no_show')
      and at > ${ctx.now().subtract({ hours: CORRECTION_HOURS })}`.execute(ctx.db)
  return recent.rows.length > 0
}
