import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { ResponseTimes, Span } from './schema.ts'
import { instantsOf } from './span.ts'

/** How long visitors of the sales desk waited for the assistant, and for a person, within the span. */
export async function responseTimesReport(ctx: Context, span: Span): Promise<ResponseTimes> {
  const { begins, ends } = instantsOf(ctx, span)
  const assistant = await sql<ResponseTimes['assistant']>`
    select count(*) as answered, percentile_cont(0.5) within group (order by waited) as median,
      percentile_cont(0.95) within group (order by waited) as p95
    from (
      select extract(epoch from t.answered_at - m.created_at)::float8 as waited
      from messages m join turns t on t.message_id = m.id join conversations c on c.id = m.conversation_id
      where m.created_at >= ${begins} and m.created_at < ${ends} and t.state = 'answered' and c.desk = 'sales'
    ) turns`.execute(ctx.db)
  // Wanted again while it waits, for another reason, is one waiting.
  const human = await sql<ResponseTimes['human']>`
    select count(*) as asked, count(waited) as taken, count(*) filter (where waited <= 120) as "withinTwoMinutes",
      percentile_cont(0.5) within group (order by waited) as median,
      percentile_cont(0.95) within group (order by waited) as p95
    from (
      select extract(epoch from taken.created_at - h.created_at)::float8 as waited
      from hand_offs h join conversations c on c.id = h.conversation_id
      left join lateral (
        select state, created_at from hand_offs n
        where n.conversation_id = h.conversation_id and n.number > h.number and n.state <> 'waiting'
        order by n.number limit 1) ended on true
      left join lateral (select ended.created_at where ended.state = 'human') taken on true
      where h.state = 'waiting' and h.created_at >= ${begins} and h.created_at < ${ends} and c.desk = 'sales'
        and not exists (
          select from hand_offs p
          where p.conversation_id = h.conversation_id and p.number = h.number - 1 and p.state = 'waiting')
    ) waits`.execute(ctx.db)
  return { assistant: assistant.rows[0]!, human: human.rows[0]! }
}
