import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { StaffAppointment } from '../schema.ts'

export type CalendarState = Pick<StaffAppointment, 'calendarState' | 'calendarError'>

/** What staff are told of appointments in the calendar of their member of staff, by appointment id; who is not in it is in none. */
export async function calendarStates(ctx: Context, appointmentIds: string[]): Promise<Map<string, CalendarState>> {
  if (appointmentIds.length === 0) return new Map()
  // A member of staff may have connected another calendar since: what stands in the newest one counts.
  const { rows } = await sql<CalendarState & { id: string }>`
    select distinct on (e.appointment_id) e.appointment_id as id, coalesce(e.error, e.refused) as "calendarError",
      case when e.try_at is null and e.written_version = e.wanted_version then 'synced'
        when e.error is null then 'waiting' else 'not_synced' end as "calendarState"
    from calendar_events e join staff_calendars c on c.id = e.calendar_id
    where e.appointment_id = any(${appointmentIds}::uuid[]) and c.state in ('connected', 'failing')
      and (e.wanted_version > 0 or e.written_version > 0)
    order by e.appointment_id, e.wanted_version = 0, c.created_at desc`.execute(ctx.db)
  return new Map(rows.map(({ id, ...state }) => [id, state]))
}
