import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { CardsReport, Span } from './schema.ts'
import { instantsOf } from './span.ts'

/** Which coaching cards were dealt within the span, and what staff made of them by now: the newest mark of a card counts. */
export async function cardsReport(ctx: Context, span: Span): Promise<CardsReport> {
  const { begins, ends } = instantsOf(ctx, span)
  const found = await sql<CardsReport['rules'][number]>`
    select c.rule, count(*) as dealt, count(*) filter (where m.mark = 'done') as done,
      count(*) filter (where m.mark = 'not_useful') as "notUseful"
    from coaching_cards c
    left join lateral (
      select mark from coaching_card_marks where card_id = c.id order by number desc limit 1) m on true
    where c.dealt_at >= ${begins} and c.dealt_at < ${ends}
    group by c.rule order by dealt desc, c.rule`.execute(ctx.db)
  return { rules: found.rows }
}
