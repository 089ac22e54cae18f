import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import type { ReminderStatus } from './schema.ts'

/** How far each is on a message's way: reports come twice and out of order, and only what is further on counts. */
const RANK: Record<string, number> = {
  accepted: 0,
  queued: 1,
  sending: 2,
  sent: 3,
  undelivered: 4,
  failed: 4,
  canceled: 4,
  delivered: 5,
  read: 6,
}
const BAD = RANK.failed

type Line = {
  id: string
  status: ReminderStatus
  attempts: number
  delivery: string | null
  provider_id: string | null
  started_at: Temporal.Instant | null
}

/**
 * What a provider tells of a message that it took, each report once. `reminderId` names the reminder where its provider id was
 * never heard of: the answer to the send was lost, and this report tells that it was taken after all.
 */
export async function recordDeliveryReport(
  ctx: Context,
  report: { providerId: string; status: string; code: string | null; reminderId?: string },
): Promise<void> {
  const { providerId, status, code, reminderId = null } = report
  await transact(ctx, async ctx => {
    const found = await sql<Line>`
      select id, status, attempts, delivery, provider_id, started_at from reminders
      where provider_id = ${providerId} or id = ${reminderId}::uuid and attempts > 0 and provider_id is null
      order by provider_id nulls last limit 1 for update`.execute(ctx.db)
    const line = found.rows[0]
    const stored = await sql`
      insert into delivery_reports (provider_id, status, code, received_at, reminder_id)
      values (${providerId}, ${status}, ${code}, ${ctx.now()}, ${line?.id ?? null})
      on conflict do nothing`.execute(ctx.db)
    const rank = RANK[status]
    if (!stored.numAffectedRows || !line || rank === undefined || rank <= (RANK[line.delivery ?? ''] ?? -1)) return
    const becomes = statusAfter(line, rank)
    await sql`
      update reminders r set delivery = ${status}, provider_id = ${providerId}, status = ${becomes},
        reason = case when ${rank === BAD}::boolean then ${code ?? status}
          when ${becomes}::text = 'sent' and r.status <> 'sent' then null else r.reason end,
        owner = case when ${becomes}::text = 'sending' then r.owner end,
        lease_until = case when ${becomes}::text = 'sending' then r.lease_until end,
        sent_at = case when ${becomes}::text = 'sent' then coalesce(r.sent_at, ${ctx.now()}) else r.sent_at end,
        sent_by = coalesce(r.sent_by, (select a.sent_by from reminder_attempts a where a.reminder_id = r.id
          order by a.number desc limit 1)),
        ended_at = case when ${becomes}::text not in ('scheduled', 'sending') then coalesce(r.ended_at, ${ctx.now()}) end
      where r.id = ${line.id}::uuid`.execute(ctx.db)
  })
}

/** It was taken, whatever we thought; while its sender still waits for the answer, that records the rest. */
function statusAfter({ status, started_at }: Line, rank: number): ReminderStatus {
  if (status === 'cancelled' || status === 'suppressed') return status
  if (status === 'sending' && started_at) return status
  return rank === BAD ? 'failed' : 'sent'
}
