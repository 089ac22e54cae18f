import { type RawBuilder, sql } from 'kysely'
import { aboutBand, type Circle, type Criteria, periodEnd } from './criteria.ts'

export type Condition = RawBuilder<boolean>

export const all = (conditions: Condition[]): Condition =>
  conditions.length ? sql<boolean>`${sql.join(conditions, sql` and `)}` : sql<boolean>`true`

const any = (conditions: Condition[]): Condition => sql<boolean>`(${sql.join(conditions, sql` or `)})`

/** `x = 'a'` for one value, which an index can go on ordering behind; `= any` for several. */
function oneOf(column: RawBuilder<unknown>, values: (string | number)[], type: 'text' | 'numeric'): Condition {
  if (values.length === 1) return sql<boolean>`${column} = ${values[0]}`
  return type === 'text'
    ? sql<boolean>`${column} = any(${values}::text[])`
    : sql<boolean>`${column} = any(${values}::numeric[])`
}

/** What must hold on one and the same unit, prices apart. `u` is the alias of `units`. */
export function unitConditions(criteria: Criteria, alias = 'u'): Condition[] {
  const u = (column: string) => sql.ref(`${alias}.${column}`)
  const found: Condition[] = []
  if (criteria.bedrooms) found.push(oneOf(u('bedrooms'), criteria.bedrooms, 'numeric'))
  if (criteria.kinds) found.push(oneOf(u('kind'), criteria.kinds, 'text'))
  if (criteria.minArea) found.push(sql`${u('area_sqft')} >= ${criteria.minArea}`)
  if (criteria.maxArea) found.push(sql`${u('area_sqft')} <= ${criteria.maxArea}`)
  if (criteria.facing) found.push(sql`${u('facing')} = ${criteria.facing}`)
  return found
}

/** maxPrice: the unit begins at or under it; minPrice: it reaches it; about: it overlaps the band. */
export function priceConditions(criteria: Criteria, alias = 'u'): Condition[] {
  const u = (column: string) => sql.ref(`${alias}.${column}`)
  const { top, low } = priceBounds(criteria)
  const found: Condition[] = []
  // On request is ordered behind every price, and an amount that is asked for stays before it.
  if (top) found.push(sql`${u('price_order')} <= ${Math.min(top, Number.MAX_SAFE_INTEGER - 1)}`)
  if (low) found.push(sql`${u('price_max')} >= ${low}`)
  return found
}

/** The highest that a unit may begin at, and the lowest that it must reach. */
function priceBounds({ minPrice, maxPrice, aboutPrice }: Criteria) {
  const band = aboutPrice ? aboutBand(aboutPrice) : undefined
  const tops = [maxPrice, band?.high].filter(bound => bound !== undefined)
  const lows = [minPrice, band?.low].filter(bound => bound !== undefined)
  return { top: tops.length ? Math.min(...tops) : undefined, low: lows.length ? Math.max(...lows) : undefined }
}

const MOST_BRANCHES = 12

/**
 * The same conditions as branches that an index can answer in the order of results, each by itself: one for each value of
 * bedrooms and place; and where a lowest price is asked for, one for each way in which a unit's first price bounds its
 * last. A unit is in exactly one branch.
 */
export function branchesOf(criteria: Criteria): Condition[][] {
  const { low } = priceBounds(criteria)
  const reach: Condition[][] = low
    ? [
        [sql`u.price_spread = 0`, sql`u.price_order >= ${low}`],
        [sql`u.price_spread = 1`, sql`u.price_order >= ${Math.floor((low * 5) / 6)}`],
        [sql`u.price_spread = 2`],
      ]
    : [[]]
  const bedrooms = criteria.bedrooms ? [...new Set(criteria.bedrooms)] : [undefined]
  const places = criteria.places ?? [undefined]
  const split = bedrooms.length * places.length * reach.length <= MOST_BRANCHES
  const single: Criteria[] = split
    ? bedrooms.flatMap(rooms =>
        places.map(place => ({ ...criteria, ...(rooms && { bedrooms: [rooms] }), ...(place && { places: [place] }) })),
      )
    : [criteria]
  return single.flatMap(one =>
    reach.map(bound => [...listingConditions(one), ...unitConditions(one), ...priceConditions(one), ...bound]),
  )
}

/** What holds for the listing as a whole, as repeated in its units. */
export function listingConditions(criteria: Criteria, alias = 'u'): Condition[] {
  const u = (column: string) => sql.ref(`${alias}.${column}`)
  const found: Condition[] = [sql`${u('published')}`]
  if (criteria.places) found.push(oneOf(u('place'), criteria.places, 'text'))
  if (criteria.zone) found.push(sql`${u('zone')} = ${criteria.zone}`)
  if (criteria.city) found.push(sql`${u('city')} = ${criteria.city}`)
  if (criteria.excludedPlaces) found.push(sql`${u('place')} <> all(${criteria.excludedPlaces}::text[])`)
  if (criteria.circles) found.push(any(criteria.circles.map(circle => within(circle, alias))))
  if (criteria.statuses) found.push(oneOf(u('status'), criteria.statuses, 'text'))
  if (criteria.excludedStatuses) found.push(sql`${u('status')} <> all(${criteria.excludedStatuses}::text[])`)
  if (criteria.possessionBy) {
    const [year, quarter] = periodEnd(criteria.possessionBy)
    // Without a quarter it may be the last of its year.
    found.push(sql`(${u('status')} = 'ready' or
      (${u('possession_year')}, coalesce(${u('possession_quarter')}, 4)) <= (${year}::int, ${quarter}::int))`)
  }
  if (criteria.possessionIn) {
    found.push(sql`${u('possession_year')} = ${Number(criteria.possessionIn.slice(0, 4))}`)
    if (criteria.possessionIn.length > 4)
      found.push(sql`${u('possession_quarter')} = ${Number(criteria.possessionIn.at(-1))}`)
  }
  if (criteria.developer) found.push(sql`${u('developer')} = ${criteria.developer}`)
  if (criteria.amenities) found.push(sql`${u('amenities')} @> ${criteria.amenities}::text[]`)
  if (criteria.excludedAmenities) found.push(sql`not ${u('amenities')} && ${criteria.excludedAmenities}::text[]`)
  return found
}

const KM_PER_DEGREE = 111.19

/** The box first, which an index answers; then the distance itself. */
export function within({ latitude, longitude, km }: Circle, alias = 'u'): Condition {
  const u = (column: string) => sql.ref(`${alias}.${column}`)
  const north = km / KM_PER_DEGREE
  const east = km / (KM_PER_DEGREE * Math.max(0.01, Math.cos(((Math.abs(latitude) + north) * Math.PI) / 180)))
  return sql`(${u('latitude')} between ${latitude - north}::float8 and ${latitude + north}::float8
    and ${u('longitude')} between ${longitude - east}::float8 and ${longitude + east}::float8
    and ${distance({ latitude, longitude }, alias)} <= ${km}::float8)`
}

/** Kilometres from the nearest of the points, rounded as it is shown, so that order and page agree. */
export function distanceFrom(points: { latitude: number; longitude: number }[], alias = 'u'): RawBuilder<number> {
  return sql<number>`least(${sql.join(points.map(point => distance(point, alias)))})`
}

function distance(point: { latitude: number; longitude: number }, alias: string): RawBuilder<number> {
  return sql<number>`haversine_km(${point.latitude}::float8, ${point.longitude}::float8,
    ${sql.ref(`${alias}.latitude`)}, ${sql.ref(`${alias}.longitude`)})`
}
