import { sql } from 'kysely'
import { audit, requireRole } from '../accounts/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { canCancel, readReminders, toReminders } from './queries.ts'
import type { Reminder } from './schema.ts'
import { seenByActor } from './subject.ts'

/** Staff take one back that has not left. Refuses `reminders.unknown`, and `reminders.left` for what is on its way or ended. */
export async function cancelReminder(ctx: Context, input: { id: string; reason: string }): Promise<Reminder> {
  requireRole(ctx, 'staff')
  return transact(ctx, async ctx => {
    const [row] = await readReminders(ctx, sql`r.id = ${input.id}::uuid and ${seenByActor(ctx)} for update of r`)
    if (!row) return refuse('not_found', 'reminders.unknown', 'There is no such reminder.')
    if (!canCancel(row))
      return refuse('conflict', 'reminders.left', {
        message: 'This reminder cannot be taken back: it has left or ended. Look at the ledger again.',
        status: row.status,
      })
    await sql`
      update reminders set status = 'cancelled', reason = ${`staff:${input.reason}`}, ended_at = ${ctx.now()}, owner = null,
        lease_until = null
      where id = ${input.id}::uuid`.execute(ctx.db)
    await audit(ctx, 'reminder.cancelled', { kind: 'reminder', id: input.id }, { kind: row.kind })
    return (await toReminders(ctx, await readReminders(ctx, sql`r.id = ${input.id}::uuid`)))[0]!
  })
}
