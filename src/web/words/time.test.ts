import { expect, test } from 'vitest'
import { formatDate, formatDay } from './time.ts'

test('an instant is a day of its zone; a plain date is the same day everywhere', () => {
  expect(formatDate('2026-11-21T20:00:00Z', 'Asia/Kolkata')).toBe('22 Nov 2026')
  expect(formatDate('2026-11-21T20:00:00Z', 'America/New_York')).toBe('21 Nov 2026')
  expect(formatDate('2026-11-21', 'America/New_York')).toBe('21 Nov 2026')
})

test('days near now have names, also over a change of month', () => {
  const now = new Date(2026, 11, 1, 9)
  expect(formatDay(new Date(2026, 11, 1, 1).toISOString(), now)).toBe('Today')
  expect(formatDay(new Date(2026, 10, 30, 23).toISOString(), now)).toBe('Yesterday')
  expect(formatDay(new Date(2025, 10, 30).toISOString(), now)).toBe('30 Nov 2025')
})
