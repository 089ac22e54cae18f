import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { nameForMail } from '../kernel/text.ts'
import { timeZoneComponent } from './calendar-zone.ts'
import { oneLine, plainText } from './safe-text.ts'
import type { CalendarMethod } from './types.ts'

export type CalendarEvent = {
  uid: string
  /** Raised with each change. */
  sequence: number
  cancelled: boolean
  /** The wall clock of `start` and `end` is shown in their own zone. */
  start: Temporal.ZonedDateTime
  end: Temporal.ZonedDateTime
  /** When this version was made. */
  stamp: Temporal.Instant
  summary: string
  description: string
  location: string | null
  url: string | null
  organizer: { name: string; address: string } | null
  attendee: { name: string | null; address: string } | null
}

/**
 * An iCalendar file (RFC 5545, RFC 5546) with VTIMEZONE for the zones that it names. A cancelled event says so by its
 * STATUS under any method. PUBLISH is for whoever reads it and names no attendee (RFC 5546, 3.2.1).
 */
export function calendarFile(file: { method: CalendarMethod; name: string; events: CalendarEvent[] }): string {
  const times = file.events.flatMap(({ start, end }) => [start, end])
  const calendar = ical({
    prodId: { company: 'Mosaic', product: 'Mosaic', language: 'EN' },
    name: oneLine(file.name),
    method: ICalCalendarMethod[file.method],
    timezone: { name: null, generator: zone => timeZoneComponent(zone, times) },
  })
  for (const event of file.events) {
    const zone = [event.start, event.end].every(isSaidByItsClock) ? event.start.timeZoneId : null
    calendar.createEvent({
      id: oneLine(event.uid),
      sequence: event.sequence,
      status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      stamp: event.stamp,
      start: zone ? event.start : event.start.toInstant(),
      end: zone ? event.end.withTimeZone(zone) : event.end.toInstant(),
      timezone: zone,
      summary: oneLine(event.summary),
      description: plainText(event.description),
      location: event.location && oneLine(event.location),
      url: event.url && new URL(event.url).href,
      organizer: event.organizer && mailbox(event.organizer),
      attendees:
        event.attendee && file.method !== 'PUBLISH'
          ? [
              {
                ...mailbox({ ...event.attendee, name: nameForMail(event.attendee.name) }),
                role: ICalAttendeeRole.REQ,
                status: ICalAttendeeStatus.NEEDSACTION,
                // Answers would go to a mailbox that nobody is known to read: changes are made by the link in the text.
                rsvp: false,
              },
            ]
          : [],
    })
  }
  return `${calendar.toString()}\r\n`
}

function mailbox({ name, address }: { name: string | null; address: string }) {
  const email = oneLine(address)
  return { name: oneLine(name ?? '') || email, email }
}

/** In the hour that comes twice, a wall clock means the first time (RFC 5545, 3.3.5): the second is said in UTC. */
function isSaidByItsClock(time: Temporal.ZonedDateTime): boolean {
  const said = time.toPlainDateTime().toZonedDateTime(time.timeZoneId, { disambiguation: 'earlier' })
  return said.epochNanoseconds === time.epochNanoseconds
}

/** The web calendars cut longer addresses off. */
const LINK_TEXT = 1_000

/** Addresses that open a new event, filled in, in the web calendars of Google and Outlook. */
export function calendarLinks(event: CalendarEvent): { google: string; outlook: string } {
  const [start, end] = [event.start, event.end].map(time => time.toInstant().toString({ smallestUnit: 'second' }))
  const compact = (instant: string) => instant.replace(/[-:]/g, '')
  const text = [...event.description].slice(0, LINK_TEXT).join('')
  return {
    google: link('https://calendar.google.com/calendar/render', {
      action: 'TEMPLATE',
      text: event.summary,
      dates: `${compact(start!)}/${compact(end!)}`,
      ctz: event.start.timeZoneId,
      details: text,
      location: event.location,
    }),
    outlook: link('https://outlook.live.com/calendar/0/deeplink/compose', {
      path: '/calendar/action/compose',
      rru: 'addevent',
      startdt: start!,
      enddt: end!,
      subject: event.summary,
      body: text,
      location: event.location,
    }),
  }
}

function link(address: string, fields: Record<string, string | null>): string {
  const given = Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : []))
  // Outlook shows a plus as a plus.
  return `${address}?${new URLSearchParams(given).toString().replaceAll('+', '%20')}`
}
