import { expect, test } from 'vitest'
import { dateIn, formatDate, formatDay, formatTime, formatWeekday, formatWhen, zoneName } from './time.ts'

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

test('an appointment is told in the zone given, whatever the zone of the reader', () => {
  const start = '2026-11-28T10:00:00+05:30'
  const now = Date.parse('2026-11-22T07:00:00+05:30')
  expect(formatTime(start, 'Asia/Kolkata')).toBe('10:00 am')
  expect(formatTime(start, 'America/New_York')).toBe('11:30 pm')
  expect(dateIn(start, 'America/New_York')).toBe('2026-11-27')
  expect(formatWeekday(start, 'Asia/Kolkata', 'short', now)).toBe('Sat 28 Nov')
  expect(formatWeekday('2027-01-02', 'Asia/Kolkata', 'long', now)).toBe('Saturday 2 January 2027')
  expect(formatWhen(start, 'Asia/Kolkata', now)).toBe('Sat 28 Nov, 10:00 am')
  expect(formatWhen('2026-11-22T15:40:00+05:30', 'Asia/Kolkata', now)).toBe('Today, 3:40 pm')
  expect(formatWhen('2026-11-22T20:00:00Z', 'Asia/Kolkata', now)).toBe('Tomorrow, 1:30 am')
  expect(zoneName('Asia/Kolkata')).toBe('India Standard Time')
})
