import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { placeNamed } from './gazetteer.ts'
import type { Market, Zone } from './schema.ts'

type Row = Omit<Market, 'pricePerSqft' | 'growth1y' | 'growth5y' | 'rentalYield' | 'asOf'> & {
  zone: Zone | null
  price_min: number | null
  price_average: number | null
  price_max: number | null
  growth_1y: number | null
  growth_5y: number | null
  rental_yield: number | null
  as_of: string
}

/** The newest figures about a locality, by any of its spellings, the sample's last; undefined where there are none. Past figures only. */
export async function marketOf(ctx: Context, place: string): Promise<Market | undefined> {
  const known = placeNamed(place)
  const name = known?.name ?? place
  const { rows } = await sql<Row>`
    select m.place, m.city, p.zone, m.currency, m.price_min, m.price_average, m.price_max, m.growth_1y, m.growth_5y,
      m.rental_yield, m.trend, m.infrastructure, m.attractions, m.source, m.as_of, m.sample
    from markets m join places p on p.city = m.city and p.name = m.place
    where lower(m.place) = lower(${name}) and (${known?.city ?? null}::text is null or m.city = ${known?.city ?? null})
    order by m.sample, m.as_of desc, m.source limit 1`.execute(ctx.db)
  return rows[0] && toMarket(rows[0])
}

function toMarket({
  price_min,
  price_average,
  price_max,
  growth_1y,
  growth_5y,
  rental_yield,
  as_of,
  ...row
}: Row): Market {
  return {
    ...row,
    pricePerSqft: { min: price_min, average: price_average, max: price_max },
    growth1y: growth_1y,
    growth5y: growth_5y,
    rentalYield: rental_yield,
    asOf: as_of,
  }
}
