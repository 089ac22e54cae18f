import { expect, test } from 'vitest'
import { formatExact, formatPrice, formatPriceRange, majorOf, minorOf } from './price.ts'

const INR = 'INR'

test('rupees are spoken in lakh and crore', () => {
  expect(formatPrice(1_380_000_000, INR)).toBe('₹1.38\u00a0crore')
  expect(formatPrice(960_000_000, INR)).toBe('₹96\u00a0lakh')
  expect(formatPrice(5_000_000, INR)).toBe('₹50,000')
  expect(formatExact(1_380_000_000, INR)).toBe('₹1,38,00,000')
})

test('what rounds to a hundred lakh is a crore', () => {
  expect(formatPrice(999_999_900, INR)).toBe('₹1\u00a0crore')
})

test('a range shares its unit where it can', () => {
  expect(formatPriceRange(1_380_000_000, 1_920_000_000, INR)).toBe('₹1.38 – 1.92\u00a0crore')
  expect(formatPriceRange(960_000_000, 1_340_000_000, INR)).toBe('₹96\u00a0lakh – ₹1.34\u00a0crore')
  expect(formatPriceRange(960_000_000, 960_000_000, INR)).toBe('₹96\u00a0lakh')
  expect(formatPriceRange(null, null, INR)).toBe('Price on request')
  expect(formatPriceRange(null, 960_000_000, INR)).toBe('₹96\u00a0lakh')
})

test('other currencies keep their own way', () => {
  expect(formatPrice(60_000_000, 'USD')).toBe('$600,000')
  expect(formatPriceRange(60_000_000, 80_000_000, 'USD')).toBe('$600,000 – $800,000')
  expect(majorOf(5000, 'JPY')).toBe(5000)
  expect(minorOf(12.5, INR)).toBe(1250)
})
