import { sql } from 'kysely'
import { linkLife, type MailKind } from '../../accounts/index.ts'
import type { Context } from '../../storage/index.ts'
import { planReminders } from '../plan-reminders.ts'

const LIFE: Record<MailKind, Temporal.DurationLike> = {
  verification: linkLife.verification,
  reset: linkLife.reset,
  email_change: linkLife.email_change,
  email_changed: linkLife.email_undo,
  erasure: { hours: 24 },
}

/** A mail about an account is due at once, at any hour: somebody waits for it. In the transaction of its cause. */
export async function planAccountMail(
  ctx: Context,
  { mailId, personId, kind, timeZone }: { mailId: string; personId: string; kind: MailKind; timeZone: string },
): Promise<void> {
  const now = ctx.now()
  await planReminders(ctx, [
    {
      subject: { kind: 'account_mail', id: mailId, version: 1 },
      kind,
      audience: 'visitor',
      recipientId: personId,
      personId,
      channel: 'email',
      plannedAt: now,
      usefulUntil: now.add(LIFE[kind]),
      timeZone,
      quiet: false,
    },
  ])
}

/** What was closed before it left does not leave any more. */
export async function cancelAccountMails(ctx: Context, { mailIds }: { mailIds: string[] }): Promise<void> {
  await sql`
    update reminders set status = 'cancelled', reason = 'replaced', ended_at = ${ctx.now()}
    where subject_kind = 'account_mail' and subject_id = any (${mailIds}::uuid[]) and status = 'scheduled'`.execute(
    ctx.db,
  )
}
