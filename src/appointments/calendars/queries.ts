import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { StaffCalendar } from './schema.ts'
import type { CalendarSettings } from './settings.ts'

/** Whether a member of staff is active, and their account, if they have one, not switched off. */
export async function isAtWork(ctx: Context, staffId: string): Promise<boolean> {
  const { rows } = await sql`
    select from staff s left join accounts a on a.id = s.account_id
    where s.id = ${staffId} and s.active and a.disabled_at is null`.execute(ctx.db)
  return rows.length > 0
}

/** What is connected of a member of staff, and whether Google could be. */
export async function describeCalendar(
  ctx: Context,
  settings: CalendarSettings,
  staffId: string,
): Promise<StaffCalendar> {
  const row = await ctx.db
    .selectFrom('staff_calendars')
    .select(['provider', 'name', 'state', 'error', 'pulled_at'])
    .where('staff_id', '=', staffId)
    .where('state', 'in', ['connected', 'failing'])
    .executeTakeFirst()
  return {
    connected: row
      ? {
          provider: row.provider as 'caldav' | 'google',
          name: row.name,
          state: row.state as 'connected' | 'failing',
          error: row.error,
          pulledAt: row.pulled_at?.toString() ?? null,
        }
      : null,
    google: settings.google !== null,
  }
}
