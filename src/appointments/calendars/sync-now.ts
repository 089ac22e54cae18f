import { sql } from 'kysely'
import { auditStaff } from '../../accounts/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { requireOwnStaff } from '../staff/rights.ts'

/** Has a calendar read and written soon, without waiting for the next turn; events that vanished are written again. */
export async function syncNow(ctx: Context, input: { staffId?: string } = {}): Promise<void> {
  const { id: staffId } = await requireOwnStaff(ctx, input.staffId)
  await transact(ctx, async ctx => {
    const { rows } = await sql<{ id: string }>`
      update staff_calendars set pull_at = clock_timestamp(), tries = 0
      where staff_id = ${staffId} and state in ('connected', 'failing') returning id`.execute(ctx.db)
    for (const { id } of rows)
      await sql`
        update calendar_events set try_at = clock_timestamp(), tries = 0
        where calendar_id = ${id} and (try_at is not null or written_version <> wanted_version)`.execute(ctx.db)
    await auditStaff(ctx, 'calendars.sync_asked', { kind: 'staff', id: staffId })
  })
}
