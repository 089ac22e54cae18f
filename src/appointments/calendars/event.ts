import type { ExternalEvent } from '../../channels/index.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { externalId } from './want.ts'

const KINDS = { site_visit: 'Site visit', coaching_session: 'Coaching session', callback: 'Call' } as const

/**
 * What the calendar of a member of staff says of an appointment: who and where, with the page that has the rest. Calendars are
 * shared and copied to telephones: no phone, no e-mail, no notes.
 */
export function eventOf(ctx: Context, row: AppointmentRow): ExternalEvent {
  const zone = row.staff?.timeZone ?? row.timeZone
  const { start, end } = row
  if (!start || !end) throw new Error(`appointment ${row.id} has no time`)
  const about = [KINDS[row.kind], row.listing?.name].filter(Boolean).join(': ')
  const name = row.contactName ? ` – ${row.contactName}` : ''
  const open = row.status === 'pending' ? ' (to be confirmed)' : ''
  return {
    id: externalId(row.id),
    version: row.version,
    stamp: row.updatedAt,
    start: start.toZonedDateTimeISO(zone),
    end: end.toZonedDateTimeISO(zone),
    summary: `${about}${name}${open}`,
    description: `${ctx.business.name}. Moving or deleting this event moves or cancels the appointment.`,
    location: row.listing?.address ?? row.listing?.place ?? null,
    url: `${ctx.business.publicUrl}/appointments/${row.code}`,
  }
}
