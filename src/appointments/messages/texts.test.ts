import fc from 'fast-check'
import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { silentLog } from '../../kernel/log.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { invitation, visitorEvent } from './invitation.ts'
import { writeMessage } from './message.ts'
import { callbackOf, rowOf, sparse, staffOfRow } from './testing.ts'
import { toStaff } from './to-staff.ts'
import { toVisitor } from './to-visitor.ts'
import { tellWhen } from './when.ts'

const now = Temporal.Instant.from('2026-11-22T07:00:00+05:30')
const link = `https://homes.example/appointments/ABCDEFGH0123#${'k'.repeat(43)}`
const ctx = {
  business: {
    name: 'Mosaic Homes',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    mails: true,
    publicUrl: 'https://homes.example',
  },
  log: silentLog,
} as Context

const visitorKinds = ['confirmation', 'received', 'change', 'cancellation', 'visit_24h', 'visit_1h', 'follow_up']
const staffKinds = ['new_visit', 'to_confirm', 'moved', 'cancelled', 'visit_1h', 'callback_due', 'callback_overdue']

function forVisitor(kind: string, row: AppointmentRow, reader = row.timeZone) {
  const when = tellWhen((row.kind === 'callback' ? row.dueAt : row.start)!, { agreed: row.timeZone, reader }, now)
  const { name: business, publicUrl } = ctx.business
  return writeMessage(toVisitor(kind, { row, when, business, publicUrl, link, event: visitorEvent(ctx, row, link) })!)
}

function forStaff(kind: string, row: AppointmentRow, as: 'assigned' | 'former' | 'administrator' = 'assigned') {
  const instant = (row.kind === 'callback' ? row.dueAt : row.start)!
  const when = tellWhen(instant, { agreed: row.timeZone, reader: row.timeZone }, now)
  const path = '/console/calendar'
  return writeMessage(toStaff(kind, { row, when, publicUrl: 'https://homes.example', path, name: 'Asha', as })!)
}

const changes: Partial<AppointmentRow>[] = [
  {},
  { status: 'pending' },
  { status: 'cancelled', cancelledBy: 'staff', cancelReason: 'The site is closed.' },
  { status: 'cancelled', cancelledBy: 'visitor' },
  { status: 'expired' },
  { visitorTimeZone: 'America/New_York' },
  { staffId: null, staff: null },
  { staff: { ...staffOfRow, email: null, phone: null } },
  sparse,
  { ...sparse, staffId: null, staff: null, status: 'cancelled', cancelledBy: 'system' },
  { kind: 'coaching_session', listing: null },
  { listing: { id: '', slug: 'x', name: 'L'.repeat(300), place: '', address: 'a'.repeat(900) } },
]
const calls: Partial<AppointmentRow>[] = [
  ...changes.slice(1, 10).filter(({ status }) => status !== 'expired'),
  { start: callbackOf().dueAt },
  { urgency: 'urgent' },
]

/** Every kind for every sort of appointment, full and sparse. */
function* everything() {
  const rows = [
    ...changes.map(change => rowOf(change)),
    ...calls.map(change => callbackOf({ status: 'pending', ...change })),
  ]
  for (const row of rows) {
    for (const kind of visitorKinds)
      yield { to: 'visitor', kind, row, said: forVisitor(kind, row, row.visitorTimeZone ?? row.timeZone) }
    for (const kind of staffKinds)
      for (const as of ['assigned', 'former', 'administrator'] as const)
        yield { to: 'staff', kind, row, said: forStaff(kind, row, as) }
  }
}

test('no text has a gap, whatever is missing', () => {
  for (const { said } of everything()) {
    for (const text of Object.values(said)) {
      expect(text.trim()).not.toBe('')
      expect(text).not.toMatch(/undefined|null|NaN|\[object|\{\w|\$\{|Invalid/)
      expect(text).not.toMatch(/ {2}|\(\)|, ,|,\.| \./)
    }
    expect(said.subject).not.toMatch(/[\r\n]/)
    expect(said.subject.length).toBeLessThanOrEqual(150)
    expect(said.short.length).toBeLessThanOrEqual(300)
    expect(said.short).not.toMatch(/[\r\n]/)
  }
})

test('short messages keep their link whole, and letters that a phone charges double stay out', () => {
  for (const { to, said } of everything()) {
    if (to === 'visitor')
      expect(said.short).toMatch(
        /https:\/\/homes\.example\/(appointments\/.*k{43}|visit|callback|career\/sessions)|is cancelled\.$/,
      )
    expect(said.short).toMatch(/^[\x20-\x7e]*$/)
  }
})

test("the visitor's number is for staff alone, and no invitation is claimed", () => {
  for (const { to, kind, row, said } of everything()) {
    const all = Object.values(said).join('\n')
    if (to === 'visitor') {
      expect(all).not.toContain('9845012345')
      expect(all).not.toMatch(/invitation sent/i)
      expect(all).not.toContain('Only staff read this')
      expect(all).not.toContain('two children')
    } else if (row.contactPhone && /callback|new_visit|to_confirm/.test(kind))
      for (const text of [said.text, said.html]) expect(text).toContain(row.contactPhone)
    if (row.contactPhone && kind.startsWith('callback_')) expect(said.short).toContain(row.contactPhone)
  }
  const both = rowOf({ contactPhone: '+918040001234' })
  expect(forVisitor('confirmation', both).text).not.toContain('+918040001234')
})

test('a confirmation says what, where, when, with whom and how to change it', () => {
  const { subject, text, short } = forVisitor('confirmation', rowOf())
  expect(subject).toBe('Confirmed: your visit to Velmora Avalon, Sat 28 Nov, 10:00 am')
  expect(text).toBe(`Hello Ravi Kumar,

Your visit to Velmora Avalon is confirmed. We look forward to meeting you.

When: Saturday, 28 November 2026, 10:00 am
Where: Velmora Avalon, 12 Hope Farm Road, Whitefield
With: Asha Rao, +918040001234

Change or cancel: ${link}
${text
  .split('\n')
  .filter(line => line.startsWith('Add to'))
  .join('\n')}

On the same page you choose which messages you get about it.

Mosaic Homes
`)
  expect(text).toMatch(/Add to Google Calendar: https:\/\/calendar\.google\.com.*\nAdd to Outlook: https:\/\/outlook/)
  expect(short).toBe(
    `Mosaic Homes: your visit to Velmora Avalon is confirmed for Sat 28 Nov, 10:00 am. Change or cancel: ${link}`,
  )
  expect(forVisitor('received', callbackOf()).text).toContain('Asha Rao will call you on the number that you gave us')
  expect(forVisitor('received', callbackOf()).subject).toBe('We will call you by Sat 28 Nov, 2:30 pm')
})

test('who was not confirmed in time is asked to pick another one, and staff to offer it', () => {
  const row = rowOf({ status: 'expired', listing: { ...rowOf().listing!, slug: 'velmora avalon' } })
  const { subject, text, short } = forVisitor('cancellation', row)
  expect(subject).toBe('Not confirmed: your visit to Velmora Avalon, Sat 28 Nov, 10:00 am')
  expect(text).toContain('We could not confirm your visit to Velmora Avalon in time')
  expect(text).toContain('We are sorry.')
  for (const said of [text, short])
    expect(said).toContain('Choose another time: https://homes.example/visit?home=velmora%20avalon')
  expect(text).not.toMatch(/cancelled|was planned/i)
  const told = forStaff('cancelled', row)
  expect(told.text).toContain('Nobody confirmed the visit to Velmora Avalon of Ravi Kumar before its start')
  expect(told.text).toContain('+919845012345')
})

test('another zone gets both clocks', () => {
  const { text } = forVisitor('visit_24h', rowOf(), 'Europe/London')
  expect(text).toContain('10:00 am India Standard Time (your time: 4:30 am Greenwich Mean Time)')
})

test('what people write stays text, on its line', () => {
  const nasty = '<img src=x onerror=alert(1)>"\'&\r\nBcc: all@example.com\u2028\u202e'
  const row = rowOf({
    contactName: nasty,
    visitorNotes: nasty,
    cancelReason: nasty,
    cancelledBy: 'staff',
    status: 'cancelled',
    listing: { id: '', slug: 'a"b', name: nasty, place: nasty, address: nasty },
    staff: { ...staffOfRow, name: nasty },
  })
  for (const said of [
    ...visitorKinds.map(kind => forVisitor(kind, row)),
    ...staffKinds.map(kind => forStaff(kind, row, 'administrator')),
    ...staffKinds.map(kind =>
      forStaff(kind, callbackOf({ contactName: nasty, visitorNotes: nasty, listing: row.listing })),
    ),
  ]) {
    expect(said.html).not.toContain('<img')
    expect(said.html).not.toMatch(/href="[^"]*[<>]/)
    expect(said.subject).not.toMatch(/[\r\n\u2028\u202e]/)
    expect(said.short).not.toMatch(/[\r\n\u2028\u202e]/)
  }
})

test('a name that is an address of the web greets nobody', () => {
  for (const contactName of ['Win at evil.example', 'https://evil.example', 'a@b', '<b>x</b>'])
    expect(forVisitor('confirmation', rowOf({ contactName })).text).toMatch(/^Hello,/)
  expect(forVisitor('confirmation', rowOf({ contactName: "J. R. O'Neil-Das" })).text).toMatch(
    /^Hello J\. R\. O'Neil-Das,/,
  )
})

test('the calendar shows the wall clock that was asked for, with the version as its sequence', () => {
  const zone = fc.constantFrom(
    'America/New_York',
    'Europe/London',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'America/Sao_Paulo',
  )
  const asked = fc.record({ zone, days: fc.integer({ min: 0, max: 7 * 365 }), hour: fc.integer({ min: 0, max: 23 }) })
  fc.assert(
    fc.property(asked, fc.integer({ min: 1, max: 9 }), ({ zone, days, hour }, version) => {
      const clock = Temporal.PlainDateTime.from('2024-01-01T00:00').add({ days }).with({ hour })
      const start = clock.toZonedDateTime(zone)
      fc.pre(start.toPlainDateTime().equals(clock))
      const row = rowOf({
        start: start.toInstant(),
        end: start.toInstant().add({ hours: 1 }),
        timeZone: zone,
        version,
        visitorTimeZone: 'Asia/Tokyo',
      })
      const { content } = invitation(ctx, 'REQUEST', visitorEvent(ctx, row, link)!)
      const event = new ICAL.Component(ICAL.parse(content)).getFirstSubcomponent('vevent')!
      expect(String(event.getFirstPropertyValue('dtstart'))).toBe(clock.toString())
      expect(event.getFirstProperty('dtstart')!.getParameter('tzid')).toBe(zone)
      expect(event.getFirstPropertyValue('sequence')).toBe(version)
      expect(event.getFirstPropertyValue('uid')).toBe(row.icsUid)
    }),
    { numRuns: 100 },
  )
})

test('the business invites, by the address of the member of staff, else by one that takes no mail', () => {
  const at = (publicUrl: string) => ({ ...ctx, business: { ...ctx.business, publicUrl } }) as Context
  const file = (row: AppointmentRow, by = ctx) =>
    invitation(by, 'REQUEST', visitorEvent(by, row, link)!).content.replaceAll(/\r\n[ \t]/g, '')
  expect(file(rowOf())).toMatch(/ORGANIZER;CN="?Mosaic Homes"?:mailto:asha@homes\.example/i)
  expect(file(rowOf())).toMatch(/ATTENDEE.*:mailto:ravi@mail\.example/i)
  const unreachable = rowOf({ staff: { ...staffOfRow, email: null } })
  expect(file(unreachable)).toMatch(/ORGANIZER;CN="?Mosaic Homes"?:mailto:no-reply@homes\.example\r/i)
  expect(file(unreachable, at('http://localhost:3000'))).toMatch(/ORGANIZER;.*:mailto:no-reply@localhost\r/i)
})
