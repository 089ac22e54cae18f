import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { places } from '../src/catalogue/gazetteer.ts'
import type { ListingDraft } from '../src/catalogue/import/draft.ts'
import { writeListings } from '../src/catalogue/import/write-listings.ts'
import { createRandom, type Random } from '../src/catalogue/sample/random.ts'
import { type Amenity, amenitySchema, type Wish } from '../src/catalogue/schema.ts'
import { searchListings } from '../src/catalogue/search.ts'
import { bumpVersion } from '../src/catalogue/version.ts'
import { type Context, migrate, type Tables, transact } from '../src/storage/index.ts'
import { createPool } from '../src/storage/pool.ts'
import { preparingClients } from '../src/storage/prepared.ts'
import { type Figure, quantile } from './figure.ts'
import { connectionOf, systemBench } from './mosaic.ts'

const LAKH = 10_000_000
const SMALL = 1_000
const LARGE = 100_000
const WISHES = 300

/** Searches over 1,000 and over 100,000 listings, each against the statements it runs, sent bare through `pg`. */
export async function benchSearch(make: () => Promise<{ url: string }>): Promise<Figure[]> {
  const small = await measure((await make()).url, SMALL)
  const large = await measure((await make()).url, LARGE)
  const figure = (name: string, ours: number, bare: number, aim: string): Figure => ({
    name,
    ours,
    bare,
    unit: 'ms',
    ratio: ours / bare,
    aim,
  })
  return [
    figure('search, 100,000 listings, p95', large.p95, large.bareP95, '≤ 3'),
    { name: 'search, 100,000 listings, median page', ours: large.median, unit: 'ms', aim: '< 20 ms' },
    { name: 'search, 100,000 listings, median with a first count', ours: large.cold, unit: 'ms', aim: '< 20 ms' },
    figure('search, 100,000 against 1,000 listings, median', large.median, small.median, '< 3'),
    figure('search, 100,000 against 1,000 listings, mean', large.mean, small.mean, '< 3'),
    figure('search, with a first count, 100,000 against 1,000', large.cold, small.cold, '< 3'),
  ]
}

async function measure(url: string, size: number) {
  const connection = connectionOf(url)
  const pool = createPool({ ...connection, max: 4, Client: preparingClients() })
  let statements: { text: string; values: unknown[] }[] = []
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: event => void statements.push({ text: event.query.sql, values: [...event.query.parameters] }),
  })
  const ctx = systemBench(db)
  try {
    await migrate(pool)
    await fill(ctx, size)
    await pool.query('vacuum analyze')
    const bare = new pg.Pool({ ...connection, max: 1 })
    const wishes = Array.from({ length: WISHES }, (_, index) => makeWish(createRandom(index + 1)))
    await searchListings(ctx, { wish: {} })
    const cold: number[] = []
    const warm: number[] = []
    const plain: number[] = []
    for (const wish of wishes) {
      cold.push(await time(() => searchListings(ctx, { wish })))
      for (let round = 0; round < 3; round++) {
        statements = []
        warm.push(await time(() => searchListings(ctx, { wish })))
        const same = statements
        plain.push(
          await time(async () => {
            for (const one of same) await bare.query(one)
          }),
        )
      }
    }
    await bare.end()
    const mean = warm.reduce((sum, took) => sum + took, 0) / warm.length
    return {
      median: quantile(warm, 0.5),
      p95: quantile(warm, 0.95),
      mean,
      cold: quantile(cold, 0.5),
      bareP95: quantile(plain, 0.95),
      slowest: wishes.map((wish, index) => ({ wish, took: warm[index * 3]!, cold: cold[index]! })),
    }
  } finally {
    await db.destroy()
  }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function fill(ctx: Context, size: number) {
  const random = createRandom(7)
  for (let from = 0; from < size; from += 1_000) {
    const drafts = Array.from({ length: Math.min(1_000, size - from) }, (_, index) => makeDraft(random, from + index))
    await transact(ctx, async inner => {
      await bumpVersion(inner)
      await writeListings(inner, drafts, 'bench', null)
    })
  }
}

function makeDraft(random: Random, number: number): ListingDraft {
  const place = random.pick(places)
  const level = random.between(50, 150) * LAKH
  const priced = random.chance(0.95)
  const units = Array.from({ length: random.between(1, 4) }, (_, index) => {
    const price = priced ? level + index * 25 * LAKH + random.between(0, 20) * LAKH : null
    return {
      kind: random.pick(['apartment', 'apartment', 'apartment', 'villa', 'row_house'] as const),
      bedrooms: index + 1 + (random.chance(0.1) ? 0.5 : 0),
      areaSqft: 600 + index * 400 + random.between(0, 300),
      carpetSqft: null,
      plotWidthFt: null,
      plotDepthFt: null,
      priceMin: price,
      priceMax: price,
      facing: random.pick(['north', 'east', null] as const),
      available: random.between(0, 30),
    }
  })
  return {
    sourceId: String(number),
    name: `${random.pick(['Amber', 'Birch', 'Cedar', 'Delta', 'Ember'])} ${number}`,
    aliases: [],
    developer: `Developer ${random.between(1, 300)}`,
    city: place.city,
    place: place.name,
    zone: place.zone,
    address: null,
    latitude: place.latitude + (random.next() - 0.5) * 0.03,
    longitude: place.longitude + (random.next() - 0.5) * 0.03,
    precision: 'exact',
    status: random.pick(['ready', 'under_construction', 'under_construction', 'upcoming'] as const),
    possessionYear: random.between(2020, 2025),
    possessionQuarter: random.between(1, 4),
    registrationNumber: null,
    registrationState: 'unknown',
    registrationSteps: [],
    description: 'Homes around a garden.',
    highlights: ['Garden', 'Near a lake'],
    amenities: random.some(amenitySchema.options, random.between(3, 14)) as Amenity[],
    connectivity: [],
    images: [],
    brochure: null,
    contactName: null,
    contactPhone: null,
    contactEmail: null,
    currency: 'INR',
    unitsTotal: 100,
    unitsAvailable: 10,
    offers: [],
    published: true,
    sample: true,
    units,
    priceHistory: [],
    partial: false,
  }
}

/** Wishes as people have them: mostly a place with rooms and a budget, sometimes a zone, a radius or next to nothing. */
function makeWish(random: Random): Wish {
  const place = random.pick(places)
  const amount = random.between(6, 20) * 10 * LAKH
  const wish: Wish = random.chance(0.9) ? { bedrooms: random.chance(0.2) ? [2, 3] : [random.between(1, 4)] } : {}
  const where = random.next()
  if (where < 0.6) wish.places = [place.name]
  else if (where < 0.75) wish.zone = place.zone
  else if (where < 0.85) Object.assign(wish, { places: [place.name], radiusKm: random.pick([3, 5, 10]) })
  if (random.chance(0.6)) wish.maxPrice = amount
  else if (random.chance(0.4)) wish.aboutPrice = amount
  if (random.chance(0.25)) wish.statuses = [random.pick(['ready', 'under_construction'] as const)]
  if (random.chance(0.2)) wish.amenities = [random.pick(amenitySchema.options)]
  if (random.chance(0.15)) wish.kinds = [random.pick(['apartment', 'villa'] as const)]
  return wish
}
