import { beforeAll, expect, test } from 'vitest'
import { ensurePerson } from '../people/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { countHomes } from './count-homes.ts'
import { oneReading } from './reading.ts'
import { recordListingEvent } from './record-listing-event.ts'
import type { Wish } from './schema.ts'
import { searchListings } from './search.ts'
import { seedSample } from './seed-sample.ts'

const store = testStore()
beforeAll(async () => void (await seedSample(store.ctx())))

const wishes: Wish[] = [
  {},
  { bedrooms: [2] },
  { places: ['Whitefield'], maxPrice: 2_000_000_000 },
  { kinds: ['villa'], amenities: ['swimming_pool'] },
  { zone: 'North', statuses: ['ready'] },
  { places: ['Hebbal'], radiusKm: 10, bedrooms: [3] },
  { unknownPlaces: ['Atlantis'] },
  { city: 'Mumbai' },
]

test.each(wishes)('the count of %j is the total of its search', async wish => {
  expect(await countHomes(store.ctx(), { wish })).toBe((await searchListings(store.ctx(), { wish, limit: 1 })).total)
})

test('what a person rejected is not counted; one reading keeps what it has read', async () => {
  const ctx = store.ctx({ actor: { kind: 'visitor', keyHash: 'a'.repeat(64) } })
  const personId = await ensurePerson(ctx)
  const wish = { places: ['Whitefield'] }
  const before = await countHomes(ctx, { wish, personId })
  const reading = oneReading(ctx)
  expect(await countHomes(reading, { wish, personId })).toBe(before)
  const [first] = (await searchListings(ctx, { wish, limit: 1 })).items
  await recordListingEvent(ctx, { personId, listingId: first!.id, kind: 'rejection' })
  expect(await countHomes(ctx, { wish, personId })).toBe(before - 1)
  expect(await countHomes(reading, { wish, personId })).toBe(before)
})
