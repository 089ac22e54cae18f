import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CalendarEvent, calendarFile, calendarLinks } from './calendar-file.ts'

const at = (text: string) => Temporal.ZonedDateTime.from(text)
const event = (over: Partial<CalendarEvent> = {}): CalendarEvent => {
  const start = over.start ?? at('2026-03-02T10:00[Asia/Kolkata]')
  return {
    uid: '01990000-0000-7000-8000-000000000001@homes.example',
    sequence: 3,
    cancelled: false,
    start,
    end: start.add({ hours: 1 }),
    stamp: Temporal.Instant.from('2026-02-01T08:30:15.123Z'),
    summary: 'Visit; Lake View, Tower B',
    description: 'Bring an ID.\nSee https://homes.example/appointments/ABC#key',
    location: '12, Lake Road, Bengaluru',
    url: 'https://homes.example/appointments/ABC#key',
    organizer: { name: 'Mosaic Homes', address: 'visits@homes.example' },
    attendee: { name: 'Anjali', address: 'anjali@visitor.example' },
    ...over,
  }
}
const write = (events: CalendarEvent[], method: 'PUBLISH' | 'REQUEST' | 'CANCEL' = 'REQUEST') =>
  calendarFile({ method, name: 'Visits', events })

describe('a calendar file', () => {
  it('says what, when, where and by whom', () => {
    const file = read(write([event()]))
    expect(file.properties.get('METHOD')).toBe('REQUEST')
    expect(file.events).toHaveLength(1)
    expect(Object.fromEntries(file.events[0]!)).toEqual({
      UID: '01990000-0000-7000-8000-000000000001@homes.example',
      SEQUENCE: '3',
      DTSTAMP: '20260201T083015Z',
      'DTSTART;TZID=Asia/Kolkata': '20260302T100000',
      'DTEND;TZID=Asia/Kolkata': '20260302T110000',
      SUMMARY: 'Visit\\; Lake View\\, Tower B',
      DESCRIPTION: 'Bring an ID.\\nSee https://homes.example/appointments/ABC#key',
      LOCATION: '12\\, Lake Road\\, Bengaluru',
      'URL;VALUE=URI': 'https://homes.example/appointments/ABC#key',
      'ORGANIZER;CN="Mosaic Homes"': 'mailto:visits@homes.example',
      'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE;CN="Anjali"': 'MAILTO:anjali@visitor.example',
      STATUS: 'CONFIRMED',
    })
  })

  it('cancels by status, and names no attendee to whoever subscribes', () => {
    expect(write([event({ cancelled: true })], 'CANCEL')).toMatch(/METHOD:CANCEL\r\n[\s\S]*STATUS:CANCELLED\r\n/)
    expect(write([event()], 'PUBLISH')).not.toContain('ATTENDEE')
    expect(read(write([], 'PUBLISH')).events).toEqual([])
  })

  const zones = [
    'Asia/Kolkata',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Tehran',
    'America/Sao_Paulo',
    'Pacific/Apia',
    'Europe/Dublin',
    'UTC',
  ]
  const times = fc
    .tuple(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2040, 0) }),
      fc.integer({ min: 5, max: 3_000 }),
    )
    .map(([zone, ms, minutes]) => {
      const start = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).round('minute')
      return event({ start, end: start.add({ minutes }) })
    })
  /** Half of all starts lie within two hours of a change of the clock. */
  const changes = times.chain(given => {
    const change = given.start.getTimeZoneTransition('next')
    if (!change) return fc.constant(given)
    return fc.integer({ min: -120, max: 120 }).map(minutes => {
      const start = change.add({ minutes })
      return event({ start, end: start.add({ minutes: 60 }) })
    })
  })

  it('means the instants, by the zones that it brings itself', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(times, changes), { minLength: 1, maxLength: 4 }), events => {
        const file = read(write(events))
        const said = file.events.map(properties => [
          instantOf(file, properties, 'DTSTART'),
          instantOf(file, properties, 'DTEND'),
        ])
        expect(said).toEqual(events.map(({ start, end }) => [start.epochMilliseconds, end.epochMilliseconds]))
      }),
      { numRuns: 400 },
    )
  })

  it('shows the wall clock of its zone on the days that the clocks change', () => {
    const file = write([
      event({ start: at('2026-03-29T10:00[Europe/Berlin]') }),
      event({ start: at('2026-10-25T10:00[Europe/Berlin]') }),
    ])
    expect(file).toContain('DTSTART;TZID=Europe/Berlin:20260329T100000')
    expect(file).toContain('DTSTART;TZID=Europe/Berlin:20261025T100000')
    expect(file.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1)
    const twice = write([event({ start: at('2026-10-25T02:30+01:00[Europe/Berlin]') })])
    expect(twice).toContain('DTSTART:20261025T013000Z')
  })

  it('keeps what was written within its property and its line', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('\r\n', '\n', '\r', 'END:VEVENT', ';', ',', ':', '"', '\\', 'औ', '🏠', 'a', '\u2028', '\0'),
      maxLength: 40,
    })
    fc.assert(
      fc.property(nasty, nasty, (one, other) => {
        const text = write([
          event({
            summary: one,
            description: other,
            location: one || null,
            organizer: { name: other, address: 'a@b.example' },
          }),
        ])
        for (const line of text.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
          expect(line).not.toMatch(/[\n\r\0]/)
        }
        const file = read(text)
        expect(file.events).toHaveLength(1)
        const flat = one.replace(/[\r\n\0\u2028]+/g, ' ').trim()
        expect(unescaped(file.events[0]!.get('SUMMARY') ?? '')).toBe(flat)
      }),
    )
  })
})

it('links that fill in the web calendars', () => {
  const { google, outlook } = calendarLinks(
    event({ start: at('2026-07-01T09:30[Europe/Berlin]'), summary: 'Visit & “tea” + cake' }),
  )
  const asked = new URL(google)
  expect(asked.origin + asked.pathname).toBe('https://calendar.google.com/calendar/render')
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    action: 'TEMPLATE',
    text: 'Visit & “tea” + cake',
    dates: '20260701T073000Z/20260701T083000Z',
    ctz: 'Europe/Berlin',
    location: '12, Lake Road, Bengaluru',
  })
  const other = new URL(outlook)
  expect(other.origin + other.pathname).toBe('https://outlook.live.com/calendar/0/deeplink/compose')
  expect(Object.fromEntries(other.searchParams)).toMatchObject({
    subject: 'Visit & “tea” + cake',
    startdt: '2026-07-01T07:30:00Z',
    enddt: '2026-07-01T08:30:00Z',
  })
  expect(google + outlook).not.toContain('+')
})

type File = {
  properties: Map<string, string>
  events: Map<string, string>[]
  /** Onsets by wall clock before the change, oldest first; seconds east of UTC. */
  zones: Map<string, { local: string; from: number; to: number }[]>
}

/** Reads by RFC 5545 alone: what another calendar would. */
function read(text: string): File {
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*\r\nEND:VCALENDAR\r\n$/)
  const lines = text
    .trimEnd()
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n')
  const file: File = { properties: new Map(), events: [], zones: new Map() }
  const open: string[] = []
  let zone = ''
  let onset = { local: '', from: 0, to: 0 }
  for (const line of lines) {
    const colon = colonOf(line)
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1)]
    if (name === 'BEGIN') {
      open.push(value)
      if (value === 'VEVENT') file.events.push(new Map())
      if (value === 'STANDARD' || value === 'DAYLIGHT') onset = { local: '', from: 0, to: 0 }
    } else if (name === 'END') {
      expect(open.pop()).toBe(value)
      if (value === 'STANDARD' || value === 'DAYLIGHT') file.zones.get(zone)!.push(onset)
    } else if (open.at(-1) === 'VCALENDAR') file.properties.set(name, value)
    else if (open.at(-1) === 'VEVENT') file.events.at(-1)!.set(name, value)
    else if (name === 'TZID') file.zones.set((zone = value), [])
    else if (name === 'DTSTART') onset.local = value
    else if (name === 'TZOFFSETFROM') onset.from = offsetOf(value)
    else if (name === 'TZOFFSETTO') onset.to = offsetOf(value)
  }
  expect(open).toEqual([])
  return file
}

function colonOf(line: string): number {
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted
    if (line[at] === ':' && !isQuoted) return at
  }
  throw new Error(`no property: ${line}`)
}

const offsetOf = (text: string) => {
  const [, sign, hours, minutes, seconds] = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(text)!
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0))
}
const unescaped = (text: string) => text.replace(/\\([\\;,nN])/g, (_, letter) => (/n/i.test(letter) ? '\n' : letter))
const asUtc = (text: string) => {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?$/.exec(text)!.map(Number)
  return Date.UTC(y!, mo! - 1, d!, h!, mi!, s!)
}

function instantOf(file: File, event: Map<string, string>, name: string): number {
  const [key, value] = [...event].find(([key]) => key.split(';')[0] === name)!
  const zone = /;TZID=([^;]+)/.exec(key)?.[1]
  if (!zone) {
    expect(value).toMatch(/Z$/)
    return asUtc(value)
  }
  const local = asUtc(value)
  const onsets = file.zones.get(zone)!
  // The last change before this wall clock; the hour that is skipped or comes twice is counted by the offset before it.
  const before = onsets.filter(onset => asUtc(onset.local) + Math.max(0, onset.to - onset.from) * 1000 <= local)
  expect(before).not.toEqual([])
  return local - before.at(-1)!.to * 1000
}
