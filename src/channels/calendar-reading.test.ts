import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Look, readCalendarObject } from './calendar-reading.ts'

const look: Look = {
  from: Temporal.Instant.from('2026-10-01T00:00:00Z'),
  to: Temporal.Instant.from('2026-12-31T00:00:00Z'),
  zone: 'Asia/Kolkata',
  addresses: ['asha@homes.example'],
}

const calendar = (...parts: string[]) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${parts.join('')}END:VCALENDAR\r\n`.replace(/\r?\n\s*/g, '\r\n')
const event = (lines: string) => `BEGIN:VEVENT\nUID:one\n${lines.trim()}\nEND:VEVENT\n`
const busy = (...parts: string[]) =>
  readCalendarObject(calendar(...parts), look)
    .busy.map(({ start, end }) => `${start}/${start.until(end)}`)
    .sort()

describe('times', () => {
  test.each([
    ['in UTC', 'DTSTART:20261101T100000Z\nDTEND:20261101T113000Z', '2026-11-01T10:00:00Z/PT5400S'],
    ['in a zone', 'DTSTART;TZID=Europe/Berlin:20261101T100000\nDURATION:PT1H', '2026-11-01T09:00:00Z/PT3600S'],
    [
      'in a zone with a program before it',
      'DTSTART;TZID=/x.org/2005_1/Europe/Berlin:20261101T100000\nDURATION:PT1H',
      '2026-11-01T09:00:00Z/PT3600S',
    ],
    ['in none', 'DTSTART:20261101T100000\nDURATION:PT1H', '2026-11-01T04:30:00Z/PT3600S'],
    ['a day', 'DTSTART;VALUE=DATE:20261101', '2026-10-31T18:30:00Z/PT86400S'],
    ['days', 'DTSTART;VALUE=DATE:20261101\nDTEND;VALUE=DATE:20261104', '2026-10-31T18:30:00Z/PT259200S'],
    [
      'two zones',
      'DTSTART;TZID=Asia/Kolkata:20261101T100000\nDTEND;TZID=Europe/London:20261101T100000',
      '2026-11-01T04:30:00Z/PT19800S',
    ],
  ])('%s', (_name, lines, span) => expect(busy(event(lines))).toEqual([span]))

  test('in a zone that only the file knows, by its rules', () => {
    const zone = `BEGIN:VTIMEZONE
      TZID:W. Europe Standard Time
      BEGIN:STANDARD
      DTSTART:16010101T030000
      TZOFFSETFROM:+0200
      TZOFFSETTO:+0100
      RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
      END:STANDARD
      BEGIN:DAYLIGHT
      DTSTART:16010101T020000
      TZOFFSETFROM:+0100
      TZOFFSETTO:+0200
      RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
      END:DAYLIGHT
      END:VTIMEZONE\n`
    const weekly = event(
      'DTSTART;TZID=W. Europe Standard Time:20261018T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3',
    )
    expect(busy(zone, weekly)).toEqual([
      '2026-10-18T08:00:00Z/PT3600S',
      '2026-10-25T09:00:00Z/PT3600S',
      '2026-11-01T09:00:00Z/PT3600S',
    ])
  })
})

describe('repetitions', () => {
  const start = 'DTSTART;TZID=Europe/Berlin:20260105T100000\nDURATION:PT1H\n'

  test('keep the wall clock across its change', () => {
    const found = busy(event(`${start}RRULE:FREQ=WEEKLY;BYDAY=MO`))
    expect(found).toHaveLength(13)
    expect(found).toContain('2026-10-19T08:00:00Z/PT3600S')
    expect(found).toContain('2026-10-26T09:00:00Z/PT3600S')
  })

  test('end with their count, their last instant and their last day', () => {
    expect(busy(event('DTSTART:20261101T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3'))).toHaveLength(3)
    expect(busy(event(`${start}RRULE:FREQ=DAILY;UNTIL=20261002T080000Z`))).toHaveLength(2)
    expect(busy(event(`${start}RRULE:FREQ=DAILY;UNTIL=20261002T075959Z`))).toHaveLength(1)
    expect(busy(event(`${start}RRULE:FREQ=DAILY;UNTIL=20261002`))).toHaveLength(2)
    expect(busy(event('DTSTART;VALUE=DATE:20261101\nRRULE:FREQ=DAILY;UNTIL=20261103'))).toHaveLength(3)
  })

  test('leave out what is excluded, add what is added, and take what was changed by itself', () => {
    const master = `${start}RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261026T235959Z`
    const one = '2026-10-05T08:00:00Z/PT3600S'
    expect(busy(event(master))).toEqual([
      one,
      '2026-10-12T08:00:00Z/PT3600S',
      '2026-10-19T08:00:00Z/PT3600S',
      '2026-10-26T09:00:00Z/PT3600S',
    ])
    const changed = busy(
      event(
        `${master}\nEXDATE;TZID=Europe/Berlin:20261012T100000,20261019T100000\nRDATE;TZID=Europe/Berlin:20261015T100000`,
      ),
      event('RECURRENCE-ID:20261026T090000Z\nDTSTART:20261027T150000Z\nDTEND:20261027T160000Z'),
    )
    expect(changed).toEqual([one, '2026-10-15T08:00:00Z/PT3600S', '2026-10-27T15:00:00Z/PT3600S'])
  })

  test.each([
    ...[
      'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=MONTHLY;BYDAY=5MO;BYMONTH=2',
    ],
    ...['FREQ=SECONDLY', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=DAILY;INTERVAL=0', 'FREQ=NEVER', 'COUNT=3'],
  ])('%s comes to an end', rule => {
    const started = performance.now()
    try {
      readCalendarObject(calendar(event(`DTSTART:20200101T100000Z\nDURATION:PT1H\nRRULE:${rule}`)), look)
    } catch {
      // What no reader takes is refused as a whole.
    }
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

test('free, cancelled and declined ones keep nobody busy', () => {
  const hour = 'DTSTART:20261101T100000Z\nDURATION:PT1H\n'
  expect(busy(event(`${hour}TRANSP:TRANSPARENT`))).toEqual([])
  expect(busy(event(`${hour}STATUS:CANCELLED`))).toEqual([])
  expect(busy(event(`${hour}X-MICROSOFT-CDO-BUSYSTATUS:FREE`))).toEqual([])
  expect(busy(event(`${hour}ATTENDEE;PARTSTAT=DECLINED:mailto:Asha@homes.example`))).toEqual([])
  expect(busy(event(`${hour}ATTENDEE;PARTSTAT=DECLINED:mailto:other@homes.example`))).toHaveLength(1)
  expect(busy(event(`${hour}STATUS:TENTATIVE`))).toHaveLength(1)
  expect(busy(event('DTSTART:20270601T100000Z\nDURATION:PT1H'))).toEqual([])
  expect(busy(event('DTSTART:20261101T100000Z'))).toEqual([])
})

test('no entry keeps the others waiting, whatever it says', () => {
  const upTo = (most: number) => Array.from({ length: most }, (_, at) => at).join(',')
  const endless = `BYHOUR=${upTo(24)};BYMINUTE=${upTo(60)};BYSECOND=${upTo(60)}`
  const days = Array.from({ length: 366 }, (_, at) => at + 1).join(',')
  const zone = (id: string, rule: string) =>
    `BEGIN:VTIMEZONE\nTZID:${id}\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0500\nTZOFFSETTO:+0500\nRRULE:${rule}\nEND:STANDARD\nEND:VTIMEZONE\n`
  const took = (...parts: string[]) => {
    const started = performance.now()
    try {
      readCalendarObject(calendar(...parts), look)
    } catch {}
    return performance.now() - started
  }
  const first = 'DTSTART:20261101T100000Z\nDURATION:PT1H\n'
  expect(took(event(`${first}RRULE:FREQ=MONTHLY;${endless}`)), 'every second').toBeLessThan(1_000)
  expect(busy(event(`${first}RRULE:FREQ=YEARLY;BYYEARDAY=${days};${endless}`)), 'the first alone').toHaveLength(1)
  const odd = event('DTSTART;TZID=Odd:20261101T100000\nDURATION:PT1H\nRRULE:FREQ=MINUTELY;INTERVAL=7')
  expect(took(zone('Odd', `FREQ=YEARLY;BYYEARDAY=${days};${endless}`), odd), 'a zone').toBeLessThan(4_000)
  expect(took(zone('Odd', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), odd), 'a zone without end').toBeLessThan(4_000)
  const named = `DTSTART;TZID=${'A'.repeat(300_000)}:20261101T100000\nDURATION:PT1H`
  expect(took(event(named)), 'the name of a zone').toBeLessThan(1_000)
  const added = `RDATE;TZID=Odd:${Array(30_000).fill('20261102T100000').join(',')}`
  expect(
    took(zone('Odd', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), event(`DTSTART;TZID=Odd:20261101T100000\n${added}`)),
    'days that are added',
  ).toBeLessThan(4_000)
  expect(() => readCalendarObject(calendar(event(`${first}DESCRIPTION:${'x'.repeat(4_000_000)}`)), look)).toThrow()
})

test('what is no calendar is not read', () => {
  for (const text of [
    '',
    '<html>',
    'BEGIN:VCALENDAR',
    calendar('BEGIN:VEVENT\r\n'),
    calendar(event('DTSTART:yesterday')),
  ])
    expect(() => readCalendarObject(text, look), text).toThrow()
})

test('a repetition keeps its wall clock in every zone, whatever its days do; what does not exist that day is told once', () => {
  const zones = [
    'America/New_York',
    'Europe/London',
    'Australia/Sydney',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'America/Sao_Paulo',
  ]
  const days = Temporal.PlainDate.from('2024-01-01').until('2030-10-01', { largestUnit: 'days' }).days
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.nat(days), fc.nat(47), (zone, day, half) => {
      const wall = Temporal.PlainDateTime.from('2024-01-01T00:00').add({ days: day, minutes: half * 30 })
      const compact = wall.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')
      const from = wall.toZonedDateTime(zone).toInstant()
      const text = calendar(event(`DTSTART;TZID=${zone}:${compact}\nDURATION:PT30M\nRRULE:FREQ=WEEKLY;COUNT=52`))
      const { busy } = readCalendarObject(text, { ...look, from, to: from.add({ hours: 24 * 400 }) })
      expect(busy.map(({ start }) => String(start)).sort()).toEqual(
        Array.from({ length: 52 }, (_, week) =>
          String(wall.add({ weeks: week }).toZonedDateTime(zone).toInstant()),
        ).sort(),
      )
    }),
    { numRuns: 60 },
  )
})
