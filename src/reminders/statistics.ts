import { sql } from 'kysely'
import { requireRole } from '../accounts/index.ts'
import type { Context } from '../storage/index.ts'
import type { ReminderStatistics } from './schema.ts'

/**
 * Of reminders due in [from, to). The share within 60 seconds is of what was sent, counted from the due instant: what waited
 * for a sleeping host, or was tried again, is late. For staff.
 */
export async function reminderStatistics(
  ctx: Context,
  input: { from: Temporal.Instant; to: Temporal.Instant; channels: ReminderStatistics['channels'] },
): Promise<ReminderStatistics> {
  requireRole(ctx, 'staff')
  const { from, to, channels } = input
  const found = await sql<ReminderStatistics['rows'][number] & { prompt: number }>`
    select kind, channel, status, count(*) as count,
      count(*) filter (where sent_at <= due_at + interval '60 seconds') as prompt
    from reminders where due_at >= ${from} and due_at < ${to}
    group by kind, channel, status order by kind, channel, status`.execute(ctx.db)
  const total = (of: typeof found.rows, what: 'count' | 'prompt') => of.reduce((sum, row) => sum + row[what], 0)
  const sent = found.rows.filter(({ status }) => status === 'sent')
  return {
    from: from.toString(),
    to: to.toString(),
    total: total(found.rows, 'count'),
    rows: found.rows.map(({ prompt, ...row }) => row),
    sentWithin60s: sent.length > 0 ? total(sent, 'prompt') / total(sent, 'count') : null,
    channels,
  }
}
