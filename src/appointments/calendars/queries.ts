import type { Context } from '../../storage/index.ts'
import type { StaffCalendar } from './schema.ts'
import type { CalendarSettings } from './settings.ts'

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
