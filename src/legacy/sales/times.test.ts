import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../storage/testing/index.ts'
import { atWallClock, readClock, readDay, readStamp, spanOf } from './times.ts'

const stamp = (text: string, zone = 'Asia/Kolkata') => {
  const { value, repairs } = readStamp(text, zone)
  return [value?.toString() ?? null, ...repairs]
}

test('a stamp with an offset is as it is; without one it is of the zone; numbers are epochs; what is none is told', () => {
  expect(stamp('2026-03-01 10:00:00')).toEqual(['2026-03-01T04:30:00Z'])
  expect(stamp('2026-03-01T10:00:00.840023')).toEqual(['2026-03-01T04:30:00.840023Z'])
  expect(stamp('2026-03-01 10:00:00+00')).toEqual(['2026-03-01T10:00:00Z'])
  expect(stamp('2026-03-01T10:00:00-0330')).toEqual(['2026-03-01T13:30:00Z'])
  expect(stamp('2026-03-01')).toEqual(['2026-02-28T18:30:00Z'])
  expect(stamp('1772359200')).toEqual(['2026-03-01T10:00:00Z', 'integer_timestamp'])
  expect(stamp('1772359200000')).toEqual(['2026-03-01T10:00:00Z', 'integer_timestamp'])
  expect(stamp('None')).toEqual([null, 'null_text'])
  for (const text of ['infinity', '2026-02-30 10:00:00', 'yesterday', '99', '0000-01-01', '2026-13-01'])
    expect(stamp(text)).toEqual([null, 'bad_timestamp'])
})

test('clocks that skip an hour move forward; of an hour that comes twice it is the first', () => {
  expect(stamp('2026-03-29 02:30:00', 'Europe/Berlin')).toEqual(['2026-03-29T01:30:00Z', 'dst_gap'])
  expect(stamp('2026-10-25 02:30:00', 'Europe/Berlin')).toEqual(['2026-10-25T00:30:00Z', 'dst_overlap'])
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/Sao_Paulo'),
      fc.integer({ min: 946_684_800, max: 2_000_000_000 }),
      (zone, seconds) => {
        const wall = Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
          .toZonedDateTimeISO('UTC')
          .toPlainDateTime()
        const { value, repairs } = atWallClock(wall, zone)
        const shown = value!.toZonedDateTimeISO(zone).toPlainDateTime()
        if (!repairs.includes('dst_gap')) expect(shown.equals(wall)).toBe(true)
        else expect(Temporal.PlainDateTime.compare(shown, wall)).toBe(1)
        const before = value!.subtract({ hours: 3 }).toZonedDateTimeISO(zone).toPlainDateTime()
        expect(Temporal.PlainDateTime.compare(before, wall)).toBe(-1)
      },
    ),
    { numRuns: runs(200) },
  )
})

test('a day is the day of the wishes’ zone, and midnight is no time', () => {
  const day = (text: string) => {
    const { value, repairs } = readDay(text, 'Asia/Kolkata')
    return [value?.day.toString() ?? null, value?.time?.toString() ?? null, ...repairs]
  }
  expect(day('2026-03-20')).toEqual(['2026-03-20', null])
  expect(day('2026-03-20 00:00:00')).toEqual(['2026-03-20', null])
  expect(day('2026-03-20T15:30:00')).toEqual(['2026-03-20', '15:30:00'])
  expect(day('2026-03-19 18:30:00+00')).toEqual(['2026-03-20', null])
  expect(day('20/03/2026')).toEqual(['2026-03-20', null])
  expect(day('32/03/2026')).toEqual([null, null, 'bad_timestamp'])
  expect(day('next week')).toEqual([null, null, 'bad_timestamp'])
})

test('parts of the day and times as people write them', () => {
  const clock = (text: string) => {
    const { value, repairs } = readClock(text)
    return value
      ? `${value.from.toString({ smallestUnit: 'minute' })}–${value.to?.toString({ smallestUnit: 'minute' }) ?? ''}`
      : repairs[0]
  }
  expect(['morning', 'Afternoon (12-3pm)', 'EVENING'].map(clock)).toEqual(['09:00–12:00', '12:00–15:00', '15:00–18:00'])
  expect(['10:30', '10:30:00', '10:30:00+05:30', '10:30:00-08', '2 pm', '12am', '2:15 p.m.'].map(clock)).toEqual([
    '10:30–',
    '10:30–',
    '10:30–',
    '10:30–',
    '14:00–',
    '00:00–',
    '14:15–',
  ])
  expect(['09:00-12:00', '10 am to 1 pm', '2-4 pm'].map(clock)).toEqual(['09:00–12:00', '10:00–13:00', '14:00–16:00'])
  expect(['25:00', 'whenever', '13 pm', ''].map(clock)).toEqual(['bad_time', 'bad_time', 'bad_time', 'null_text'])
})

test('whatever is written, reading it never fails, and a span ends after it begins', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d:.\-+ TZapm]{0,30}$/))
  fc.assert(
    fc.property(text, text, fc.constantFrom('Asia/Kolkata', 'America/New_York'), (a, b, zone) => {
      const clock = readClock(a).value
      const day = readDay(b, zone).value?.day ?? Temporal.PlainDate.from('2026-03-08')
      readStamp(a, zone)
      if (!clock) return
      const { start, end } = spanOf(day, clock, zone, { minutes: 60 })
      expect(Temporal.Instant.compare(start, end)).toBe(-1)
    }),
    { numRuns: runs(100) },
  )
})
