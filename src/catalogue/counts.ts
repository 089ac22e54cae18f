import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { all, listingConditions, priceConditions, unitConditions } from './conditions.ts'
import type { Criteria } from './criteria.ts'
import { type CatalogueVersion, createVersionCache } from './version.ts'

export type Counts = { total: number; onRequest: number; withoutCoordinates: number }

const cache = createVersionCache<Counts>(2_000)

/**
 * How many listings fit, how many would but for a price on request, how many but for missing coordinates. Counted once
 * for each wish and version of the catalogue; what a person has rejected is counted by itself and taken off.
 */
export async function countListings(ctx: Context, at: CatalogueVersion, criteria: Criteria, rejected: string[]) {
  const key = JSON.stringify(Object.entries(criteria).sort(([a], [b]) => (a < b ? -1 : 1)))
  const everybody = await cache.read(ctx, at, key, () => count(ctx, criteria))
  if (rejected.length === 0) return everybody
  const theirs = await count(ctx, criteria, rejected)
  return {
    total: everybody.total - theirs.total,
    onRequest: everybody.onRequest - theirs.onRequest,
    withoutCoordinates: everybody.withoutCoordinates - theirs.withoutCoordinates,
  }
}

async function count(ctx: Context, criteria: Criteria, only?: string[]): Promise<Counts> {
  const { circles, ...anywhere } = criteria
  const prices = priceConditions(criteria)
  const these = ids(only, 'listing_id')
  const fits = all([...these, ...listingConditions(criteria), ...unitConditions(criteria), ...prices])
  // Without a word about units, every listing has one that fits.
  const aboutUnits = unitConditions(criteria).length + prices.length > 0
  const fitting = aboutUnits
    ? sql`select from units u where ${fits} group by u.listing_id`
    : sql`select from listings u where ${all([...ids(only, 'id'), ...listingConditions(criteria)])}`
  const nothing = sql<number>`0`
  const onRequest = prices.length
    ? sql<number>`(select count(distinct u.listing_id) from units u where ${all([
        ...these,
        ...listingConditions(criteria),
        ...unitConditions(criteria),
      ])} and u.price_min is null and not exists (
        select from units b where b.listing_id = u.listing_id
        and ${all([...unitConditions(criteria, 'b'), ...priceConditions(criteria, 'b')])}))`
    : nothing
  const unplaced = circles
    ? sql<number>`(select count(distinct u.listing_id) from units u where ${all([
        ...these,
        ...listingConditions(anywhere),
        ...unitConditions(criteria),
        ...prices,
      ])} and u.latitude is null)`
    : nothing
  const { rows } = await sql<{ total: number; on_request: number; unplaced: number }>`
    select (select count(*) from (${fitting}) as fitting) as total,
      ${onRequest} as on_request, ${unplaced} as unplaced`.execute(ctx.db)
  const row = rows[0]!
  return { total: row.total, onRequest: row.on_request, withoutCoordinates: row.unplaced }
}

const ids = (only: string[] | undefined, column: 'id' | 'listing_id') =>
  only ? [sql<boolean>`${sql.ref(`u.${column}`)} = any(${only}::uuid[])`] : []
