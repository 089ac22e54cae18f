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

/** An iCalendar file (RFC 5545, RFC 5546) with VTIMEZONE for the zones that it names. */
export function calendarFile(_file: { method: CalendarMethod; name: string; events: CalendarEvent[] }): string {
  throw new Error('not built')
}

/** Addresses that open a new event, filled in, in the web calendars of Google and Outlook. */
export function calendarLinks(_event: CalendarEvent): { google: string; outlook: string } {
  throw new Error('not built')
}
