import { aboutBand, type Criteria, periodEnd } from './criteria.ts'
import type { Amenity, Match, MatchPart, Possession, Unit } from './schema.ts'
import {
  amenityWord,
  areaWord,
  configurationWord,
  facingWord,
  orWords,
  periodWord,
  possessionWord,
  priceWord,
  statusWord,
} from './words.ts'

type Part = Exclude<MatchPart['part'], 'avoided'>

/** What of a listing the match is held against. */
export type Matched = {
  place: string
  city: string
  zone: string | null
  developer: string
  status: 'ready' | 'under_construction' | 'upcoming'
  possession: Possession
  amenities: Amenity[]
  currency: string
  distanceKm: number | null
}

const WEIGHTS: Record<Part, number> = { configuration: 30, price: 25, place: 25, possession: 10, amenities: 10 }
const AVOIDED = 10

/** Points of an amount that is only around the one asked for, in hundredths of the part. */
const NOT_CLOSE = 60

/** The parts that a wish states, scaled so that together they make exactly 100 (largest remainders). */
export function statedParts(criteria: Criteria): Partial<Record<Part, number>> {
  const stated = (Object.keys(WEIGHTS) as Part[]).filter(part => STATED[part](criteria))
  const sum = stated.reduce((total, part) => total + WEIGHTS[part], 0)
  const exact = stated.map(part => ({ part, share: (WEIGHTS[part] * 100) / sum }))
  const points = new Map(exact.map(({ part, share }) => [part, Math.floor(share)]))
  let missing = stated.length ? 100 - [...points.values()].reduce((a, b) => a + b, 0) : 0
  for (const { part } of exact.toSorted((a, b) => (b.share % 1) - (a.share % 1)))
    if (missing-- > 0) points.set(part, points.get(part)! + 1)
  return Object.fromEntries(points)
}

const STATED: Record<Part, (wish: Criteria) => boolean> = {
  configuration: wish => !!(wish.bedrooms || wish.kinds || wish.minArea || wish.maxArea || wish.facing),
  price: wish => !!(wish.minPrice || wish.maxPrice || wish.aboutPrice),
  place: wish => !!(wish.places || wish.zone || wish.city || wish.circles),
  possession: wish => !!(wish.statuses || wish.possessionBy || wish.possessionIn),
  amenities: wish => !!wish.amenities,
}

/**
 * Scores of strict results, best first. A strict result has every stated point; only an amount that is around the one
 * asked for, and what the person rather avoids, can lower it.
 */
export function strictScore(criteria: Criteria, close: boolean, avoided: number): number {
  const parts = statedParts(criteria)
  const full = Object.values(parts).reduce((a, b) => a + b, 0)
  const price = parts.price ?? 0
  return full - (criteria.aboutPrice && !close ? price - share(price, NOT_CLOSE) : 0) - AVOIDED * avoided
}

const share = (points: number, hundredths: number) => Math.round((points * hundredths) / 100)

/**
 * A listing and its best unit held against a wish: configuration 30, price 25, place 25, possession and status 10,
 * amenities 10, scaled to what is stated, minus 10 for each avoided amenity. Whole points; the score is their sum.
 */
export function explainMatch(criteria: Criteria, listing: Matched, unit: Unit, avoided: Amenity[] = []): Match {
  const stated = statedParts(criteria)
  const judge = { configuration, price, place, possession, amenities }
  const parts: MatchPart[] = (Object.keys(stated) as Part[]).map(part => {
    const { hundredths, reason } = judge[part](criteria, listing, unit)
    return { part, points: share(stated[part]!, hundredths), of: stated[part]!, reason }
  })
  for (const amenity of avoided.filter(one => listing.amenities.includes(one)))
    parts.push({
      part: 'avoided',
      points: -AVOIDED,
      of: 0,
      reason: `Has ${amenityWord(amenity)}, which was to be avoided`,
    })
  return { score: parts.reduce((sum, part) => sum + part.points, 0), parts }
}

type Verdict = { hundredths: number; reason: string }

function configuration(wish: Criteria, _listing: Matched, unit: Unit): Verdict {
  const rest =
    (!wish.kinds || wish.kinds.includes(unit.kind)) &&
    (!wish.minArea || (unit.areaSqft ?? 0) >= wish.minArea) &&
    (!wish.maxArea || (unit.areaSqft !== null && unit.areaSqft <= wish.maxArea)) &&
    (!wish.facing || unit.facing === wish.facing)
  const gap = wish.bedrooms ? Math.min(...wish.bedrooms.map(rooms => Math.abs(rooms - (unit.bedrooms ?? 99)))) : 0
  const words = [
    configurationWord(unit),
    unit.areaSqft && areaWord(unit.areaSqft),
    unit.facing && `${facingWord(unit.facing)} facing`,
  ]
  return {
    hundredths: !rest ? 0 : gap === 0 ? 100 : gap <= 0.5 ? 66 : gap <= 1 ? 33 : 0,
    reason: words.filter(Boolean).join(', ') + (gap > 0 ? `, not ${orWords(wish.bedrooms!.map(String))} BHK` : ''),
  }
}

function price(wish: Criteria, listing: Matched, unit: Unit): Verdict {
  const words = priceWord(unit.priceMin, unit.priceMax, listing.currency)
  if (!words) return { hundredths: 0, reason: 'Price on request' }
  const off = priceGapPercent(wish, unit)!
  if (off !== 0)
    return { hundredths: Math.max(0, 60 - 2 * Math.abs(off)), reason: `${words}, ${gapWord(off)} the price asked for` }
  if (wish.aboutPrice && !isClose(wish.aboutPrice, unit))
    return { hundredths: NOT_CLOSE, reason: `${words}, near the price asked for` }
  return { hundredths: 100, reason: `${words}, within the price asked for` }
}

/** Whether the unit overlaps ±5% of the amount. */
export function isClose(about: number, unit: Pick<Unit, 'priceMin' | 'priceMax'>): boolean {
  const { closeLow, closeHigh } = aboutBand(about)
  return unit.priceMin !== null && unit.priceMin <= closeHigh && unit.priceMax! >= closeLow
}

/** How far the unit lies over (+) or under (−) the prices asked for, in whole percent away from 0; null on request. */
export function priceGapPercent(wish: Criteria, unit: Pick<Unit, 'priceMin' | 'priceMax'>): number | null {
  if (unit.priceMin === null || unit.priceMax === null) return null
  const { priceMin, priceMax } = unit
  const about = wish.aboutPrice
  const band = about ? aboutBand(about) : undefined
  const tops = [band && { edge: band.high, of: about! }, wish.maxPrice && { edge: wish.maxPrice, of: wish.maxPrice }]
  for (const top of tops) if (top && priceMin > top.edge) return Math.ceil(((priceMin - top.of) * 100) / top.of)
  const bottoms = [band && { edge: band.low, of: about! }, wish.minPrice && { edge: wish.minPrice, of: wish.minPrice }]
  for (const low of bottoms) if (low && priceMax < low.edge) return -Math.ceil(((low.of - priceMax) * 100) / low.of)
  return 0
}

export const gapWord = (percent: number) => `${Math.abs(percent)}% ${percent > 0 ? 'over' : 'under'}`

function place(_wish: Criteria, listing: Matched): Verdict {
  const where = listing.zone ? `${listing.place}, ${listing.zone} ${listing.city}` : `${listing.place}, ${listing.city}`
  const far = listing.distanceKm === null ? '' : `, ${listing.distanceKm.toFixed(1)} km away`
  return { hundredths: 100, reason: where + far }
}

function possession(wish: Criteria, listing: Matched): Verdict {
  const date = possessionWord(listing.possession)
  const reason = [statusWord(listing.status), date && listing.status !== 'ready' && `possession ${date}`]
    .filter(Boolean)
    .join(', ')
  return { hundredths: possessionGap(wish, listing).length === 0 ? 100 : 0, reason }
}

/** The keys of status and possession that a listing fails, each in words. */
export function possessionGap(wish: Criteria, { status, possession }: Pick<Matched, 'status' | 'possession'>) {
  const date = possessionWord(possession)
  const gaps: { key: string; label: string }[] = []
  if (wish.statuses && !wish.statuses.includes(status)) gaps.push({ key: 'statuses', label: statusWord(status) })
  if (wish.possessionBy && status !== 'ready') {
    const [year, quarter] = periodEnd(wish.possessionBy)
    if (!possession || possession.year * 4 + (possession.quarter ?? 4) > year * 4 + quarter)
      gaps.push({
        key: 'possessionBy',
        label: date ? `Possession ${date}, after ${periodWord(wish.possessionBy)}` : 'Possession date not in our data',
      })
  }
  if (wish.possessionIn) {
    const sameYear = possession?.year === Number(wish.possessionIn.slice(0, 4))
    const sameQuarter = wish.possessionIn.length === 4 || possession?.quarter === Number(wish.possessionIn.at(-1))
    if (!sameYear || !sameQuarter)
      gaps.push({
        key: 'possessionIn',
        label: date ? `Possession ${date}, not ${periodWord(wish.possessionIn)}` : 'Possession date not in our data',
      })
  }
  return gaps
}

function amenities(wish: Criteria, listing: Matched): Verdict {
  const wanted = wish.amenities ?? []
  const present = wanted.filter(one => listing.amenities.includes(one))
  return {
    hundredths: Math.round((present.length * 100) / wanted.length),
    reason: present.length ? `Has ${present.map(amenityWord).join(', ')}` : 'None of the amenities asked for',
  }
}
