import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emi } from './emi.ts'

test('an illustration with the usual terms: 80% of ₹1 crore over 20 years at 8.5%', () => {
  expect(emi({ priceMinor: 1_000_000_000, currency: 'INR' })).toMatchObject({
    loanMinor: 800_000_000,
    downMinor: 200_000_000,
    months: 240,
    monthlyMinor: 6_942_586,
  })
})

test('without interest the loan is split evenly', () => {
  expect(emi({ priceMinor: 1200, currency: 'INR', downPercent: 0, years: 1, annualPercent: 0 }).monthlyMinor).toBe(100)
})

test('paying the instalments pays the loan off, whatever the terms', () => {
  const terms = fc.record({
    priceMinor: fc.integer({ min: 1_000_000, max: 100_000_000_000 }),
    downPercent: fc.integer({ min: 0, max: 90 }),
    years: fc.integer({ min: 1, max: 30 }),
    annualPercent: fc.integer({ min: 0, max: 200 }).map(tenths => tenths / 10),
  })
  fc.assert(
    fc.property(terms, given => {
      const { loanMinor, downMinor, monthlyMinor, months } = emi({ ...given, currency: 'INR' })
      expect(loanMinor + downMinor).toBe(given.priceMinor)
      let owed = loanMinor
      for (let month = 0; month < months; month++) owed = owed * (1 + given.annualPercent / 1200) - monthlyMinor
      // Half a minor unit of rounding a month, with its interest.
      expect(Math.abs(owed)).toBeLessThan(months * (1 + given.annualPercent / 1200) ** months)
    }),
  )
})

test.each([
  { priceMinor: 0 },
  { priceMinor: -5 },
  { priceMinor: 100, downPercent: 100 },
  { priceMinor: 100, years: 0 },
  { priceMinor: Number.NaN },
])('no loan has the terms %o', terms => {
  expect(() => emi({ currency: 'INR', ...terms })).toThrow('An EMI needs')
})
