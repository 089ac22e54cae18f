import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListingCard, Unit, Wish } from '../../catalogue/index.ts'
import { wishWords } from './wish-words.ts'
import { homeLine, listed, priceWords, sentence } from './words.ts'

const FORBIDDEN = /null|NaN|undefined|QQ|₹ ?0(?![\d.,])|\s{2}|_|\[object/

const kind = fc.constantFrom('apartment' as const, 'villa' as const, 'plot' as const, 'row_house' as const)
const price = fc.option(fc.integer({ min: 100_000_00, max: 500_000_000_00 }), { nil: null })
const unit: fc.Arbitrary<Unit> = fc
  .record({
    kind,
    bedrooms: fc.option(fc.constantFrom(1, 2, 2.5, 3, 4), { nil: null }),
    areaSqft: fc.option(fc.integer({ min: 200, max: 9000 }), { nil: null }),
    carpetSqft: fc.constant(null),
    plotWidthFt: fc.option(fc.constant(30), { nil: null }),
    plotDepthFt: fc.option(fc.constant(40), { nil: null }),
    priceMin: price,
    facing: fc.constant(null),
    available: fc.constant(null),
  })
  .map(one => ({ ...one, priceMax: one.priceMin }))
const listing = fc.record({
  name: fc.constant('Velmora Avalon'),
  place: fc.constant('Whitefield'),
  currency: fc.constantFrom('INR', 'USD'),
  status: fc.constantFrom('ready', 'under_construction', 'upcoming'),
  possession: fc.option(
    fc.record({ year: fc.constant(2028), quarter: fc.option(fc.constantFrom(1, 2, 3, 4), { nil: null }) }),
    { nil: null },
  ),
  distanceKm: fc.option(fc.double({ min: 0, max: 40, noNaN: true }), { nil: null }),
  units: fc.array(unit, { maxLength: 5 }),
}) as unknown as fc.Arbitrary<ListingCard>

const wish: fc.Arbitrary<Wish> = fc.record(
  {
    bedrooms: fc.uniqueArray(fc.constantFrom(1, 2, 2.5, 3), { maxLength: 3 }),
    minPrice: fc.integer({ min: 1_000_000_00, max: 9_000_000_00 }),
    maxPrice: fc.integer({ min: 10_000_000_00, max: 90_000_000_00 }),
    places: fc.uniqueArray(fc.constantFrom('Hebbal', 'Jakkur'), { maxLength: 2 }),
    excludedPlaces: fc.uniqueArray(fc.constantFrom('Begur', 'Hoskote'), { maxLength: 2 }),
    zone: fc.constantFrom('North' as const, 'East' as const),
    city: fc.constant('Bengaluru'),
    kinds: fc.uniqueArray(kind, { maxLength: 2 }),
    statuses: fc.uniqueArray(fc.constantFrom('ready' as const, 'upcoming' as const), { maxLength: 2 }),
    excludedStatuses: fc.uniqueArray(fc.constantFrom('under_construction' as const), { maxLength: 1 }),
    possessionBy: fc.constantFrom('2027', '2026-Q2'),
    minArea: fc.constant(900),
    maxArea: fc.constantFrom(900, 1500),
    radiusKm: fc.constant(10),
    developer: fc.constant('Velmora'),
    facing: fc.constant('north_east' as const),
    amenities: fc.uniqueArray(fc.constantFrom('lift' as const, 'ev_charging' as const), { maxLength: 2 }),
    excludedAmenities: fc.uniqueArray(fc.constantFrom('gym' as const), { maxLength: 1 }),
  },
  { requiredKeys: [] },
)

describe('words of a wish', () => {
  it('read as a phrase, whatever is wished', () => {
    fc.assert(
      fc.property(wish, one => {
        const words = wishWords(one, 'INR')
        expect(words).not.toMatch(FORBIDDEN)
        expect(words).toMatch(/homes|apartments|villas|plots|row houses/)
        expect(words).toBe(words.trim())
      }),
    )
  })
  it.each([
    [{}, 'homes'],
    [{ bedrooms: [2], places: ['Whitefield'], maxPrice: 2_000_000_000 }, '2 BHK homes in Whitefield under ₹2 crore'],
    [{ kinds: ['villa'], zone: 'North', excludedPlaces: ['Hebbal'] }, 'villas in North Bengaluru (not Hebbal)'],
    [{ places: ['Jakkur'], radiusKm: 5, bedrooms: [2, 3] }, '2 or 3 BHK homes within 5 km of Jakkur'],
  ] as [Wish, string][])('%j → %s', (one, words) => expect(wishWords(one, 'INR')).toBe(words))
})

describe('the line on a home', () => {
  it('holds no hole, whatever the row lacks', () => {
    fc.assert(
      fc.property(listing, wish, (home, one) => {
        const line = sentence(homeLine(home, one))
        expect(line).not.toMatch(FORBIDDEN)
        expect(line.startsWith('Velmora Avalon in Whitefield')).toBe(true)
        expect(line.endsWith('.')).toBe(true)
      }),
    )
  })
  it('a price that is not given is on request, never zero', () => {
    expect(priceWords({ priceMin: null, priceMax: null }, 'INR')).toBe('price on request')
  })
})

describe('lists', () => {
  it('hold every word once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[b-z]{3,6}$/)), words => {
        expect(
          listed(words)
            .split(/, | and /)
            .filter(Boolean),
        ).toEqual(words)
      }),
    )
  })
})
