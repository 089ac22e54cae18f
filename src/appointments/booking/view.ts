import { calendarLinks } from '../../channels/index.ts'
import type { Context } from '../../storage/index.ts'
import { visitorEvent } from '../messages/invitation.ts'
import type { AppointmentRow } from '../row.ts'
import type { Appointment } from '../schema.ts'
import { canMoveFreely, freeUntil } from '../sessions/free-until.ts'
import { instantText } from '../slots/wall-clock.ts'
import { nextStatuses, statusAt } from './transitions.ts'

/** As the visitor's schema has it, at this instant: a hold that ended is shown as ended. `key` goes into the link of its calendar file. */
export function toAppointment(ctx: Context, row: AppointmentRow, key?: string): Appointment {
  const now = ctx.now()
  const status = statusAt(row, now)
  const text = (at: Temporal.Instant | null) => at && instantText(row.timeZone, at)
  return {
    code: row.code,
    kind: row.kind,
    status,
    version: row.version,
    start: text(row.start),
    end: text(row.end),
    timeZone: row.timeZone,
    holdUntil: status === 'held' ? text(row.holdUntil) : null,
    listing: row.listing,
    staff: row.staff
      ? { name: row.staff.name, phone: row.staff.phone }
      : row.staffName === null
        ? null
        : { name: row.staffName, phone: null },
    contact: { name: row.contactName, phone: row.contactPhone, email: row.contactEmail },
    notes: row.visitorNotes,
    session: sessionOf(row),
    reason: row.reason,
    urgency: row.urgency,
    dueAt: text(row.dueAt),
    cancelReason: row.cancelReason,
    rating: row.rating,
    feedback: row.feedback,
    remind: { email: row.remindEmail, phone: row.remindPhone },
    calendar: status === 'pending' || status === 'confirmed' ? calendarOf(ctx, row, key) : null,
    can: whatVisitorCan(row, status, now),
    createdAt: row.createdAt.toString(),
  }
}

function calendarOf(ctx: Context, row: AppointmentRow, key: string | undefined): Appointment['calendar'] {
  const event = visitorEvent(ctx, row, `${ctx.business.publicUrl}/appointments/${row.code}`)
  if (!event) return null
  const path = `${ctx.business.publicUrl}/api/appointments/${row.code}/calendar.ics`
  return { ...calendarLinks(event), ics: key ? `${path}?key=${key}` : path }
}

/** How a session is held, and until when it is changed freely. Who gave a number is called on it. */
function sessionOf(row: AppointmentRow): Appointment['session'] {
  if (row.kind !== 'coaching_session' || !row.start || !row.staff) return null
  return {
    by: row.contactPhone ? 'phone' : 'link',
    link: row.contactPhone ? null : row.staff.videoLink,
    staffId: row.staff.id,
    freeUntil: instantText(row.timeZone, freeUntil(row)),
  }
}

function whatVisitorCan(row: AppointmentRow, status: AppointmentRow['status'], now: Temporal.Instant) {
  const isMeeting = row.kind !== 'callback'
  const isAhead = row.start !== null && Temporal.Instant.compare(row.start, now) > 0
  const isFree = row.kind !== 'coaching_session' || (isAhead && canMoveFreely(row, now))
  return {
    move: isMeeting && isAhead && isFree && ['held', 'pending', 'confirmed'].includes(status),
    cancel: (!isMeeting || isAhead) && nextStatuses(row.kind, status).includes('cancelled'),
    rate: canBeRated({ ...row, status }, now),
  }
}

/** After it was: completed, or over and not marked yet. */
export function canBeRated(row: Pick<AppointmentRow, 'kind' | 'status' | 'end'>, now: Temporal.Instant): boolean {
  if (row.kind === 'callback') return false
  const isOver = row.end !== null && Temporal.Instant.compare(row.end, now) <= 0
  return row.status === 'completed' || (row.status === 'confirmed' && isOver)
}
