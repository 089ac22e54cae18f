import { sql } from 'kysely'
import { revokeGoogle } from '../../channels/index.ts'
import { unseal } from '../../kernel/seal.ts'
import type { Context } from '../../storage/index.ts'
import { googleClient, purposeOf } from './open.ts'
import type { CalendarSettings } from './settings.ts'

/** Ends calendars that were disconnected, once our events are out of them: consent withdrawn, secret wiped. Gives how many. */
export async function endCalendars(ctx: Context, settings: CalendarSettings): Promise<number> {
  const { rows } = await sql<{ id: string; provider: string; secret: string }>`
    select c.id, c.provider, c.secret from staff_calendars c
    where c.state = 'ending'
      and not exists (select from calendar_events e where e.calendar_id = c.id and e.try_at is not null)
    limit 10`.execute(ctx.db)
  for (const { id, provider, secret } of rows) {
    const token = provider === 'google' && settings.google && unseal(secret, settings.secret, purposeOf(id))
    if (token && settings.google) await revokeGoogle(googleClient(ctx, settings.google), token)
    await sql`
      update staff_calendars set state = 'ended', secret = '', sync_token = null, error = null
      where id = ${id} and state = 'ending'`.execute(ctx.db)
  }
  return rows.length
}
