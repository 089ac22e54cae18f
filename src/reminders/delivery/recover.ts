import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { SentBy } from '../schema.ts'
import { MOST_ATTEMPTS } from './row.ts'

/**
 * Takes up what a killed worker left. Not started: it is due again, as if never claimed. Started, and nobody knows what became
 * of it: sent again with the same key by a channel that honours keys, else `unknown`, for a human to look at. What the
 * provider has told meanwhile is taken for its word.
 */
export async function recover(ctx: Context, honoured: readonly SentBy[]): Promise<void> {
  const now = ctx.now()
  const found = await sql<{ id: string; status: string }>`
    with stale as (
      select id, started_at, attempts, provider_id, delivery from reminders
      where status = 'sending' and lease_until < now() order by lease_until limit 200 for update skip locked
    ), judged as (
      select s.id, s.attempts, s.started_at, a.sent_by, s.delivery,
        case when s.started_at is null then 'scheduled'
          when s.provider_id is not null and s.delivery in ('undelivered', 'failed', 'canceled') then 'failed'
          when s.provider_id is not null and s.delivery is not null then 'sent'
          when a.sent_by = any(${honoured}::text[]) and s.attempts < ${MOST_ATTEMPTS}::integer then 'scheduled'
          else 'unknown' end as status
      from stale s left join reminder_attempts a on a.reminder_id = s.id and a.number = s.attempts
    ), closed as (
      update reminder_attempts a
      set ended_at = ${now}, outcome = case when j.status = 'sent' then 'accepted' else 'unclear' end, code = 'interrupted'
      from judged j
      where a.reminder_id = j.id and a.number = j.attempts and j.started_at is not null and a.outcome is null
    )
    update reminders r set status = j.status, owner = null, lease_until = null,
      started_at = case when j.status <> 'scheduled' then r.started_at end,
      ended_at = case when j.status <> 'scheduled' then ${now}::timestamptz end,
      sent_at = case when j.status = 'sent' then ${now}::timestamptz else r.sent_at end,
      sent_by = case when j.status in ('sent', 'failed') then j.sent_by else r.sent_by end,
      reason = case j.status when 'unknown' then 'interrupted' when 'failed' then coalesce(r.reason, j.delivery) else r.reason end
    from judged j where r.id = j.id
    returning r.id, r.status`.execute(ctx.db)
  for (const { id, status } of found.rows) ctx.log.warn({ reminder: id, status }, 'a reminder was left in the middle')
}
