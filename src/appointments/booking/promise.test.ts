import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addCallingMinutes, type CallingHours, callsOn, promisedBy } from './promise.ts'

const HOURS: CallingHours = {
  callsFrom: '09:00',
  callsUntil: '20:00',
  timeZone: 'Asia/Kolkata',
  holidays: new Set(['2026-11-26']),
}
const at = (text: string, timeZone = 'Asia/Kolkata') =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant()
const shown = (instant: Temporal.Instant, timeZone = 'Asia/Kolkata') =>
  instant.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })

test.for([
  ['urgent', '2026-11-23T10:00', '2026-11-23T10:30'],
  ['high', '2026-11-23T10:00', '2026-11-23T12:00'],
  ['medium', '2026-11-23T10:00', '2026-11-23T14:00'],
  ['medium', '2026-11-23T18:00', '2026-11-24T11:00'],
  ['urgent', '2026-11-23T23:00', '2026-11-24T09:30'],
  ['urgent', '2026-11-23T05:00', '2026-11-23T09:30'],
  ['urgent', '2026-11-23T19:30', '2026-11-23T20:00'],
  ['high', '2026-11-25T19:00', '2026-11-27T10:00'],
  ['low', '2026-11-25T03:00', '2026-11-26T03:00'],
] as const)('%s at %s is promised by %s', ([urgency, now, due]) => {
  expect(shown(promisedBy(at(now), urgency, HOURS))).toBe(due)
})

test.for([
  ['2026-11-24T16:00', '2026-11-24T16:00'],
  ['2026-11-24T22:00', '2026-11-25T09:00'],
  ['2026-11-26T16:00', '2026-11-27T09:00'],
  ['2026-11-23T10:30', '2026-11-23T14:00'],
] as const)('who prefers %s is called by %s', ([preferred, due]) => {
  expect(shown(promisedBy(at('2026-11-23T10:00'), 'medium', HOURS, at(preferred)))).toBe(due)
})

test('hours that are never lead to the clock', () => {
  const never = { ...HOURS, callsFrom: '20:00', callsUntil: '09:00' }
  expect(shown(promisedBy(at('2026-11-23T23:00'), 'urgent', never))).toBe('2026-11-23T23:30')
})

describe('any hours, zone, holidays and instant', () => {
  const clock = (hour: number, minute: number) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  const zones = ['Asia/Kolkata', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC']
  const cases = fc.record({
    from: fc.integer({ min: 0, max: 22 * 60 }),
    length: fc.integer({ min: 30, max: 24 * 60 }),
    timeZone: fc.constantFrom(...zones),
    holidays: fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 6 }),
    // A year and more, so that clocks change within it; every third at the minute, the rest in between.
    now: fc.integer({ min: 1_772_000_000, max: 1_806_000_000 }),
    minutes: fc.constantFrom(30, 120, 240),
  })

  test('the promise lies in calling hours, and exactly its minutes of them pass until then', () => {
    fc.assert(
      fc.property(cases, ({ from, length, timeZone, holidays, now, minutes }) => {
        const until = Math.min(from + length, 24 * 60)
        const start = Temporal.Instant.fromEpochMilliseconds(now * 1000)
        const first = start.toZonedDateTimeISO(timeZone).toPlainDate()
        const hours: CallingHours = {
          callsFrom: clock(Math.floor(from / 60), from % 60),
          callsUntil: clock(Math.floor(until / 60), until % 60),
          timeZone,
          holidays: new Set(holidays.map(days => first.add({ days }).toString())),
        }
        const due = addCallingMinutes(start, minutes, hours)
        let passed = 0n
        let inside = false
        for (let days = 0; days < 40; days++) {
          const calls = callsOn(first.add({ days }), hours)
          if (!calls) continue
          const [begin, end] = [calls.begin.epochNanoseconds, calls.end.epochNanoseconds]
          const [low, high] = [start.epochNanoseconds, due.epochNanoseconds]
          const overlap = (high < end ? high : end) - (low > begin ? low : begin)
          if (overlap > 0n) passed += overlap
          if (high >= begin && high <= end) inside = true
        }
        expect(inside).toBe(true)
        expect(passed).toBe(BigInt(minutes) * 60_000_000_000n)
      }),
      { numRuns: 400 },
    )
  })
})
