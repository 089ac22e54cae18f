import { beforeAll, describe, expect, test } from 'vitest'
import { createPerson } from '../people/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { findListing } from './queries.ts'
import { recordListingEvent } from './record-listing-event.ts'
import type { Wish } from './schema.ts'
import { searchListings } from './search.ts'
import { setPublished } from './set-published.ts'
import { CRORE, LAKH, offer } from './testing/offer.ts'

const store = testStore()
const flat = (bedrooms: number, price: number | null, priceMax = price) => ({ bedrooms, priceMin: price, priceMax })

beforeAll(async () => {
  await offer(store.ctx(), [
    {
      name: 'Asha',
      units: [flat(2, 80 * LAKH), flat(3, 2 * CRORE)],
      amenities: ['gym', 'lift'],
      latitude: 12.97,
      longitude: 77.75,
    },
    { name: 'Bela', units: [flat(2.5, 1.1 * CRORE)], latitude: 12.98, longitude: 77.75 },
    { name: 'Chand', units: [flat(2, null)], possession: { year: 2027, quarter: 2 } },
    {
      name: 'Dhara',
      place: 'Hebbal',
      units: [flat(3, 1.5 * CRORE)],
      status: 'ready',
      possession: { year: 2024, quarter: 1 },
    },
    {
      name: 'Esha',
      place: 'Hebbal',
      units: [flat(3, 1.6 * CRORE, 1.9 * CRORE)],
      possession: { year: 2028, quarter: null },
    },
    {
      name: 'Falgun',
      place: 'Hoskote',
      units: [{ kind: 'plot', bedrooms: null, priceMin: 50 * LAKH, priceMax: 60 * LAKH, areaSqft: 1200 }],
      status: 'upcoming',
    },
  ])
})

const search = (wish: Wish, more: object = {}) => searchListings(store.ctx(), { wish, ...more })
const names = async (wish: Wish, more: object = {}) => (await search(wish, more)).items.map(card => card.name)

describe('strict results', () => {
  test('bedrooms and price hold on the same unit', async () => {
    expect(await names({ bedrooms: [3], maxPrice: 1 * CRORE })).toEqual([])
    expect(await names({ bedrooms: [2], minPrice: 1 * CRORE })).toEqual([])
    expect(await names({ bedrooms: [3], minPrice: 1.95 * CRORE })).toEqual(['Asha'])
  })

  test('bedrooms are exact: 2.5 is neither 2 nor 3, and nobody has 7', async () => {
    expect(await names({ bedrooms: [2.5] })).toEqual(['Bela'])
    expect(await names({ bedrooms: [2] })).toEqual(['Asha', 'Chand'])
    expect(await names({ bedrooms: [7] })).toEqual([])
  })

  test('a price range is met by overlap: under it by the first price, over it by the last, around it from −15% to +10%', async () => {
    expect(await names({ places: ['Hebbal'], maxPrice: 1.6 * CRORE })).toEqual(['Dhara', 'Esha'])
    expect(await names({ places: ['Hebbal'], minPrice: 1.9 * CRORE })).toEqual(['Esha'])
    expect(await names({ places: ['Hebbal'], minPrice: 1.9 * CRORE + 1 })).toEqual([])
    expect(await names({ aboutPrice: 1.5 * CRORE })).toEqual(['Dhara', 'Esha'])
    expect(await names({ aboutPrice: 2.23 * CRORE })).toEqual(['Esha', 'Asha'])
    expect(await names({ aboutPrice: 2.24 * CRORE })).toEqual(['Asha'])
  })

  test('on request fails every price and is counted', async () => {
    const result = await search({ bedrooms: [2], maxPrice: 1 * CRORE })
    expect(result.items.map(card => card.name)).toEqual(['Asha'])
    expect(result.onRequest).toBe(1)
    expect((await search({ bedrooms: [2] })).onRequest).toBe(0)
  })

  test('possession by a date includes what is ready; an unknown date fails; a year without its quarter is the last', async () => {
    expect(await names({ possessionBy: '2027' })).toEqual(['Dhara', 'Chand'])
    expect(await names({ possessionBy: '2028-Q3' })).toEqual(['Dhara', 'Chand'])
    expect(await names({ possessionBy: '2028-Q4' })).toEqual(['Dhara', 'Esha', 'Chand'])
    expect(await names({ possessionIn: '2027-Q2' })).toEqual(['Chand'])
    expect(await names({ possessionIn: '2028-Q4' })).toEqual([])
    expect(await names({ possessionIn: '2028' })).toEqual(['Esha'])
  })

  test('places by any spelling, zones by their places, excluded places never', async () => {
    expect(await names({ places: ['hebbala'] })).toEqual(['Dhara', 'Esha'])
    expect(await names({ zone: 'North' })).toEqual(['Dhara', 'Esha'])
    expect(await names({ bedrooms: [3], excludedPlaces: ['Hebbal'] })).toEqual(['Asha'])
    expect(await names({ city: 'bangalore', kinds: ['plot'] })).toEqual(['Falgun'])
  })

  test('all amenities are needed, an excluded one is never there', async () => {
    expect(await names({ amenities: ['gym', 'lift'] })).toEqual(['Asha'])
    expect(await names({ amenities: ['gym', 'garden'] })).toEqual([])
    expect(await names({ bedrooms: [2], excludedAmenities: ['gym'] })).toEqual(['Chand'])
  })

  test('a radius is ordered by distance; what has no coordinates is outside it and counted', async () => {
    const result = await search({ places: ['Whitefield'], radiusKm: 5 })
    expect(result.items.map(card => [card.name, card.distanceKm])).toEqual([
      ['Asha', 0.02],
      ['Bela', 1.13],
    ])
    expect(result.withoutCoordinates).toBe(4)
  })

  test('the price of the fitting unit orders, not the cheapest of the listing', async () => {
    expect(await names({ bedrooms: [3] })).toEqual(['Dhara', 'Esha', 'Asha'])
  })

  test('a hidden listing is not found', async () => {
    const bela = (await findListing(store.ctx(), 'Bela'))!
    await setPublished(store.ctx(), { listingId: bela.id, published: false })
    expect(await names({ bedrooms: [2.5] })).toEqual([])
    await setPublished(store.ctx(), { listingId: bela.id, published: true })
    expect(await names({ bedrooms: [2.5] })).toEqual(['Bela'])
  })

  test('a rejected listing is not shown to who rejected it, until they like it again', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    const asha = (await findListing(ctx, 'Asha'))!
    await recordListingEvent(ctx, { personId, listingId: asha.id, kind: 'rejection', reason: 'too far' })
    const rejected = await search({ places: ['Whitefield'] }, { personId })
    expect([rejected.items.map(card => card.name), rejected.total]).toEqual([['Bela', 'Chand'], 2])
    expect((await search({ places: ['Whitefield'] })).total).toBe(3)
    await recordListingEvent(ctx, { personId, listingId: asha.id, kind: 'interest' })
    expect(await names({ places: ['Whitefield'] }, { personId })).toContain('Asha')
  })
})

describe('unknown places and cities', () => {
  test('an unknown place is called unknown, with near spellings and without results', async () => {
    const result = await search({ places: ['Whitefeild'], bedrooms: [2] })
    expect(result.items.concat(result.outside.map(one => one.listing))).toEqual([])
    expect(result.unknownPlaces).toEqual([{ spoken: 'Whitefeild', near: expect.arrayContaining(['Whitefield']) }])
    expect(result.unknownPlaces[0]!.near.length).toBeLessThanOrEqual(3)
    expect((await search({ unknownPlaces: ['Qqqqq'] })).unknownPlaces).toEqual([{ spoken: 'Qqqqq', near: [] }])
  })

  test('a known place beside an unknown one is searched', async () => {
    const result = await search({ places: ['Hebbal'], unknownPlaces: ['Atlantis'] })
    expect(result.items.length).toBe(2)
    expect(result.unknownPlaces.map(one => one.spoken)).toEqual(['Atlantis'])
  })

  test('a city without stock is said to have none', async () => {
    const result = await search({ city: 'Pune', bedrooms: [2] })
    expect([result.items, result.outside, result.noStockIn]).toEqual([[], [], ['Pune']])
  })
})

describe('outside the wish', () => {
  const outside = async (wish: Wish, refused?: string[]) =>
    (await search(wish, { refused })).outside.map(one => [
      one.listing.name,
      ...one.why.map(why => `${why.key}: ${why.label}`),
    ])

  test('never together with strict results', async () => {
    expect((await search({ bedrooms: [3] })).outside).toEqual([])
  })

  test('first up to 10% more, then half a bedroom, then one, then 25%', async () => {
    expect(await outside({ bedrooms: [2.5], maxPrice: 1 * CRORE })).toEqual([
      ['Bela', 'maxPrice: ₹1.1 crore, 10% over ₹1 crore'],
    ])
    expect(await outside({ bedrooms: [2.5], maxPrice: 0.9 * CRORE })).toEqual([
      ['Asha', 'bedrooms: 2 BHK, not 2.5 BHK'],
    ])
    expect(await outside({ bedrooms: [4], places: ['Hebbal'] })).toEqual([
      ['Dhara', 'bedrooms: 3 BHK, not 4 BHK'],
      ['Esha', 'bedrooms: 3 BHK, not 4 BHK'],
    ])
    expect(await outside({ places: ['Hebbal'], maxPrice: 1.25 * CRORE })).toEqual([
      ['Dhara', 'maxPrice: ₹1.5 crore, 20% over ₹1.25 crore'],
    ])
  })

  test('then status or possession, then the nearest price either way', async () => {
    expect(await outside({ bedrooms: [2.5], statuses: ['ready'] }, ['bedrooms'])).toEqual([
      ['Bela', 'statuses: Under construction'],
    ])
    expect(await outside({ kinds: ['plot'], maxPrice: 30 * LAKH })).toEqual([
      ['Falgun', 'maxPrice: ₹50 lakh to ₹60 lakh, 67% over ₹30 lakh'],
    ])
    expect(await outside({ kinds: ['plot'], minPrice: 1 * CRORE })).toEqual([
      ['Falgun', 'minPrice: ₹50 lakh to ₹60 lakh, 40% under ₹1 crore'],
    ])
  })

  test('what was refused is not offered', async () => {
    expect(await outside({ bedrooms: [2.5], maxPrice: 1 * CRORE }, ['budget'])).toEqual([
      ['Asha', 'bedrooms: 2 BHK, not 2.5 BHK'],
    ])
    expect(await outside({ bedrooms: [2.5], maxPrice: 1 * CRORE }, ['maxPrice', 'bedrooms'])).toEqual([])
  })

  test('another place is only counted, nearest first, and an excluded one is not', async () => {
    const result = await search({ bedrooms: [3], places: ['Hoskote'] })
    expect(result.outside).toEqual([])
    expect(result.elsewhere).toEqual([
      { place: 'Whitefield', count: 1 },
      { place: 'Hebbal', count: 2 },
    ])
    const without = await search({ bedrooms: [3], places: ['Hoskote'], excludedPlaces: ['Hebbal'] })
    expect(without.elsewhere).toEqual([{ place: 'Whitefield', count: 1 }])
  })
})

test('a cursor of another search is refused', async () => {
  const { cursor } = await search({ bedrooms: [3] }, { limit: 1 })
  await expect(search({ bedrooms: [2] }, { cursor })).rejects.toThrow('another search')
  await expect(search({ bedrooms: [2] }, { cursor: 'bm9uc2Vuc2U' })).rejects.toThrow('another search')
})
