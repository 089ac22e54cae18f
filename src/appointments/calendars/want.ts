import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

/** What happened stays in the calendar, as in a diary; a hold is not agreed on yet, and a callback is a promise, not a meeting. */
const SHOWN: readonly AppointmentRow['status'][] = ['pending', 'confirmed', 'completed', 'no_show']

/** Whether calendars show it at all. */
export function isShown(row: Pick<AppointmentRow, 'kind' | 'status' | 'start'>): boolean {
  return row.kind !== 'callback' && row.start !== null && SHOWN.includes(row.status)
}

/**
 * Says what the calendars elsewhere should show of an appointment, in the transaction of its change: the event at its newest version
 * in the calendar of its member of staff, nothing in any other. No network: a loop writes it later.
 */
export async function wantInCalendar(ctx: Context, row: AppointmentRow): Promise<void> {
  const staffId = isShown(row) ? row.staffId : null
  // Two sets of rows: those of other calendars than the one that is to show it, and that one's.
  await sql`
    with elsewhere as (
      update calendar_events e
      set wanted_version = 0, wish = e.wish + 1, try_at = clock_timestamp(), tries = 0, refused = null
      from staff_calendars c
      where e.appointment_id = ${row.id} and c.id = e.calendar_id and e.wanted_version > 0
        and c.staff_id is distinct from ${staffId}::uuid)
    insert into calendar_events (appointment_id, calendar_id, external_id, wanted_version, try_at)
    select ${row.id}, c.id, ${externalId(row.id)}, ${row.version}::integer, clock_timestamp()
    from staff_calendars c
    where c.staff_id = ${staffId}::uuid and c.state in ('connected', 'failing')
    on conflict (appointment_id, calendar_id) do update
    set wanted_version = excluded.wanted_version, wish = calendar_events.wish + 1, try_at = excluded.try_at, tries = 0,
      refused = null`.execute(ctx.db)
}

/** The name of an appointment in every calendar: the letters that Google allows in an id that the client chooses (base32hex). */
export function externalId(appointmentId: string): string {
  return `mosaic${appointmentId.replaceAll('-', '')}`
}
