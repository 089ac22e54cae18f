import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Sources, Span } from './schema.ts'
import { instantsOf } from './span.ts'
import { begun, booked, came, reachable } from './steps.ts'

/** Names beyond these are counted together: anybody can bring a new one in an address. */
const AT_MOST = 25

/**
 * Where those came from who first wrote within the span: the first touch of each counts. Rarer sources than the 25 commonest
 * stand together as `others`.
 */
export async function sourcesReport(ctx: Context, span: Span): Promise<Sources> {
  const { begins, ends } = instantsOf(ctx, span)
  const found = await sql<Sources['sources'][number]>`
    with counted as (
      select s.source, count(*) as leads, count(*) filter (where ${reachable}) as reachable,
        count(*) filter (where ${booked}) as booked, count(*) filter (where ${came}) as completed
      from leads l
      left join lateral (
        select lower(coalesce(nullif(utm_source, ''), referrer_host,
          case when channel = 'widget' then regexp_replace(site, '^https?://', '') end)) as source
        from person_sources where person_id = l.person_id order by at limit 1) s on true
      where ${begun(begins, ends)}
      group by s.source
    ), ranked as (
      select *, row_number() over (order by leads desc, source) as place from counted
    )
    select case when place <= ${AT_MOST} then source else 'others' end as source, sum(leads)::bigint as leads,
      sum(reachable)::bigint as reachable, sum(booked)::bigint as "visitsBooked", sum(completed)::bigint as "visitsCompleted"
    from ranked group by 1 order by 2 desc, 1 nulls last`.execute(ctx.db)
  return { sources: found.rows }
}
