import { type CalendarEvent, type CalendarMethod, calendarFile, calendarLinks } from '../../channels/index.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { deed, oneLine, placeOf, staffWithPhone, wayOf } from './words.ts'

/**
 * A visit as the visitor's calendar shows it, at the wall clock that was agreed; undefined for what has no time. `link` is where
 * it is changed. Every event that is sent has an organizer (RFC 5546, 3.2): the business, at the address of the member of staff or at
 * one that takes no mail.
 */
export function visitorEvent(ctx: Context, row: AppointmentRow, link: string | null): CalendarEvent | undefined {
  if (row.kind === 'callback' || !row.start || !row.end) return undefined
  const staff = staffWithPhone(row)
  const said = deed(row)
  return {
    uid: row.icsUid,
    sequence: row.version,
    cancelled: row.status === 'cancelled',
    start: row.start.toZonedDateTimeISO(row.timeZone),
    end: row.end.toZonedDateTimeISO(row.timeZone),
    stamp: row.updatedAt,
    summary: `${said.charAt(0).toUpperCase()}${said.slice(1)}`,
    description: [`With ${ctx.business.name}.`, staff && `You meet ${staff}.`, link && `Change or cancel: ${link}`]
      .filter(Boolean)
      .join('\n'),
    location: placeOf(row) ?? wayOf(row),
    url: link,
    organizer: { name: ctx.business.name, address: row.staff?.email ?? noReply(ctx) },
    attendee: row.contactEmail ? { name: oneLine(row.contactName) || null, address: row.contactEmail } : null,
  }
}

const noReply = (ctx: Context) => `no-reply@${new URL(ctx.business.publicUrl).hostname}`

/** The invitation or its withdrawal (RFC 5546), for who opens it in a calendar. */
export function invitation(ctx: Context, method: CalendarMethod, event: CalendarEvent) {
  return { method, content: calendarFile({ method, name: ctx.business.name, events: [event] }) }
}

export function addToCalendar(event: CalendarEvent): { label: string; url: string }[] {
  const { google, outlook } = calendarLinks(event)
  return [
    { label: 'Add to Google Calendar', url: google },
    { label: 'Add to Outlook', url: outlook },
  ]
}
