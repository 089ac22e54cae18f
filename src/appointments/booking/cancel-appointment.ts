import { sql } from 'kysely'
import { type Context, transact } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { returnSession } from '../sessions/entitlement.ts'
import { isGivenBack } from '../sessions/free-until.ts'
import { lockAppointment } from './lock.ts'
import { requireAppointment } from './queries.ts'
import { actedBy, recordChange } from './record.ts'
import { refuseState, requireVersion } from './refusals.ts'
import { nextStatuses, statusAt } from './transitions.ts'

/**
 * Cancels what is active and raises its version. Cancelled already is fine. A session is given back, and the use of its code with it,
 * unless its own person cancels it less than 24 hours before. `reason` is for everybody, `note` for staff alone. Refuses
 * `appointments.version`, `appointments.state` (also to a visitor once the visit has begun).
 */
export async function cancelAppointment(
  ctx: Context,
  input: { code: string; version?: number; reason?: string; note?: string; by?: 'calendar' | 'system' },
): Promise<AppointmentRow> {
  const found = await requireAppointment(ctx, input.code)
  return transact(ctx, async ctx => {
    const row = await lockAppointment(ctx, found)
    if (row.status === 'cancelled') return row
    requireVersion(row, input.version)
    const now = ctx.now()
    const status = statusAt(row, now)
    if (!nextStatuses(row.kind, status).includes('cancelled')) refuseState({ status })
    const by = input.by ?? actedBy(ctx)
    const hasBegun = row.kind !== 'callback' && Temporal.Instant.compare(row.start!, now) <= 0
    if (by === 'visitor' && hasBegun) refuseState(row)
    await sql`
      update appointments set status = 'cancelled', cancelled_by = ${by}, cancel_reason = ${input.reason || null},
        version = version + 1, updated_at = ${now}
      where id = ${row.id}::uuid`.execute(ctx.db)
    if (row.kind === 'coaching_session' && isGivenBack(row, by, now)) await returnSession(ctx, row.id)
    return recordChange(ctx, row.id, { change: 'cancelled', by, note: input.note })
  })
}
