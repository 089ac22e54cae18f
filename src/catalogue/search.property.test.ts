import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { runs, testStore } from '../storage/testing/index.ts'
import { createRandom } from './sample/random.ts'
import { type Amenity, amenitySchema, type ListingCard, type Unit, type Wish } from './schema.ts'
import { searchListings } from './search.ts'
import { LAKH, offer } from './testing/offer.ts'

const store = testStore()
const PLACES = ['Whitefield', 'Hebbal', 'Koramangala', 'Kengeri']
const AMENITIES = amenitySchema.options.slice(0, 5)
let cards: ListingCard[]

beforeAll(async () => {
  const random = createRandom(42)
  const listings = Array.from({ length: 150 }, (_, index) => ({
    name: `Home ${index}`,
    place: random.pick(PLACES),
    status: random.pick(['under_construction', 'upcoming'] as const),
    possession: random.chance(0.7)
      ? { year: random.between(2027, 2030), quarter: random.chance(0.5) ? random.between(1, 4) : null }
      : null,
    amenities: random.some(AMENITIES, random.between(0, 4)) as Amenity[],
    units: Array.from({ length: random.between(1, 4) }, () => {
      const priceMin = random.chance(0.85) ? random.between(4, 30) * 10 * LAKH : null
      const wide = random.pick([1, 1, 1.1, 1.6])
      return {
        kind: random.pick(['apartment', 'villa'] as const),
        bedrooms: random.between(2, 8) / 2,
        areaSqft: random.between(5, 30) * 100,
        priceMin,
        priceMax: priceMin && Math.round(priceMin * wide),
        facing: random.pick(['north', 'east', null] as const),
      }
    }),
  }))
  await offer(store.ctx(), listings)
  cards = []
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const page = await searchListings(store.ctx(), { wish: {}, limit: 100, cursor })
    cards.push(...page.items)
    cursor = page.cursor
  }
})

const money = fc.integer({ min: 3, max: 32 }).map(tens => tens * 10 * LAKH + 1)
const wishes: fc.Arbitrary<Wish> = fc.record(
  {
    bedrooms: fc.uniqueArray(
      fc.integer({ min: 2, max: 8 }).map(halves => halves / 2),
      { minLength: 1, maxLength: 3 },
    ),
    minPrice: money,
    maxPrice: money,
    aboutPrice: money,
    kinds: fc.constantFrom(['apartment'] as const, ['villa'] as const).map(kinds => [...kinds]),
    minArea: fc.integer({ min: 500, max: 3000 }),
    maxArea: fc.integer({ min: 500, max: 3000 }),
    facing: fc.constantFrom('north', 'east'),
    places: fc.uniqueArray(fc.constantFrom(...PLACES), { minLength: 1, maxLength: 3 }),
    statuses: fc.constantFrom(['upcoming'] as const).map(statuses => [...statuses]),
    possessionBy: fc.constantFrom('2027', '2028-Q2', '2029'),
    amenities: fc.uniqueArray(fc.constantFrom(...AMENITIES), { minLength: 1, maxLength: 2 }),
    excludedAmenities: fc.constantFrom(...AMENITIES).map(one => [one]),
  },
  { requiredKeys: [] },
)
const avoided = fc.uniqueArray(fc.constantFrom(...AMENITIES), { maxLength: 2 })

/** The rules of the wish, said once more and plainly. */
function fits(wish: Wish, unit: Unit): boolean {
  const { priceMin: min, priceMax: max } = unit
  const priced = wish.minPrice || wish.maxPrice || wish.aboutPrice
  if (priced && (min === null || max === null)) return false
  return (
    (!wish.bedrooms || wish.bedrooms.includes(unit.bedrooms!)) &&
    (!wish.kinds || wish.kinds.includes(unit.kind)) &&
    (!wish.minArea || unit.areaSqft! >= wish.minArea) &&
    (!wish.maxArea || unit.areaSqft! <= wish.maxArea) &&
    (!wish.facing || unit.facing === wish.facing) &&
    (!wish.maxPrice || min! <= wish.maxPrice) &&
    (!wish.minPrice || max! >= wish.minPrice) &&
    (!wish.aboutPrice || (min! <= wish.aboutPrice * 1.1 && max! >= wish.aboutPrice * 0.85))
  )
}

function meets(wish: Wish, card: ListingCard): boolean {
  const { year, quarter } = card.possession ?? { year: 9999, quarter: null }
  const [byYear, byQuarter] = (wish.possessionBy ?? '9999-Q4').split('-Q')
  return (
    (!wish.places || wish.places.includes(card.place)) &&
    (!wish.statuses || wish.statuses.includes(card.status)) &&
    (!wish.possessionBy || year * 10 + (quarter ?? 4) <= Number(byYear) * 10 + Number(byQuarter ?? 4)) &&
    (wish.amenities ?? []).every(one => card.amenities.includes(one)) &&
    !(wish.excludedAmenities ?? []).some(one => card.amenities.includes(one)) &&
    card.units.some(unit => fits(wish, unit))
  )
}

async function readAll(wish: Wish, limit: number, more: { avoided?: Amenity[] } = {}) {
  const items: ListingCard[] = []
  let total = 0
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const page = await searchListings(store.ctx(), { wish, limit, cursor, ...more })
    items.push(...page.items)
    total = page.total
    cursor = page.cursor
    expect(page.items.length > 0 || cursor === null).toBe(true)
  }
  return { items, total }
}

test('pages hold exactly what the wish means, each once, and the total says how many', async () => {
  expect(cards.length).toBe(150)
  await fc.assert(
    fc.asyncProperty(wishes, fc.integer({ min: 7, max: 40 }), async (wish, limit) => {
      const { items, total } = await readAll(wish, limit)
      const wanted = cards.filter(card => meets(wish, card)).map(card => card.name)
      expect(items.map(card => card.name).sort()).toEqual(wanted.sort())
      expect(total).toBe(wanted.length)
    }),
    { numRuns: runs(40) },
  )
})

test('the score is the sum of its reasons, and the order is score, price of the fitting unit, name', async () => {
  await fc.assert(
    fc.asyncProperty(wishes, avoided, fc.integer({ min: 9, max: 60 }), async (wish, dislikes, limit) => {
      const { items } = await readAll(wish, limit, { avoided: dislikes })
      const keys = items.map(card => {
        const { score, parts } = card.match!
        expect(score).toBe(parts.reduce((sum, part) => sum + part.points, 0))
        expect(parts.reduce((sum, part) => sum + part.of, 0)).toBe(parts.some(part => part.of > 0) ? 100 : 0)
        const fitting = card.units.filter(unit => fits(wish, unit))
        const close = (unit: Unit) =>
          unit.priceMin! <= wish.aboutPrice! * 1.05 && unit.priceMax! >= wish.aboutPrice! * 0.95
        const best = wish.aboutPrice && fitting.some(close) ? fitting.filter(close) : fitting
        const price = Math.min(...best.map(unit => unit.priceMin ?? Number.MAX_SAFE_INTEGER))
        return { score, price, name: card.name }
      })
      const sorted = keys.toSorted((a, b) => b.score - a.score || a.price - b.price || (a.name < b.name ? -1 : 1))
      expect(keys).toEqual(sorted)
    }),
    { numRuns: runs(40) },
  )
})

test('what is offered outside a wish is labelled with everything in which it differs, and excludes what was excluded', async () => {
  await fc.assert(
    fc.asyncProperty(wishes, async wish => {
      const { items, outside } = await searchListings(store.ctx(), { wish })
      expect(items.length === 0 || outside.length === 0).toBe(true)
      expect(outside.length).toBeLessThanOrEqual(3)
      for (const { listing, why } of outside) {
        expect(why.length).toBeGreaterThan(0)
        expect(meets(wish, listing)).toBe(false)
        const loose: Wish = { ...wish }
        for (const { key } of why) delete loose[key as keyof Wish]
        if (why.some(one => /Price$/.test(one.key)))
          for (const key of ['minPrice', 'maxPrice', 'aboutPrice'] as const) delete loose[key]
        expect(meets(loose, listing)).toBe(true)
        for (const { label } of why) expect(label).not.toMatch(/null|undefined|NaN|₹0\b/)
      }
    }),
    { numRuns: runs(40) },
  )
})
