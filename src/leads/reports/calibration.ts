import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Calibration, Span } from './schema.ts'
import { instantsOf } from './span.ts'

const WIDTH = 4
const BANDS = 5

/** Whether visits of higher scores take place more often: what has an outcome, with start in the span, by score when asked for. */
export async function calibrationReport(ctx: Context, span: Span): Promise<Calibration> {
  const { begins, ends } = instantsOf(ctx, span)
  const found = await sql<{ band: number | null; visits: number; completed: number }>`
    select case when engagement + intent is not null
        then least(floor((engagement + intent) / ${WIDTH}), ${BANDS - 1})::integer end as band, count(*) as visits,
      count(*) filter (where status = 'completed') as completed
    from appointments
    where kind = 'site_visit' and status in ('completed', 'no_show', 'cancelled')
      and lower(period) >= ${begins} and lower(period) < ${ends}
    group by 1`.execute(ctx.db)
  const of = (band: number | null) => found.rows.find(row => row.band === band)
  return {
    bands: Array.from({ length: BANDS }, (_, band) => ({
      from: band * WIDTH,
      to: (band + 1) * WIDTH,
      visits: of(band)?.visits ?? 0,
      completed: of(band)?.completed ?? 0,
    })),
    unknown: of(null)?.visits ?? 0,
  }
}
