import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAmount, writeAmount } from './amount.ts'

const LAKH = 10_000_000
test.each([
  ['1.2 cr', 120 * LAKH],
  ['₹96 lakh', 96 * LAKH],
  ['96L', 96 * LAKH],
  ['Rs. 1,38,00,000/-', 138 * LAKH],
  ['13800000', 138 * LAKH],
  ['1 crore 20 lakh', 120 * LAKH],
  ['INR 85 lacs onwards', 85 * LAKH],
  ['1.5 mn', 15 * LAKH],
  ['950K', 9.5 * LAKH],
  ['0', 0],
])('%s', (text, minor) => {
  expect(readAmount(text, 'INR')).toEqual({ min: minor, max: minor })
})

test.each([
  ['96 lakh - 1.12 cr', 96, 112],
  ['1.2-1.4 cr', 120, 140],
  ['80 to 95 lakh', 80, 95],
  ['₹1.2 cr – ₹1.4 cr', 120, 140],
])('a range: %s', (text, min, max) => {
  expect(readAmount(text, 'INR')).toEqual({ min: min * LAKH, max: max * LAKH })
})

test.each(['1.2', 'soon', '', '-5 lakh', '1 2 lakh', '5 stones', '=1+1', '1e9', '9999999999999999999'])(
  'no amount: “%s”',
  text => {
    expect(readAmount(text, 'INR')).toBeNull()
  },
)

test('every amount survives being written and read', () => {
  for (const currency of ['INR', 'JPY', 'KWD'])
    fc.assert(
      fc.property(
        fc.maxSafeNat().filter(minor => minor >= 10_000_000 && minor < 1e13),
        minor => {
          expect(readAmount(writeAmount(minor, currency), currency)).toEqual({ min: minor, max: minor })
        },
      ),
    )
})
