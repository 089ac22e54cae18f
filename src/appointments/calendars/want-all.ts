import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'

/** Wishes into a calendar what its member of staff has before them and is not in it yet. */
export async function wantAll(ctx: Context, calendar: { id: string; staffId: string }): Promise<void> {
  await sql`
    insert into calendar_events (appointment_id, calendar_id, external_id, wanted_version, try_at)
    select a.id, ${calendar.id}, 'mosaic' || replace(a.id::text, '-', ''), a.version, clock_timestamp()
    from appointments a
    where a.staff_id = ${calendar.staffId} and a.kind <> 'callback' and a.status in ('pending', 'confirmed')
      and upper(a.period) > ${ctx.now()}
    on conflict (appointment_id, calendar_id) do nothing`.execute(ctx.db)
}
