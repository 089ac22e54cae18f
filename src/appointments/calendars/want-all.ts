import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'

/**
 * Wishes into a calendar what its member of staff has before them and is not in it yet. What is being changed at this moment is left
 * to its own transaction, or to the next time that the calendar is read whole: nobody waits in a circle.
 */
export async function wantAll(ctx: Context, calendar: { id: string; staffId: string }): Promise<void> {
  await sql`
    with visits as (
      select a.id, a.version from appointments a
      where a.staff_id = ${calendar.staffId} and a.kind <> 'callback' and a.status in ('pending', 'confirmed')
        and upper(a.period) > ${ctx.now()}
      for key share skip locked
    )
    insert into calendar_events (appointment_id, calendar_id, external_id, wanted_version, try_at)
    select id, ${calendar.id}, 'mosaic' || replace(id::text, '-', ''), version, clock_timestamp() from visits
    on conflict (appointment_id, calendar_id) do nothing`.execute(ctx.db)
}
