import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SessionSettings } from '../schema.ts'
import { type SessionFacts, sessionStarts, whyNoSession } from './session-starts.ts'

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds
const text = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString()
const week = [1, 2, 3, 4, 5].map(weekday => ({ weekday, opens: 9 * 60, closes: 17 * 60 }))

function coach(timeZone: string, more: Partial<SessionFacts['staff'][number]> = {}) {
  return { id: timeZone, timeZone, slotMinutes: 60, visitsPerDay: 0, hours: week, busy: [], visits: [], ...more }
}

/** As it is asked on `now`: 48 hours of notice, 90 days ahead. */
function facts(now: string, staff: SessionFacts['staff'], more: Partial<SessionFacts> = {}): SessionFacts {
  const settings = SessionSettings.parse({})
  const earliest = at(now) + settings.noticeMinutes * 60_000
  return { settings, now: at(now), earliest, latest: at(now) + 90 * 86_400_000, holidays: {}, staff, ...more }
}

const startsOn = (given: SessionFacts, from: string, until: string) =>
  sessionStarts(given, at(from), at(until)).map(start => text(start.at))

describe('the week of a coach', () => {
  const toronto = facts('2026-10-20T12:00:00Z', [coach('America/Toronto')])

  test('is their own wall clock on both sides of a change of the clocks', () => {
    const friday = startsOn(toronto, '2026-10-30T04:00:00Z', '2026-10-31T04:00:00Z')
    expect([friday.length, friday[0], friday.at(-1)]).toEqual([16, '2026-10-30T13:00:00Z', '2026-10-30T20:30:00Z'])
    const monday = startsOn(toronto, '2026-11-02T05:00:00Z', '2026-11-03T05:00:00Z')
    expect([monday.length, monday[0], monday.at(-1)]).toEqual([16, '2026-11-02T14:00:00Z', '2026-11-02T21:30:00Z'])
    // Saturday and Sunday between them have none.
    expect(startsOn(toronto, '2026-10-31T04:00:00Z', '2026-11-02T05:00:00Z')).toEqual([])
    const spring = facts('2026-02-20T12:00:00Z', [coach('America/Toronto')])
    expect(startsOn(spring, '2026-03-06T05:00:00Z', '2026-03-07T05:00:00Z')[0]).toBe('2026-03-06T14:00:00Z')
    expect(startsOn(spring, '2026-03-09T04:00:00Z', '2026-03-10T04:00:00Z')[0]).toBe('2026-03-09T13:00:00Z')
  })

  test('begins on the hour and the half hour, whatever its hours say, and never ends after 17:00', () => {
    const zones = ['America/Toronto', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Europe/Berlin', 'Pacific/Apia']
    const minutes = fc.integer({ min: 0, max: 1440 })
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 400 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), minutes, minutes), { maxLength: 4 }),
        (zone, days, rows) => {
          const hours = rows
            .filter(([, opens, closes]) => opens < closes)
            .map(([weekday, opens, closes]) => ({ weekday, opens, closes }))
          const now = Temporal.Instant.from('2026-01-01T00:00:00Z').add({ hours: days * 24 })
          const given = facts(now.toString(), [coach(zone, { hours })])
          for (const start of sessionStarts(given, given.now, given.now + 20 * 86_400_000)) {
            const local = Temporal.Instant.fromEpochMilliseconds(start.at).toZonedDateTimeISO(zone)
            const end = Temporal.Instant.fromEpochMilliseconds(start.end).toZonedDateTimeISO(zone)
            expect(local.minute % 30).toBe(0)
            expect(local.dayOfWeek).toBeLessThanOrEqual(5)
            const isWithin = (from: number, to: number) =>
              local.hour * 60 + local.minute >= from && end.hour * 60 + end.minute <= to
            expect(isWithin(540, 1020)).toBe(true)
            expect(hours.some(row => row.weekday === local.dayOfWeek && isWithin(row.opens, row.closes))).toBe(true)
            expect(start.at).toBeGreaterThanOrEqual(given.earliest)
            expect(whyNoSession({ ...given, staff: [] }, start.at)).toBe('closed')
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('leaves out what is blocked, on holiday or taken, and says why', () => {
    const given = facts(
      '2026-10-20T12:00:00Z',
      [coach('America/Toronto', { busy: [[at('2026-10-30T13:15:00Z'), at('2026-10-30T14:00:00Z')]] })],
      { holidays: { '2026-10-29': 'Founders' } },
    )
    expect(startsOn(given, '2026-10-30T13:00:00Z', '2026-10-30T14:30:00Z')).toEqual(['2026-10-30T14:00:00Z'])
    expect(startsOn(given, '2026-10-29T04:00:00Z', '2026-10-30T04:00:00Z')).toEqual([])
    const why = (instant: string) => whyNoSession(given, at(instant))
    expect(why('2026-10-30T13:00:00Z')).toBe('taken')
    expect(why('2026-10-29T14:00:00Z')).toBe('holiday')
    expect(why('2026-10-30T14:15:00Z')).toBe('no_slot')
    expect(why('2026-10-30T21:00:00Z')).toBe('closed')
    expect(why('2026-10-31T14:00:00Z')).toBe('closed')
    expect(why('2026-10-20T11:00:00Z')).toBe('past')
    expect(why('2026-10-22T11:59:00Z')).toBe('notice')
    expect(why('2027-01-18T13:00:00Z')).toBe('beyond')
  })

  test('opens 48 hours ahead to the minute, and closes 90 days ahead', () => {
    const given = facts('2026-10-20T13:00:00Z', [coach('America/Toronto')])
    expect(startsOn(given, '2026-10-20T00:00:00Z', '2026-10-22T14:00:00Z')).toEqual([
      '2026-10-22T13:00:00Z',
      '2026-10-22T13:30:00Z',
    ])
    const last = startsOn(
      { ...given, latest: at('2027-01-18T14:00:00Z') },
      '2027-01-18T00:00:00Z',
      '2027-02-01T00:00:00Z',
    )
    expect(last).toEqual(['2027-01-18T14:00:00Z'])
  })

  test('comes once for each coach who is free, the first to be assigned first', () => {
    const two = facts('2026-10-20T12:00:00Z', [coach('Europe/Berlin'), coach('America/Toronto')])
    const found = sessionStarts(two, at('2026-10-27T13:00:00Z'), at('2026-10-27T14:00:00Z'))
    expect(found.map(({ at, member }) => [text(at), member.id])).toEqual([
      ['2026-10-27T13:00:00Z', 'Europe/Berlin'],
      ['2026-10-27T13:00:00Z', 'America/Toronto'],
      ['2026-10-27T13:30:00Z', 'Europe/Berlin'],
      ['2026-10-27T13:30:00Z', 'America/Toronto'],
    ])
  })
})
