import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../storage/index.ts'
import type { CompletionReport, Workload } from '../schema.ts'
import { dayOf, startOfDay } from './lock.ts'
import { requireDeskOf } from './queries.ts'

/** Active visits of each member of staff on each of `days` dates (7) from `from` (today), in the business's zone. */
export async function workload(
  ctx: Context,
  { from, days = 7 }: { from?: string; days?: number },
): Promise<z.infer<typeof Workload>> {
  const first = from ? Temporal.PlainDate.from(from) : dayOf(ctx, ctx.now())
  const dates = Array.from({ length: days }, (_, day) => first.add({ days: day }))
  const starts = [...dates, first.add({ days })].map(date => startOfDay(ctx, date))
  const { rows } = await sql<{ id: string; name: string; perDay: number[]; openCallbacks: number }>`
    select s.id, s.name,
      (select jsonb_agg((select count(*) from appointments a
          where a.staff_id = s.id and a.kind <> 'callback' and lower(a.period) >= d.begins and lower(a.period) < d.ends
            and (a.status in ('pending', 'confirmed') or a.status = 'held' and a.hold_until > ${ctx.now()})) order by d.begins)
        from unnest(${starts.slice(0, -1)}::timestamptz[], ${starts.slice(1)}::timestamptz[]) as d (begins, ends)) as "perDay",
      (select count(*) from appointments a
        where a.staff_id = s.id and a.kind = 'callback' and a.status in ('pending', 'no_answer')) as "openCallbacks"
    from staff s where s.active order by s.name, s.id`.execute(ctx.db)
  return { days: dates.map(String), staff: rows }
}

/** Of visits whose start lies in [from, to), dates of the business's zone. Not for coaches. */
export async function completionReport(
  ctx: Context,
  { from, to }: { from: string; to: string },
): Promise<z.infer<typeof CompletionReport>> {
  requireDeskOf(ctx, 'site_visit')
  const { rows } = await sql<{
    source: string
    completed: number
    noShow: number
    cancelled: number
    rate: number | null
  }>`
    select source, count(*) filter (where status = 'completed') as completed,
      count(*) filter (where status = 'no_show') as "noShow", count(*) filter (where status = 'cancelled') as cancelled,
      (count(*) filter (where status = 'completed'))::float8
        / nullif(count(*) filter (where status in ('completed', 'no_show', 'cancelled')), 0) as rate
    from appointments
    where kind = 'site_visit' and lower(period) >= ${startOfDay(ctx, from)} and lower(period) < ${startOfDay(ctx, to)}
      and status not in ('held', 'expired')
    group by source order by source`.execute(ctx.db)
  return { from, to, sources: rows }
}
