import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Funnel, Span } from './schema.ts'
import { instantsOf } from './span.ts'
import { begun, booked, came, reachable } from './steps.ts'

/** How far those came who first wrote within the span, and what each of its days brought. */
export async function funnelReport(ctx: Context, span: Span): Promise<Funnel> {
  const { begins, ends } = instantsOf(ctx, span)
  const counted = await sql<Record<Funnel['steps'][number]['step'], number>>`
    select count(*) as wrote,
      count(*) filter (where exists (
        select from listing_events e where e.person_id = l.person_id and e.kind = 'view')) as viewed,
      count(*) filter (where exists (
        select from listing_events e where e.person_id = l.person_id and e.kind = 'interest')) as interested,
      count(*) filter (where ${reachable}) as reachable,
      count(*) filter (where ${booked}) as visit_booked,
      count(*) filter (where ${came}) as visit_completed
    from leads l where ${begun(begins, ends)}`.execute(ctx.db)
  const row = counted.rows[0]!
  const steps = (['wrote', 'viewed', 'interested', 'reachable', 'visit_booked', 'visit_completed'] as const).map(
    step => ({ step, persons: row[step] }),
  )
  const zone = ctx.business.timeZone
  const days = await sql<Funnel['days'][number]>`
    with days as (
      select d::date as day from generate_series(${span.from}::date, ${span.to}::date - 1, interval '1 day') d
    ), begun as (
      select (created_at at time zone ${zone})::date as day, count(*) as leads
      from leads l where ${begun(begins, ends)} group by 1
    ), visited as (
      select (lower(period) at time zone ${zone})::date as day, count(*) as booked,
        count(*) filter (where status = 'completed') as completed
      from appointments where kind = 'site_visit' and status not in ('held', 'expired')
        and lower(period) >= ${begins} and lower(period) < ${ends} group by 1
    )
    select days.day::text as date, coalesce(begun.leads, 0) as leads, coalesce(visited.booked, 0) as "visitsBooked",
      coalesce(visited.completed, 0) as "visitsCompleted"
    from days left join begun using (day) left join visited using (day) order by days.day`.execute(ctx.db)
  return { steps, days: days.rows }
}
