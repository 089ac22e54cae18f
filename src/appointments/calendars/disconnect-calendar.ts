import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { requireOwnStaff } from '../staff/rights.ts'

/**
 * Lets a calendar go: what was busy there blocks nothing any more, our events that are still to come are taken out of it, and its
 * secret is wiped once they are. What is over stays, as in a diary. Nothing happens where none is connected.
 */
export async function disconnectCalendar(ctx: Context, input: { staffId?: string } = {}): Promise<void> {
  const { id: staffId } = await requireOwnStaff(ctx, input.staffId)
  await transact(ctx, async ctx => {
    const { rows } = await sql<{ id: string; provider: string }>`
      update staff_calendars set state = 'ending', owner = null, lease_until = null
      where staff_id = ${staffId} and state in ('connected', 'failing') returning id, provider`.execute(ctx.db)
    for (const { id, provider } of rows) {
      await sql`delete from calendar_busy where calendar_id = ${id}`.execute(ctx.db)
      await sql`
        update calendar_events e set wanted_version = 0, wish = wish + 1, tries = 0, refused = null,
          try_at = case when a.status in ('pending', 'confirmed', 'cancelled') and upper(a.period) > ${ctx.now()}
            then clock_timestamp() end
        from appointments a where a.id = e.appointment_id and e.calendar_id = ${id}`.execute(ctx.db)
      await audit(ctx, 'calendars.disconnected', { kind: 'staff', id: staffId }, { provider })
    }
  })
}
