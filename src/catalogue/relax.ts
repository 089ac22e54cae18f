import { sql } from 'kysely'
import { formatMoney } from '../kernel/money.ts'
import type { Context } from '../storage/index.ts'
import { all } from './conditions.ts'
import { aboutBand, type Criteria } from './criteria.ts'
import { gapWord, possessionGap, priceGapPercent } from './match.ts'
import { type Found, readPage, type Scope, strictConditions } from './page.ts'
import type { ListingCard, Outside, Unit } from './schema.ts'
import { configurationWord, orWords, priceWord } from './words.ts'

/** What was refused by name: a key of the wish, or the family that it belongs to. */
const families: Record<string, string[]> = {
  price: ['price', 'budget', 'minPrice', 'maxPrice', 'aboutPrice'],
  bedrooms: ['bedrooms', 'configuration'],
  statuses: ['status', 'statuses'],
  possession: ['possession', 'possessionBy', 'possessionIn'],
  places: ['places', 'place', 'location', 'zone', 'radiusKm'],
}

/** Looser wishes in the order of the spec; a step that would change nothing, or was refused, is left out. */
export function relaxations(criteria: Criteria, refused: string[]): Criteria[] {
  const may = (family: string) => !families[family]!.some(key => refused.includes(key))
  const priced = may('price') && !!(criteria.maxPrice || criteria.aboutPrice)
  const steps: Criteria[] = []
  if (priced) steps.push(dearer(criteria, 10))
  if (may('bedrooms') && criteria.bedrooms) steps.push(roomier(criteria, 0.5), roomier(criteria, 1))
  if (priced) steps.push(dearer(criteria, 25))
  const { statuses, possessionBy, possessionIn, ...timeless } = criteria
  const dated = possessionBy || possessionIn
  if (may('statuses') && statuses) steps.push({ ...criteria, statuses: undefined })
  if (may('possession') && dated) steps.push({ ...timeless, statuses })
  if (may('statuses') && may('possession') && statuses && dated) steps.push(timeless)
  return steps
}

function dearer({ aboutPrice, maxPrice, ...rest }: Criteria, percent: number): Criteria {
  const tops = [maxPrice, aboutPrice && aboutBand(aboutPrice).high].filter(
    top => top !== undefined && top > 0,
  ) as number[]
  const bottoms = [rest.minPrice, aboutPrice && aboutBand(aboutPrice).low].filter(
    low => low !== undefined && low > 0,
  ) as number[]
  return {
    ...rest,
    maxPrice: Math.floor((Math.min(...tops) * (100 + percent)) / 100),
    ...(bottoms.length && { minPrice: Math.max(...bottoms) }),
  }
}

function roomier(criteria: Criteria, step: number): Criteria {
  const wider = criteria.bedrooms!.flatMap(rooms => [rooms - step, rooms + step]).filter(rooms => rooms > 0)
  return { ...criteria, bedrooms: [...new Set(wider)].sort((a, b) => a - b) }
}

/**
 * Up to three listings outside the wish, from the first step that yields any, each with what lies outside. The last
 * step is the nearest price, either way.
 */
export async function readOutside(ctx: Context, scope: Scope, refused: string[], limit = 3) {
  const stated = scope.criteria
  for (const criteria of relaxations(stated, refused)) {
    const { items } = await readPage(ctx, { ...scope, criteria, stated }, limit)
    if (items.length) return items.map(found => labelled(found, stated))
  }
  if (families.price!.some(key => refused.includes(key))) return []
  if (!stated.aboutPrice && !stated.minPrice && !stated.maxPrice) return []
  return (await nearestPrice(ctx, scope, limit)).map(found => labelled(found, stated))
}

/** Nothing is within the prices asked for: the cheapest above them and the dearest below are nearest. */
async function nearestPrice(ctx: Context, scope: Scope, limit: number): Promise<Found[]> {
  const { aboutPrice, minPrice, maxPrice, ...free } = scope.criteria
  const band = aboutPrice ? aboutBand(aboutPrice) : undefined
  const top = Math.min(maxPrice ?? Number.MAX_SAFE_INTEGER, band?.high ?? Number.MAX_SAFE_INTEGER)
  const low = Math.max(minPrice ?? 0, band?.low ?? 0)
  const stated = scope.criteria
  const above =
    top < Number.MAX_SAFE_INTEGER
      ? (await readPage(ctx, { ...scope, criteria: { ...free, minPrice: top + 1 }, stated }, limit)).items
      : []
  const below = low > 0 ? await dearestBelow(ctx, { ...scope, criteria: free, stated }, low, limit) : []
  const gap = ({ unit }: Found) => Math.max((unit.priceMin ?? 0) - top, low - (unit.priceMax ?? 0))
  const found = [...above, ...below].sort((a, b) => gap(a) - gap(b) || (a.card.id < b.card.id ? -1 : 1))
  return found.filter((one, index) => found.findIndex(other => other.card.id === one.card.id) === index).slice(0, limit)
}

async function dearestBelow(ctx: Context, scope: Scope, low: number, limit: number): Promise<Found[]> {
  const { rows } = await sql<{ listing_id: string; price_max: number }>`
    select u.listing_id, u.price_max from units u where ${all(strictConditions(scope))} and u.price_max < ${low}
    order by u.price_max desc, u.listing_id limit ${limit * 4}`.execute(ctx.db)
  const found: Found[] = []
  for (const row of rows) {
    if (found.length >= limit || found.some(one => one.card.id === row.listing_id)) continue
    const criteria = { ...scope.criteria, minPrice: row.price_max, maxPrice: low - 1 }
    const { items } = await readPage(ctx, { ...scope, criteria, only: row.listing_id }, 1)
    found.push(...items)
  }
  return found
}

function labelled({ card, unit }: Found, wish: Criteria): { listing: ListingCard; why: Outside[] } {
  return { listing: card, why: outsideOf(wish, card, unit) }
}

/** What of a listing and its unit lies outside a wish, in words that a visitor reads. */
export function outsideOf(wish: Criteria, card: ListingCard, unit: Unit): Outside[] {
  const why: Outside[] = []
  const off = priceGapPercent(wish, unit)
  if (off) {
    const key = wish.aboutPrice ? 'aboutPrice' : off > 0 ? 'maxPrice' : 'minPrice'
    const asked = formatMoney({ minor: wish[key]!, currency: card.currency })
    why.push({ key, label: `${priceWord(unit.priceMin, unit.priceMax, card.currency)}, ${gapWord(off)} ${asked}` })
  }
  if (wish.bedrooms && unit.bedrooms !== null && !wish.bedrooms.includes(unit.bedrooms))
    why.push({ key: 'bedrooms', label: `${configurationWord(unit)}, not ${orWords(wish.bedrooms.map(String))} BHK` })
  return [...why, ...possessionGap(wish, card)]
}

/** Where else the wish would be met, and how often: nearest to the wished place first. */
export async function readElsewhere(ctx: Context, scope: Scope, refused: string[], limit = 4) {
  const { places, zone, circles, ...anywhere } = scope.criteria
  if (!places && !zone && !circles) return []
  if (families.places!.some(key => refused.includes(key))) return []
  const origins = places ?? circles?.map(circle => circle.place) ?? []
  const { rows } = await sql<{ place: string; count: number }>`
    with offered as (
      select u.place, u.city, count(distinct u.listing_id) as count from units u
      where ${all(strictConditions({ ...scope, criteria: anywhere }))} and u.place <> all(${origins}::text[])
      group by u.place, u.city)
    select o.place, o.count from offered o
    left join places p on p.city = o.city and p.name = o.place
    left join lateral (
      select min(haversine_km(w.latitude, w.longitude, p.latitude, p.longitude)) as km
      from places w where w.name = any(${origins}::text[])) as away on true
    order by away.km nulls last, o.count desc, o.place limit ${limit}`.execute(ctx.db)
  return rows
}
