import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gradeOf, unitPosition } from './market.ts'
import { openQuestions, orderFacts } from './personas.ts'
import { personaSchema } from './schema.ts'
import { urgencyOf } from './urgency.ts'

const RUPEE = 100
const market = (average: number | null) => ({
  currency: 'INR',
  pricePerSqft: { min: null, average: average && average * RUPEE, max: null },
})
const flat = (rupees: number | null, areaSqft: number | null) => ({
  ...{ kind: 'apartment' as const, bedrooms: 3, areaSqft },
  priceMin: rupees && rupees * RUPEE,
})
const band = (rupees: number, area: number, average: number) =>
  unitPosition(flat(rupees, area), 'INR', market(average))?.band

describe('a unit against its locality', () => {
  // Of 1,000 sq ft at an average of ₹10,000 the market asks ₹1 crore.
  test.each([
    [8_499_999, 'excellent_value'],
    [8_500_000, 'good_value'],
    [9_499_999, 'good_value'],
    [9_500_000, 'market_average'],
    [10_000_000, 'market_average'],
    [10_500_000, 'market_average'],
    [10_500_001, 'premium'],
    [11_500_000, 'premium'],
    [11_500_001, 'luxury_premium'],
  ])('₹%i for 1,000 sq ft where the average is ₹10,000: %s', (price, expected) => {
    expect(band(price, 1_000, 10_000)).toBe(expected)
  })

  test('by its own area, by hand', () => {
    // ₹1.92 crore for 1,640 sq ft is ₹11,707.32 a sq ft: 2.4% under ₹12,000.
    expect(unitPosition(flat(19_200_000, 1_640), 'INR', market(12_000))).toEqual({
      ...{ unit: '3 BHK', band: 'market_average', percent: 2.4, perSqft: 1_170_732, average: 1_200_000 },
    })
  })

  test('a missing number computes nothing, and neither do two currencies', () => {
    expect(unitPosition(flat(null, 1_000), 'INR', market(10_000))).toBeNull()
    expect(unitPosition(flat(1, null), 'INR', market(10_000))).toBeNull()
    expect(unitPosition(flat(1, 1_000), 'INR', market(null))).toBeNull()
    expect(unitPosition(flat(1, 1_000), 'USD', market(10_000))).toBeNull()
  })

  test('a dearer home never stands better', () => {
    const order = ['excellent_value', 'good_value', 'market_average', 'premium', 'luxury_premium']
    const rupees = fc.integer({ min: 100_000, max: 500_000_000 })
    fc.assert(
      fc.property(
        rupees,
        rupees,
        fc.integer({ min: 200, max: 9_000 }),
        fc.integer({ min: 1_000, max: 40_000 }),
        (a, b, area, average) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)]
          expect(order.indexOf(band(low, area, average)!)).toBeLessThanOrEqual(
            order.indexOf(band(high, area, average)!),
          )
        },
      ),
    )
  })
})

describe('the grade of a locality', () => {
  test.each([
    [14.1, 3.6, 'emerging_hotspot', 100, 'A+'],
    [14, 3.6, 'high_demand', 85, 'A+'],
    [14, 3.5, 'growing', 75, 'A'],
    [11, 3.5, 'growing', 65, 'B+'],
    [8, 3.5, 'growing', 55, 'B'],
    [8, 3, 'stable', 35, 'C'],
    [20, 2, 'premium_saturated', 60, 'B+'],
    [12, 3.2, 'stable', 65, 'B+'],
    [-4, 1, 'moderate', 30, 'C'],
  ] as const)('growth %f%%, yield %f%%, %s: %i points, %s', (growth1y, rentalYield, trend, points, grade) => {
    expect(gradeOf({ growth1y, rentalYield, trend })).toMatchObject({ points, grade })
  })

  test('is the sum of its parts, and nothing where one is missing', () => {
    const { points, parts } = gradeOf({ growth1y: 12, rentalYield: 3.2, trend: 'stable' })!
    expect(parts.reduce((sum, part) => sum + part.points, 0)).toBe(points)
    expect(gradeOf({ growth1y: null, rentalYield: 3.2, trend: 'stable' })).toBeNull()
    expect(gradeOf({ growth1y: 1, rentalYield: null, trend: 'stable' })).toBeNull()
    expect(gradeOf({ growth1y: 1, rentalYield: 3.2, trend: null })).toBeNull()
  })
})

describe('urgency', () => {
  const now = Temporal.Instant.from('2026-11-20T06:30:00Z')
  const moment = { now, timeZone: 'Asia/Kolkata' }
  const none = { count: 0, lastAt: null }
  type Stock = Parameters<typeof urgencyOf>[0]
  const stock = (change: Partial<Stock> = {}): Stock => ({
    ...{ currency: 'INR', unitsAvailable: null, unitsTotal: null, updatedAt: '2026-11-18T06:30:00Z' },
    ...{ offers: [], priceHistory: [] },
    ...change,
  })
  const left = (unitsAvailable: number | null, unitsTotal: number | null, updatedAt?: string) =>
    urgencyOf(stock({ unitsAvailable, unitsTotal, ...(updatedAt && { updatedAt }) }), none, moment)

  test.each([
    [4, 100, 'critical'],
    [5, 100, 'high'],
    [9, 100, 'high'],
    [10, 100, 'medium'],
    [19, 100, 'medium'],
    [1, 200, 'critical'],
  ])('%i of %i left: %s', (available, total, level) => {
    const [one] = left(available, total)
    expect(one).toMatchObject({ kind: 'few_left', level, asOf: '2026-11-18T06:30:00Z', source: 'catalogue' })
    expect(one!.text).toBe(`${available} of ${total} units left, as of 18 Nov 2026.`)
  })
  test('plenty, unknown and old numbers say nothing', () => {
    expect(left(20, 100)).toEqual([])
    expect(left(3, null)).toEqual([])
    expect(left(null, 100)).toEqual([])
    expect(left(3, 100, '2026-11-06T06:29:59Z')).toEqual([])
    expect(left(3, 100, '2026-11-06T06:30:00Z')).toHaveLength(1)
  })
  test('sold out is sold out, and nothing else is said', () => {
    const offers = [{ text: 'Free parking', endsOn: '2026-11-21' }]
    const said = urgencyOf(stock({ unitsAvailable: 0, unitsTotal: 100, offers }), { count: 9, lastAt: now }, moment)
    expect(said.map(one => one.kind)).toEqual(['sold_out'])
    expect(said[0]!.text).not.toMatch(/left/)
  })
  test('an offer counts until its last day in the business’s zone; one without an end says nothing', () => {
    const offers = [
      { text: 'Free parking', endsOn: '2026-11-20' },
      { text: 'No fees', endsOn: null },
    ]
    expect(urgencyOf(stock({ offers }), none, moment).map(one => one.text)).toEqual([
      'Offer until 20 Nov 2026: Free parking',
    ])
    // 18:30 UTC is the next day in Kolkata.
    const evening = { ...moment, now: Temporal.Instant.from('2026-11-20T18:30:00Z') }
    expect(urgencyOf(stock({ offers }), none, evening)).toEqual([])
  })
  test('a price change needs two dated prices of the same unit', () => {
    const price = (unit: string, rupees: number, validFrom: string) => ({
      ...{ unit, priceMin: rupees * RUPEE, priceMax: rupees * RUPEE, validFrom },
    })
    const history = (...priceHistory: Stock['priceHistory']) => urgencyOf(stock({ priceHistory }), none, moment)
    expect(history(price('3 BHK', 19_200_000, '2026-11-10'))).toEqual([])
    expect(history(price('3 BHK', 19_200_000, '2026-11-10'), price('2 BHK', 13_800_000, '2026-10-10'))).toEqual([])
    expect(history(price('3 BHK', 19_200_000, '2026-11-10'), price('3 BHK', 19_200_000, '2026-10-01'))).toEqual([])
    expect(history(price('3 BHK', 19_200_000, '2026-10-20'), price('3 BHK', 18_000_000, '2026-01-01'))).toEqual([])
    expect(
      history(price('3 BHK', 19_200_000, '2026-11-10'), price('3 BHK', 18_000_000, '2026-01-01'))[0],
    ).toMatchObject({
      ...{ level: 'medium', text: '3 BHK: ₹1.8 crore became ₹1.92 crore on 10 Nov 2026.', asOf: '2026-11-10' },
    })
    expect(
      history(price('3 BHK', 19_200_000, '2026-12-01'), price('3 BHK', 18_000_000, '2026-01-01'))[0],
    ).toMatchObject({
      ...{ level: 'high', text: '3 BHK: ₹1.8 crore becomes ₹1.92 crore on 1 Dec 2026.' },
    })
  })
  test('of two prices of one day the later recorded one is the newer', () => {
    const price = (rupees: number) => ({
      ...{ unit: '3 BHK', priceMin: rupees * RUPEE, priceMax: rupees * RUPEE, validFrom: '2026-11-10' },
    })
    const [said] = urgencyOf(stock({ priceHistory: [price(18_000_000), price(19_200_000)] }), none, moment)
    expect(said!.text).toBe('3 BHK: ₹1.8 crore became ₹1.92 crore on 10 Nov 2026.')
  })
  test('three visits in a week, not two', () => {
    expect(urgencyOf(stock(), { count: 2, lastAt: now }, moment)).toEqual([])
    expect(urgencyOf(stock(), { count: 3, lastAt: now }, moment)[0]!.text).toBe('3 visits booked in the last 7 days.')
  })
  test('nothing is scarce, in demand or dearer without a row that says so', () => {
    const count = fc.option(fc.nat(200), { nil: null })
    const day = fc.integer({ min: -60, max: 60 }).map(days => now.add({ hours: 24 * days }).toString())
    const price = fc.record({
      unit: fc.constantFrom('2 BHK', '3 BHK'),
      priceMin: fc.option(fc.integer({ min: 1_000, max: 9_000_000_000 }), { nil: null }),
      priceMax: fc.constant(null),
      validFrom: day.map(at => at.slice(0, 10)),
    })
    const offer = fc.record({
      text: fc.constant('No fees'),
      endsOn: fc.option(
        day.map(at => at.slice(0, 10)),
        { nil: null },
      ),
    })
    const rows = fc.record({
      ...{ currency: fc.constant('INR'), unitsAvailable: count, unitsTotal: count, updatedAt: day },
      ...{ offers: fc.array(offer, { maxLength: 3 }), priceHistory: fc.array(price, { maxLength: 4 }) },
    })
    fc.assert(
      fc.property(rows, fc.nat(6), (row, visits) => {
        const said = urgencyOf(row, { count: visits, lastAt: visits > 0 ? now : null }, moment)
        expect(said.length).toBeLessThanOrEqual(3)
        for (const { kind, text, asOf } of said) {
          expect(`${text} ${asOf}`).not.toMatch(/null|undefined|NaN|₹0\b/)
          if (kind === 'sold_out') expect(row.unitsAvailable).toBe(0)
          if (kind === 'few_left')
            expect(row.unitsAvailable! > 0 && row.unitsAvailable! * 5 < row.unitsTotal!).toBe(true)
          if (kind === 'visits_booked') expect(visits).toBeGreaterThanOrEqual(3)
          if (kind === 'offer_ends') expect(row.offers.map(one => one.endsOn)).toContain(asOf)
          if (kind === 'price_change') expect(row.priceHistory.map(one => one.validFrom)).toContain(asOf)
        }
        if (row.unitsAvailable === 0) expect(said.map(one => one.kind)).toEqual(['sold_out'])
      }),
      { numRuns: 400 },
    )
  })
  test('three at most, the most pressing first', () => {
    const offers = ['2026-11-30', '2026-11-29', '2026-11-21'].map(endsOn => ({ text: endsOn, endsOn }))
    const said = urgencyOf(stock({ unitsAvailable: 1, unitsTotal: 100, offers }), { count: 5, lastAt: now }, moment)
    expect(said.map(one => one.level)).toEqual(['critical', 'high', 'medium'])
  })
})

describe('who buys', () => {
  test('orders what is asked and told, and leaves nothing out', () => {
    const keys = (persona: Parameters<typeof openQuestions>[1]) =>
      openQuestions([], persona).map(question => question.key)
    for (const persona of personaSchema.options) expect(keys(persona).toSorted()).toEqual(keys(null).toSorted())
    expect(keys('investor')[0]).toBe('purpose')
    expect(keys('family')[0]).toBe('configuration')
    expect(openQuestions(['budget_about', 'zone'], null).map(question => question.key)).not.toContain('budget')
    const facts = [{ key: 'name' }, { key: 'budget_max' }, { key: 'configuration' }]
    expect(orderFacts(facts, 'family').map(fact => fact.key)).toEqual(['configuration', 'budget_max', 'name'])
    expect(orderFacts(facts, null).map(fact => fact.key)).toEqual(['budget_max', 'configuration', 'name'])
  })
})
