import { sql } from 'kysely'
import type { Desk, HandOffReason } from '../../conversations/index.ts'
import { planReminders, type ReminderPlan } from '../../reminders/index.ts'
import type { Context } from '../../storage/index.ts'

/** How long somebody who hears of it late can still be of help by coming. */
const USEFUL_HOURS = 72

/**
 * Tells the staff of a desk that a human is wanted, in the transaction that says so: by notification and by e-mail, at any hour,
 * each of them once for each change. What was written is not in it. Where a desk has nobody, administrators are told.
 */
export async function tellHandOff(
  ctx: Context,
  event: { conversationId: string; personId: string; desk: Desk; number: number; reason: HandOffReason },
): Promise<void> {
  const role = event.desk === 'career' ? 'coach' : 'agent'
  const staff = await sql<{ id: string }>`
    select id from accounts where disabled_at is null and role in (${role}, 'admin') order by id`.execute(ctx.db)
  const now = ctx.now()
  await planReminders(
    ctx,
    staff.rows.flatMap(({ id }) =>
      (['push', 'email'] as const).map(
        (channel): ReminderPlan => ({
          subject: { kind: 'hand_off', id: event.conversationId, version: event.number },
          kind: event.reason,
          audience: 'staff',
          recipientId: id,
          personId: event.personId,
          channel,
          plannedAt: now,
          usefulUntil: now.add({ hours: USEFUL_HOURS }),
          timeZone: ctx.business.timeZone,
          quiet: false,
        }),
      ),
    ),
  )
}
