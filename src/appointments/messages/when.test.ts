import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tellWhen } from './when.ts'

const now = Temporal.Instant.from('2026-11-22T07:00:00+05:30')
const at = (text: string) => Temporal.Instant.from(text)
const same = (zone: string) => ({ agreed: zone, reader: zone })

test('who shares the clock gets one, with today and tomorrow by name', () => {
  expect(tellWhen(at('2026-11-28T10:00:00+05:30'), same('Asia/Kolkata'), now)).toEqual({
    long: 'Saturday, 28 November 2026, 10:00 am',
    short: 'Sat 28 Nov, 10:00 am',
    near: 'Sat 28 Nov, 10:00 am',
    on: 'on Sat 28 Nov, 10:00 am',
  })
  expect(tellWhen(at('2026-11-22T12:00:00+05:30'), same('Asia/Kolkata'), now).near).toBe('Today at 12:00 pm')
  expect(tellWhen(at('2026-11-23T00:30:00+05:30'), same('Asia/Kolkata'), now).on).toBe('tomorrow at 12:30 am')
  expect(tellWhen(at('2027-01-02T09:05:00+05:30'), same('Asia/Kolkata'), now).short).toBe('Sat 2 Jan 2027, 9:05 am')
  expect(tellWhen(at('2026-11-28T10:00:00+05:30'), { agreed: 'Asia/Kolkata', reader: 'Asia/Colombo' }, now).long).toBe(
    'Saturday, 28 November 2026, 10:00 am',
  )
})

test('who has another clock gets both, each with its zone, and the day where it differs', () => {
  const instant = at('2026-11-28T10:00:00+05:30')
  expect(tellWhen(instant, { agreed: 'Asia/Kolkata', reader: 'Europe/London' }, now)).toEqual({
    long: 'Saturday, 28 November 2026, 10:00 am India Standard Time (your time: 4:30 am Greenwich Mean Time)',
    short: 'Sat 28 Nov, 10:00 am India Standard Time (4:30 am your time)',
    near: 'Sat 28 Nov, 10:00 am India Standard Time (4:30 am your time)',
    on: 'on Sat 28 Nov, 10:00 am India Standard Time (4:30 am your time)',
  })
  expect(tellWhen(instant, { agreed: 'Asia/Kolkata', reader: 'America/New_York' }, now).long).toBe(
    'Saturday, 28 November 2026, 10:00 am India Standard Time (your time: Friday, 27 November 2026, 11:30 pm Eastern Standard Time)',
  )
})

test('an hour that comes twice says which one is meant', () => {
  const first = tellWhen(at('2026-11-01T01:30:00-04:00'), same('America/New_York'), now)
  const second = tellWhen(at('2026-11-01T01:30:00-05:00'), same('America/New_York'), now)
  expect(first.long).toBe('Sunday, 1 November 2026, 1:30 am Eastern Daylight Time')
  expect(second.short).toBe('Sun 1 Nov, 1:30 am Eastern Standard Time')
})

test('what was asked for is what is said: every wall clock that exists, in its own zone', () => {
  const zone = fc.constantFrom(
    'America/New_York',
    'Europe/London',
    'Australia/Sydney',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'America/Sao_Paulo',
  )
  const days = fc.integer({ min: 0, max: 7 * 365 })
  const minutes = fc.integer({ min: 0, max: 95 }).map(quarter => quarter * 15)
  fc.assert(
    fc.property(zone, days, minutes, (zone, days, minutes) => {
      const clock = Temporal.PlainDateTime.from('2024-01-01T00:00').add({ days, minutes })
      const asked = clock.toZonedDateTime(zone)
      fc.pre(asked.toPlainDateTime().equals(clock))
      const { long, short } = tellWhen(asked.toInstant(), same(zone), now)
      const [, , day, month, year, hour, minute, half] =
        /^(\w+), (\d+) (\w+) (\d+), (\d+):(\d\d) (am|pm)/.exec(long)?.map(part => part) ?? []
      expect([day, month, year]).toEqual([
        `${clock.day}`,
        clock.toLocaleString('en-GB', { month: 'long' }),
        `${clock.year}`,
      ])
      expect((Number(hour) % 12) + (half === 'pm' ? 12 : 0)).toBe(clock.hour)
      expect(Number(minute)).toBe(clock.minute)
      expect(long.startsWith(clock.toLocaleString('en-GB', { weekday: 'long' }))).toBe(true)
      expect(short).toContain(`${hour}:${minute} ${half}`)
    }),
    { numRuns: 500 },
  )
})
