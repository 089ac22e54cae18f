import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { writePlaces } from './import/write-places.ts'
import type { Market } from './schema.ts'
import { bumpVersion } from './version.ts'

/** Adds figures about localities; the same place, day and source again is left as it is. */
export async function recordMarkets(ctx: Context, markets: Omit<Market, 'zone'>[]): Promise<void> {
  const rows = markets.map(({ asOf, pricePerSqft, growth1y, growth5y, rentalYield, ...market }) => ({
    ...market,
    as_of: asOf,
    price_min: pricePerSqft.min,
    price_average: pricePerSqft.average,
    price_max: pricePerSqft.max,
    growth_1y: growth1y,
    growth_5y: growth5y,
    rental_yield: rentalYield,
  }))
  await transact(ctx, async inner => {
    await bumpVersion(inner)
    await writePlaces(inner, markets.map(toPlace))
    await sql`insert into markets select * from json_populate_recordset(null::markets, ${JSON.stringify(rows)}::json)
      on conflict do nothing`.execute(inner.db)
  })
}

const toPlace = ({ city, place }: { city: string; place: string }) => ({
  city,
  place,
  zone: null,
  latitude: null,
  longitude: null,
})
