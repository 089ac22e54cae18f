import { expect, test } from 'vitest'
import { isTimeZone, zoneWords } from './zones.ts'

test('a zone is a name of IANA; an offset, which knows no summer, is none', () => {
  for (const name of ['Asia/Kolkata', 'America/New_York', 'UTC']) expect(isTimeZone(name), name).toBe(true)
  for (const name of ['+05:30', '-04:00', 'Mars/Olympus', 'tomorrow', '']) expect(isTimeZone(name), name).toBe(false)
})

test('a zone is called as it is at the instant', () => {
  const at = (text: string) => Temporal.Instant.from(text).toZonedDateTimeISO('America/New_York')
  expect(zoneWords(at('2026-01-15T12:00:00Z'))).toBe('Eastern Standard Time')
  expect(zoneWords(at('2026-07-15T12:00:00Z'))).toBe('Eastern Daylight Time')
  expect(zoneWords(at('2026-07-15T12:00:00Z'), 'short')).toBe('EDT')
})
