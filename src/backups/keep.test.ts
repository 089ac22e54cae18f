import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Kept, whatStays } from './keep.ts'
import { lastDue, nextDue, retryAfterMs } from './times.ts'

const KEEP = { daily: 7, weekly: 4, monthly: 6 }
const zone = fc.constantFrom('Asia/Kolkata', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'UTC')
const instant = fc
  .integer({ min: 1_700_000_000, max: 1_900_000_000 })
  .map(s => Temporal.Instant.fromEpochMilliseconds(s * 1000))
const time = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)

const daily = (days: number, timeZone: string): Kept[] =>
  Array.from({ length: days }, (_, day) => ({
    id: String(day),
    number: days - day,
    at: Temporal.PlainDateTime.from('2026-11-22T03:10').subtract({ days: day }).toZonedDateTime(timeZone).toInstant(),
    verified: true,
  }))

test('of a year of nights, seven days stay, four weeks and six months, by the calendar of the business', () => {
  const stays = whatStays(daily(365, 'Asia/Kolkata'), KEEP, 'Asia/Kolkata')
  // Sunday 22 November and the six days before; the Sundays that ended earlier weeks; the last days of earlier months.
  const days = [0, 1, 2, 3, 4, 5, 6]
  const weeks = [7, 14, 21]
  const months = ['2026-10-31', '2026-09-30', '2026-08-31', '2026-07-31', '2026-06-30'].map(
    date => Temporal.PlainDate.from(date).until('2026-11-22', { largestUnit: 'days' }).days,
  )
  expect([...stays].map(Number).sort((a, b) => a - b)).toEqual([...days, ...weeks, ...months].sort((a, b) => a - b))
})

test('a pause takes nothing away, and the newest verified one never goes', () => {
  const old = daily(3, 'UTC').map(backup => ({ ...backup, at: backup.at.subtract({ hours: 24 * 400 }) }))
  expect([...whatStays(old, KEEP, 'UTC')].sort()).toEqual(['0', '1', '2'])
  const many = daily(60, 'UTC').map(backup => ({ ...backup, verified: backup.id === '50' }))
  expect(whatStays(many, { daily: 1, weekly: 0, monthly: 0 }, 'UTC')).toEqual(new Set(['0', '50']))
})

test('made by a clock that was a year ahead, older ones do not push out what is made since', () => {
  const ahead = daily(30, 'UTC').map(({ id, at, ...rest }) => ({
    ...rest,
    id: `ahead ${id}`,
    at: at.add({ hours: 24 * 400 }),
  }))
  const since = daily(3, 'UTC').map(backup => ({ ...backup, number: backup.number + 30 }))
  expect([...whatStays([...ahead, ...since], KEEP, 'UTC')]).toEqual(expect.arrayContaining(['0', '1', '2']))
})

test('whatever was made: what stays is bounded, holds the newest and the newest verified, and stays when asked again', () => {
  const backup = fc.record({ id: fc.uuid(), number: fc.nat(), at: instant, verified: fc.boolean() })
  const keep = fc.record({
    daily: fc.integer({ min: 1, max: 10 }),
    weekly: fc.nat(5),
    monthly: fc.nat(8),
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(backup, { selector: ({ number }) => number, maxLength: 60 }),
      keep,
      zone,
      (all, keep, zone) => {
        const stays = whatStays(all, keep, zone)
        expect(stays.size).toBeLessThanOrEqual(keep.daily + keep.weekly + keep.monthly + 2)
        const newest = all.toSorted((a, b) => b.number - a.number)
        if (newest[0]) expect(stays.has(newest[0].id)).toBe(true)
        const verified = newest.find(each => each.verified)
        if (verified) expect(stays.has(verified.id)).toBe(true)
        expect(
          whatStays(
            all.filter(({ id }) => stays.has(id)),
            keep,
            zone,
          ),
        ).toEqual(stays)
      },
    ),
  )
})

test('the schedule: the last moment is not after now, the next one is, and no other lies between them', () => {
  fc.assert(
    fc.property(instant, time, zone, (now, time, zone) => {
      const last = lastDue(now, time, zone)
      const next = nextDue(now, time, zone)
      expect(Temporal.Instant.compare(last, now)).toBeLessThanOrEqual(0)
      expect(Temporal.Instant.compare(next, now)).toBe(1)
      expect(lastDue(next, time, zone).equals(next)).toBe(true)
      expect(nextDue(last, time, zone).equals(next)).toBe(true)
    }),
  )
})

test('at 03:00 by the clock in Kolkata, and at 02:30 on the nights when Berlin has none or two', () => {
  const at = (text: string) => Temporal.Instant.from(text)
  expect(nextDue(at('2026-11-22T12:00:00Z'), '03:00', 'Asia/Kolkata')).toEqual(at('2026-11-22T21:30:00Z'))
  expect(nextDue(at('2026-03-28T12:00:00Z'), '02:30', 'Europe/Berlin')).toEqual(at('2026-03-29T01:30:00Z'))
  expect(nextDue(at('2026-10-24T12:00:00Z'), '02:30', 'Europe/Berlin')).toEqual(at('2026-10-25T00:30:00Z'))
  expect(nextDue(at('2026-10-25T00:30:00Z'), '02:30', 'Europe/Berlin')).toEqual(at('2026-10-26T01:30:00Z'))
})

test('after a failure it is tried again soon, then each hour', () => {
  expect([1, 2, 3, 4, 5, 50].map(count => retryAfterMs(count) / 60_000)).toEqual([5, 10, 20, 40, 60, 60])
})
