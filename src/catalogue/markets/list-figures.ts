import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { readAtlas } from '../names.ts'
import type { MarketFigure, MarketFigures } from './schema.ts'

type Row = Omit<MarketFigure, 'recordedAt' | 'asOf'> & { recorded_at: Temporal.Instant | null; as_of: string }

/** The figures in use of every place, or all of one place, newest first. */
export async function listFigures(
  ctx: Context,
  { place }: { place?: string | undefined } = {},
): Promise<MarketFigures> {
  const atlas = await readAtlas(ctx)
  const named = place === undefined ? null : (atlas.placeNamed(place)?.name ?? place)
  const { rows } = await sql<Row>`
    select * from (
      select m.place, m.city, p.zone, m.currency,
        json_build_object('min', m.price_min, 'average', m.price_average, 'max', m.price_max) as "pricePerSqft",
        m.growth_1y as "growth1y", m.growth_5y as "growth5y", m.rental_yield as "rentalYield", m.trend, m.infrastructure,
        m.attractions, m.source, m.as_of, m.sample, m.recorded_at, a.name as by,
        row_number() over (partition by m.city, m.place order by m.sample, m.as_of desc, m.source) = 1 as "inUse"
      from markets m join places p on p.city = m.city and p.name = m.place left join accounts a on a.id = m.account_id
      where ${named}::text is null or m.place = ${named}) figures
    where ${named}::text is not null or "inUse"
    order by lower(place), as_of desc, source limit 1000`.execute(ctx.db)
  return {
    items: rows.map(({ recorded_at, as_of, ...row }) => ({
      ...row,
      asOf: as_of,
      recordedAt: recorded_at?.toString() ?? null,
    })),
    places: atlas.places.map(one => one.name).sort(),
    currency: ctx.business.currency,
  }
}
