import fs from 'node:fs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { placeNamed } from './gazetteer.ts'
import { kilometres } from './nearness.ts'
import { makeSample } from './sample/make-sample.ts'
import { samplePath } from './sample/path.ts'
import { sampleNames } from './sample-names.ts'
import type { Listing } from './schema.ts'
import { searchListings } from './search.ts'
import { seedSample } from './seed-sample.ts'

const store = testStore()
const shipped = fs.readFileSync(samplePath, 'utf8')
const listings: (Listing & { sourceId: string })[] = JSON.parse(shipped).listings

test('the shipped sample is what the script writes, byte for byte', () => {
  expect(makeSample()).toBe(makeSample())
  expect(shipped).toBe(makeSample())
})

test('the sample holds every case that the product has to show', () => {
  const some = (holds: (listing: Listing) => boolean) => listings.filter(holds).length
  const units = listings.flatMap(listing => listing.units)
  expect(listings.length).toBeGreaterThanOrEqual(80)
  expect(new Set(listings.map(listing => listing.place)).size).toBeGreaterThanOrEqual(25)
  expect(new Set(listings.map(listing => listing.developer)).size).toBeGreaterThanOrEqual(12)
  expect(new Set(listings.map(listing => listing.zone))).toEqual(new Set(['North', 'South', 'East', 'West', 'Central']))
  expect(new Set(units.map(unit => unit.kind))).toEqual(new Set(['apartment', 'villa', 'plot', 'row_house']))
  expect(new Set(listings.map(listing => listing.status)).size).toBe(3)
  for (const half of [2.5, 3.5]) expect(units.filter(unit => unit.bedrooms === half).length).toBeGreaterThan(1)
  expect(some(listing => listing.unitsAvailable === 0)).toBeGreaterThan(2)
  expect(some(listing => listing.units.every(unit => unit.priceMin === null))).toBeGreaterThan(2)
  expect(some(listing => listing.registrationNumber === null)).toBeGreaterThan(2)
  expect(some(listing => listing.offers.length > 0)).toBeGreaterThan(5)
  expect(some(listing => listing.possession === null && listing.status === 'upcoming')).toBeGreaterThan(0)
})

test('every listing lies within 1.5 km of its real locality, is marked, and has no registration that could be real', () => {
  for (const listing of listings) {
    const point = { latitude: listing.latitude!, longitude: listing.longitude! }
    expect(kilometres(placeNamed(listing.place)!, point)).toBeLessThan(1.5)
    expect(listing.sample).toBe(true)
    expect(listing.registrationNumber ?? 'SAMPLE-').toMatch(/^SAMPLE-/)
  }
})

test('the words of the names known to tests belong to no other name', () => {
  const known = new Map<string, Set<string>>()
  for (const { name, developer } of sampleNames)
    for (const word of name.replace(developer, '').trim().toLowerCase().split(' '))
      known.set(word, (known.get(word) ?? new Set()).add(name))
  for (const [word, names] of known) expect([word, names.size]).toEqual([word, 1])
})

test('an empty catalogue is seeded once', async () => {
  const ctx = store.ctx()
  expect(await seedSample(ctx)).toEqual({ seeded: true, listings: listings.length })
  expect(await seedSample(ctx)).toEqual({ seeded: false, listings: 0 })
  const { rows } = await sql<{ sample: boolean; count: number }>`
    select sample, count(*) from listings group by sample`.execute(store.db)
  expect(rows).toEqual([{ sample: true, count: listings.length }])
  const markets = await sql<{ sample: boolean }>`select sample from markets`.execute(store.db)
  expect(markets.rows.length).toBeGreaterThan(25)
  expect(markets.rows.every(row => row.sample)).toBe(true)
})

test('the listings that tests know are found by every figure of theirs', async () => {
  const ctx = store.ctx()
  const find = async (wish: object) => (await searchListings(ctx, { wish, limit: 100 })).items.map(card => card.name)
  expect(await find({ bedrooms: [2], places: ['whitefield'], aboutPrice: 1_380_000_000 })).toContain('Velmora Avalon')
  expect(await find({ bedrooms: [2.5], places: ['Budigere'], maxPrice: 1_120_000_000 })).toContain('Velmora Citrine')
  expect(await find({ statuses: ['ready'], developer: 'halverly' })).toEqual(['Halverly Glenbrook'])
  expect(await find({ bedrooms: [4], kinds: ['villa'], developer: 'Kelwin', possessionIn: '2030-Q1' })).toEqual([
    'Kelwin District 25',
  ])
  expect(await find({ developer: 'Tessara', minPrice: 890_000_001 })).toEqual([])
})
