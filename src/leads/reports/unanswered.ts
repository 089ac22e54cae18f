import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Span, Unanswered } from './schema.ts'
import { instantsOf } from './span.ts'

/** What visitors of the sales desk asked and Mosaic could not tell, or did not understand, within the span. */
export async function unansweredReport(ctx: Context, span: Span): Promise<Unanswered> {
  const { begins, ends } = instantsOf(ctx, span)
  const within = sql`r.created_at >= ${begins} and r.created_at < ${ends}`
  const lacking = await sql<Unanswered['lacking'][number]>`
    select what, count(*) as times from sales_readings r, unnest(r.lacking) as what
    where ${within} group by what order by times desc, what limit 10`.execute(ctx.db)
  const items = await sql<Omit<Unanswered['items'][number], 'at'> & { at: Temporal.Instant }>`
    select r.conversation_id as "conversationId", r.number, m.text, r.created_at as at,
      case when cardinality(r.lacking) > 0 then 'lacking' else 'not_understood' end as why
    from sales_readings r join messages m on m.id = r.message_id
    where ${within} and (cardinality(r.lacking) > 0 or r.needs_clarification)
    order by r.created_at desc, r.ordinal desc limit 50`.execute(ctx.db)
  return { lacking: lacking.rows, items: items.rows.map(item => ({ ...item, at: item.at.toString() })) }
}
