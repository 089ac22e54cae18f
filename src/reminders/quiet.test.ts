import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quietDue } from './quiet.ts'

const NIGHT = { quietFrom: '21:00', quietUntil: '08:00' }
const at = (text: string) => Temporal.ZonedDateTime.from(text).toInstant()
const ago = at('2020-01-01T00:00[UTC]')

/** What becomes of a reminder for this wall clock of a zone, useful for so many minutes. */
function due(wall: string, timeZone: string, usefulMinutes: number, now = ago) {
  const plannedAt = at(`${wall}[${timeZone}]`)
  const moved = quietDue({ plannedAt, usefulUntil: plannedAt.add({ minutes: usefulMinutes }), timeZone, now }, NIGHT)
  return moved?.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })
}

describe('by the clock of the recipient', () => {
  test.for([
    ['in the day it stays', '2026-11-28T10:00', 60, '2026-11-28T10:00'],
    ['the night begins at 21:00', '2026-11-28T20:59', 60, '2026-11-28T20:59'],
    ['and ends at 8:00', '2026-11-28T08:00', 60, '2026-11-28T08:00'],
    ['in the night it waits for the morning', '2026-11-28T21:00', 900, '2026-11-29T08:00'],
    ['after midnight the morning is today', '2026-11-28T02:00', 480, '2026-11-28T08:00'],
    ['with 45 minutes left the morning does', '2026-11-28T07:30', 75, '2026-11-28T08:00'],
    ['with 44 the evening before', '2026-11-28T07:30', 74, '2026-11-27T20:59'],
    ['before midnight the evening is today', '2026-11-28T23:00', 60, '2026-11-28T20:59'],
  ] as const)('%s', ([, wall, minutes, expected]) => {
    expect(due(wall, 'Asia/Kolkata', minutes)).toBe(expected)
  })

  test('an evening that is past is no way out', () => {
    const now = at('2026-11-27T21:00[Asia/Kolkata]')
    expect(due('2026-11-28T07:00', 'Asia/Kolkata', 60, now)).toBeUndefined()
    expect(due('2026-11-28T07:00', 'Asia/Kolkata', 60, now.subtract({ minutes: 1 }))).toBe('2026-11-27T20:59')
  })

  test('what was meant for the past is judged by now', () => {
    const now = at('2026-11-28T22:00[Asia/Kolkata]')
    expect(due('2026-11-28T16:00', 'Asia/Kolkata', 1_440, now)).toBe('2026-11-29T08:00')
    expect(due('2026-11-28T16:00', 'Asia/Kolkata', 600, now)).toBeUndefined()
    expect(due('2026-11-28T16:00', 'Asia/Kolkata', 60, now)).toBeUndefined()
  })

  test('nights within a day, and none at all', () => {
    const plannedAt = at('2026-11-28T13:00[Asia/Kolkata]')
    const input = { plannedAt, usefulUntil: plannedAt.add({ hours: 9 }), timeZone: 'Asia/Kolkata', now: ago }
    expect(String(quietDue(input, { quietFrom: '12:00', quietUntil: '15:30' }))).toBe('2026-11-28T10:00:00Z')
    expect(String(quietDue(input, { quietFrom: '09:00', quietUntil: '09:00' }))).toBe('2026-11-28T07:30:00Z')
  })
})

const zones = [
  ...['America/New_York', 'Europe/London', 'Australia/Sydney', 'Australia/Lord_Howe', 'Asia/Kolkata'],
  ...['America/Sao_Paulo', 'Africa/Cairo', 'Asia/Beirut', 'America/Santiago', 'Pacific/Apia', 'UTC'],
]
const first = at('2024-01-01T00:00[UTC]').epochMilliseconds / 60_000
const last = at('2030-12-31T00:00[UTC]').epochMilliseconds / 60_000

/** Instants near the changes of the clock as often as all others. */
const instants = fc.oneof(
  fc.integer({ min: first, max: last }).map(minute => Temporal.Instant.fromEpochMilliseconds(minute * 60_000)),
  fc
    .tuple(fc.constantFrom(...zones), fc.integer({ min: first, max: last }), fc.integer({ min: -1_600, max: 1_600 }))
    .map(([zone, minute, off]) => {
      const from = Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO(zone)
      return (from.getTimeZoneTransition('next') ?? from).toInstant().add({ minutes: off })
    }),
)
const clocks = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '59'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`)

test('whatever the zone, day and hours: never in the quiet, never of no use, and only moved where it must', () => {
  const input = fc.record({
    plannedAt: instants,
    usefulMinutes: fc.integer({ min: 1, max: 3_000 }),
    ago: fc.integer({ min: -600, max: 3_000 }),
    timeZone: fc.constantFrom(...zones),
    quietFrom: clocks,
    quietUntil: clocks,
  })
  fc.assert(
    fc.property(input, ({ plannedAt, usefulMinutes, ago, timeZone, quietFrom, quietUntil }) => {
      const now = plannedAt.subtract({ minutes: ago })
      const usefulUntil = plannedAt.add({ minutes: usefulMinutes })
      const isQuiet = (instant: Temporal.Instant) => {
        const wall = instant.toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'minute' })
        if (quietFrom < quietUntil) return wall >= quietFrom && wall < quietUntil
        return quietFrom > quietUntil && (wall >= quietFrom || wall < quietUntil)
      }
      const meant = ago < 0 ? now : plannedAt
      const moved = quietDue({ plannedAt, usefulUntil, timeZone, now }, { quietFrom, quietUntil })
      const useful = Temporal.Instant.compare(meant, usefulUntil) < 0
      if (!isQuiet(meant) || !useful) {
        expect(moved?.toString()).toBe(useful ? meant.toString() : undefined)
        return
      }
      if (!moved) return
      expect(isQuiet(moved), `${moved.toZonedDateTimeISO(timeZone)}`).toBe(false)
      expect(Temporal.Instant.compare(moved, now)).toBeGreaterThanOrEqual(0)
      // Later only with the minutes to spare; and never further than the night is long, with an hour for the clock.
      if (Temporal.Instant.compare(moved, meant) > 0)
        expect(usefulUntil.since(moved).total('minutes')).toBeGreaterThanOrEqual(45)
      expect(Math.abs(moved.since(meant).total('hours'))).toBeLessThanOrEqual(25)
    }),
    { numRuns: 3_000 },
  )
})
