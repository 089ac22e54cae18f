import { sql } from 'kysely'
import { type AlertReason, type Desk, type HandOffReason, raiseAlert } from '../../conversations/index.ts'
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
  const subject = { kind: 'hand_off', id: event.conversationId, version: event.number }
  await tell(ctx, { subject, kind: event.reason, personId: event.personId, to: await staffOf(ctx, event.desk) })
}

/** Marks the conversation and tells the sales desk's staff to look, each of them once for each alert. */
export async function tellAlert(
  ctx: Context,
  event: { conversationId: string; personId: string; reason: AlertReason; messageId: string },
): Promise<void> {
  const alertId = await raiseAlert(ctx, event)
  if (!alertId) return
  const subject = { kind: 'conversation_alert', id: alertId, version: 1 }
  await tell(ctx, { subject, kind: event.reason, personId: event.personId, to: await staffOf(ctx, 'sales') })
}

/** Tells the one to whom a colleague gave a conversation. */
export async function tellTransfer(
  ctx: Context,
  event: { conversationId: string; personId: string; number: number; accountId: string },
): Promise<void> {
  const subject = { kind: 'hand_off', id: event.conversationId, version: event.number }
  await tell(ctx, { subject, kind: 'transferred', personId: event.personId, to: [event.accountId] })
}

/** Tells those for whom a note is meant. What it says is not in it. */
export async function tellMentions(
  ctx: Context,
  event: { personId: string; noteId: string; accountIds: string[] },
): Promise<void> {
  const subject = { kind: 'conversation_note', id: event.noteId, version: 1 }
  await tell(ctx, { subject, kind: 'mentioned', personId: event.personId, to: event.accountIds })
}

async function staffOf(ctx: Context, desk: Desk): Promise<string[]> {
  const role = desk === 'career' ? 'coach' : 'agent'
  const staff = await sql<{ id: string }>`
    select id from accounts where disabled_at is null and role in (${role}, 'admin') order by id`.execute(ctx.db)
  return staff.rows.map(({ id }) => id)
}

async function tell(
  ctx: Context,
  { subject, kind, personId, to }: Pick<ReminderPlan, 'subject' | 'kind' | 'personId'> & { to: readonly string[] },
): Promise<void> {
  const now = ctx.now()
  await planReminders(
    ctx,
    to.flatMap(recipientId =>
      (['push', 'email'] as const).map(
        (channel): ReminderPlan => ({
          subject,
          kind,
          audience: 'staff',
          recipientId,
          personId,
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
