import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { readCursor, writeCursor } from '../kernel/cursor.ts'
import type { Context } from '../storage/index.ts'
import { type CardRow, cardColumns, toCard } from './cards.ts'
import {
  all,
  branchesOf,
  type Condition,
  distanceFrom,
  listingConditions,
  priceConditions,
  unitConditions,
} from './conditions.ts'
import { aboutBand, type Criteria } from './criteria.ts'
import { explainMatch, strictScore } from './match.ts'
import { refuseCursor } from './refusals.ts'
import type { Amenity, ListingCard, Unit } from './schema.ts'

export type Scope = {
  criteria: Criteria
  /** Amenities that the person rather avoids: they lower the score and exclude nothing. */
  avoided: Amenity[]
  /** Listings that this person has rejected. */
  rejected: string[]
  /** The wish as it was stated, where `criteria` are looser: results are explained by it. */
  stated?: Criteria
  /** Nothing but this listing. */
  only?: string
}

type Row = CardRow & { unit_id: string; price_order: number; distance_km: number | null }

const positionSchema = z.tuple([z.string(), z.int(), z.number(), z.int(), z.string(), z.uuid(), z.uuid()])
type Position = z.infer<typeof positionSchema>
/** Price, name, listing and unit of the last row read. */
type Place = [price: number, name: string, listing: string, unit: string]

/**
 * One page of strict results in the order of the spec: distance within a radius, else score (down), price of the best
 * fitting unit, name, id. On request comes after every price.
 */
export async function readPage(ctx: Context, scope: Scope, limit: number, cursor?: string, expected = 0) {
  const from = cursor ? readPosition(cursor, scope) : undefined
  const found = scope.criteria.circles
    ? await byDistance(ctx, scope, limit + 1, from, expected)
    : await byScore(ctx, scope, limit + 1, from)
  const items = found.slice(0, limit)
  const more = found.length > limit
  const last = items.at(-1)
  return { items, cursor: more && last ? writeCursor(positionOf(last, scope)) : null }
}

export type Found = { card: ListingCard; unit: Unit; level: number; row: Row }

/**
 * Results of one score form a level, and a level is read in the order of an index. Levels are gone through from the
 * best on, until the page is full.
 */
async function byScore(ctx: Context, scope: Scope, limit: number, from?: Position): Promise<Found[]> {
  const found: Found[] = []
  const levels = levelsOf(scope)
  for (let level = from?.[1] ?? 0; level < levels.length && found.length < limit; level++) {
    const after = from && level === from[1] ? from : undefined
    const rows = await readLevel(ctx, scope, levels, level, limit - found.length, after)
    found.push(...rows.map(row => toFound(row, scope, level)))
  }
  return found
}

type Level = { score: number; close: boolean; avoided: number }

function levelsOf({ criteria, avoided }: Scope): Level[] {
  const closeness = criteria.aboutPrice ? [true, false] : [true]
  const counts = [...Array(new Set(avoided).size + 1).keys()]
  return closeness
    .flatMap(close => counts.map(count => ({ close, avoided: count, score: strictScore(criteria, close, count) })))
    .sort((a, b) => b.score - a.score || Number(b.close) - Number(a.close))
}

type Batch = Row & { seen: number; last_price: number; last_name: string; last_listing: string; last_unit: string }

/**
 * Several units of a listing may fit; it stands where its best one stands. So rows are read until enough are best ones. The
 * number of rows is written into the statement: a plan made for any values then still knows that few are wanted.
 */
async function readLevel(ctx: Context, scope: Scope, levels: Level[], level: number, limit: number, after?: Position) {
  const size = limit <= 5 ? 16 : limit <= 21 ? 64 : 304
  const found: Row[] = []
  for (let from = after?.slice(3) as Place | undefined; ; ) {
    const batch = await readBatch(ctx, scope, levels[level]!, limit - found.length, size, from)
    found.push(...batch.filter(row => row.id !== null))
    const [end] = batch
    if (!end || found.length >= limit || end.seen < size) return found
    from = [end.last_price, end.last_name, end.last_listing, end.last_unit]
  }
}

async function readBatch(
  ctx: Context,
  scope: Scope,
  { close, avoided }: Level,
  limit: number,
  size: number,
  from?: Place,
) {
  const shared = [...scopeConditions(scope), ...levelConditions(scope, close, avoided)]
  if (from)
    shared.push(sql`(u.price_order, u.name, u.listing_id, u.id) >
      (${from[0]}::bigint, ${from[1]}, ${from[2]}::uuid, ${from[3]}::uuid)`)
  const branches = branchesOf(levelCriteria(scope.criteria, close)).map(
    branch => sql`(select u.listing_id, u.id as unit_id, u.price_order, u.name from units u
      where ${all([...branch, ...shared])} order by u.price_order, u.name, u.listing_id, u.id limit ${sql.lit(size)})`,
  )
  const best = all([...unitConditions(scope.criteria, 'b'), ...priceConditions(scope.criteria, 'b')])
  const { rows } = await sql<Batch>`
    with candidates as materialized (
      select * from (${sql.join(branches, sql` union all `)}) as branch
      order by price_order, name, listing_id, unit_id limit ${sql.lit(size)}),
    page as materialized (
      select * from candidates c where c.unit_id = (
        select b.id from units b where b.listing_id = c.listing_id and ${best}
        order by ${closestFirst(scope.criteria)} b.price_order, b.id limit 1)
      order by price_order, name, listing_id, unit_id limit ${limit})
    select ${cardColumns}, page.unit_id, page.price_order, null as distance_km, whole.seen,
      last.price_order as last_price, last.name as last_name, last.listing_id as last_listing, last.unit_id as last_unit
    from (select count(*) as seen from candidates) whole
    join (select * from candidates order by price_order desc, name desc, listing_id desc, unit_id desc limit 1) last on true
    left join page on true left join listings l on l.id = page.listing_id
    order by page.price_order, page.name, page.listing_id`.execute(ctx.db)
  return rows
}

/** Everything that a strict result holds, on `u`. */
export function strictConditions(scope: Scope): Condition[] {
  const { criteria } = scope
  return [
    ...listingConditions(criteria),
    ...unitConditions(criteria),
    ...priceConditions(criteria),
    ...scopeConditions(scope),
  ]
}

function scopeConditions({ rejected, only }: Scope): Condition[] {
  const conditions: Condition[] = []
  if (only) conditions.push(sql`u.listing_id = ${only}::uuid`)
  if (rejected.length) conditions.push(sql`u.listing_id <> all(${rejected}::uuid[])`)
  return conditions
}

/** What is close to an amount lies within a band of its own, which an index can find. */
function levelCriteria(criteria: Criteria, close: boolean): Criteria {
  const { aboutPrice, ...rest } = criteria
  if (!aboutPrice || !close) return criteria
  const { closeLow, closeHigh } = aboutBand(aboutPrice)
  return {
    ...rest,
    minPrice: Math.max(closeLow, rest.minPrice ?? 0),
    maxPrice: Math.min(closeHigh, rest.maxPrice ?? closeHigh),
  }
}

function levelConditions({ criteria, avoided }: Scope, close: boolean, count: number): Condition[] {
  const conditions: Condition[] = []
  if (criteria.aboutPrice) {
    const { closeLow, closeHigh } = aboutBand(criteria.aboutPrice)
    conditions.push(
      close
        ? sql`u.price_order <= ${closeHigh} and u.price_max >= ${closeLow}`
        : sql`(u.price_order > ${closeHigh} or u.price_max < ${closeLow})`,
    )
  }
  const amenities = [...new Set(avoided)]
  if (!amenities.length) return conditions
  if (count === 0) conditions.push(sql`not u.amenities && ${amenities}::text[]`)
  else {
    const held = amenities.map(one => sql`(u.amenities @> array[${one}])::int`)
    conditions.push(sql`${sql.join(held, sql` + `)} = ${count}`)
  }
  return conditions
}

/** Of several fitting units of a listing the one closest to the amount asked for, then the cheapest. */
function closestFirst(criteria: Criteria) {
  if (!criteria.aboutPrice) return sql``
  const { closeLow, closeHigh } = aboutBand(criteria.aboutPrice)
  return sql`(b.price_order <= ${closeHigh} and b.price_max >= ${closeLow}) desc,`
}

/** Rings grow until one holds a page: most of a wide circle is never looked at. */
async function byDistance(ctx: Context, scope: Scope, limit: number, from: Position | undefined, expected: number) {
  const circles = scope.criteria.circles!
  const full = circles[0]!.km
  const start = from?.[2] ?? 0
  const ring = expected > limit * 3 ? Math.sqrt((full * full * limit * 3) / expected) : full
  for (let reach = Math.min(full, start + ring); ; reach = Math.min(full, reach * 2)) {
    const near = { ...scope.criteria, circles: circles.map(circle => ({ ...circle, km: reach })) }
    const rows = await readRing(ctx, { ...scope, criteria: near }, limit, from)
    if (rows.length >= limit || reach >= full) return rows.map(row => toFound(row, scope, 0))
  }
}

async function readRing(ctx: Context, scope: Scope, limit: number, after?: Position) {
  const distance = sql`round(${distanceFrom(scope.criteria.circles!)}::numeric, 6)::float8`
  const keyset = after
    ? sql`where (distance_km, price_order, name, listing_id) > (${after[2]}::float8, ${after[3]}::bigint, ${after[4]}, ${after[5]}::uuid)`
    : sql``
  const { rows } = await sql<Row>`
    with fitting as (
      select distinct on (u.listing_id) u.listing_id, u.id as unit_id, u.price_order, u.name, ${distance} as distance_km
      from units u where ${all(strictConditions(scope))}
      order by u.listing_id, u.price_order, u.id),
    page as materialized (
      select * from fitting ${keyset} order by distance_km, price_order, name, listing_id limit ${limit})
    select ${cardColumns}, page.unit_id, page.price_order, page.distance_km
    from page join listings l on l.id = page.listing_id
    order by page.distance_km, page.price_order, page.name, page.listing_id`.execute(ctx.db)
  return rows
}

function toFound(row: Row, { criteria, stated, avoided }: Scope, level: number): Found {
  const unit = row.units.find(one => one.id === row.unit_id)!
  const matched = {
    ...row,
    possession: row.possession_year === null ? null : { year: row.possession_year, quarter: row.possession_quarter },
    distanceKm: row.distance_km,
  }
  const match = explainMatch(stated ?? criteria, matched, unit, [...new Set(avoided)])
  return { card: toCard(row, row.distance_km, match), unit, level, row }
}

/** A cursor belongs to its search: with another wish it would skip. */
function fingerprint({ criteria, avoided }: Scope): string {
  const entries = Object.entries(criteria).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([entries, avoided]))
    .digest('base64url')
    .slice(0, 10)
}

function positionOf({ level, row }: Found, scope: Scope): Position {
  return [fingerprint(scope), level, row.distance_km ?? 0, row.price_order, row.name, row.id, row.unit_id]
}

function readPosition(cursor: string, scope: Scope): Position {
  const position = readCursor(cursor, positionSchema)
  if (position?.[0] === fingerprint(scope)) return position
  return refuseCursor()
}
