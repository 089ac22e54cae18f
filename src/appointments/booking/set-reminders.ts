import { sql } from 'kysely'
import { type Context, transact } from '../../storage/index.ts'
import { remind } from '../messages/remind.ts'
import type { AppointmentRow } from '../row.ts'
import { lockAppointment } from './lock.ts'
import { requireAppointment } from './queries.ts'
import { actedBy, recordChange } from './record.ts'
import { statusAt } from './transitions.ts'

/**
 * How the visitor wants to be reminded of this appointment. What is due later comes by the ways agreed on now; the version stays, since
 * nothing of what was agreed changed.
 */
export async function setReminders(
  ctx: Context,
  { code, email, phone }: { code: string; email: boolean; phone: boolean },
): Promise<AppointmentRow> {
  const found = await requireAppointment(ctx, code)
  return transact(ctx, async ctx => {
    const before = await lockAppointment(ctx, found)
    if (before.remindEmail === email && before.remindPhone === phone) return before
    await sql`
      update appointments set remind_email = ${email}, remind_phone = ${phone}, updated_at = ${ctx.now()}
      where id = ${before.id}::uuid`.execute(ctx.db)
    const row = await recordChange(ctx, before.id, { change: 'noted' })
    // A request notices nobody of a visit, and plans what lies before its start and after its end.
    const isAhead = row.kind !== 'callback' && ['pending', 'confirmed'].includes(statusAt(row, ctx.now()))
    if (isAhead) await remind(ctx, row, 'requested', actedBy(ctx))
    return row
  })
}
