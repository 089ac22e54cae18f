import { sql } from 'kysely'
import { revokeGoogle } from '../../channels/index.ts'
import { unseal } from '../../kernel/seal.ts'
import type { Context } from '../../storage/index.ts'
import { googleClient, purposeOf } from './open.ts'
import type { CalendarSettings } from './settings.ts'
import { patience } from './trouble.ts'

const PATIENCE_MS = 15_000

/** Ends calendars that were disconnected, once our events are out of them: consent withdrawn, secret wiped. Gives how many. */
export async function endCalendars(ctx: Context, settings: CalendarSettings, stopping?: AbortSignal): Promise<number> {
  const { rows } = await sql<{ id: string; provider: string; secret: string }>`
    select c.id, c.provider, c.secret from staff_calendars c
    where c.state = 'ending'
      and not exists (select from calendar_events e where e.calendar_id = c.id and e.try_at is not null)
    limit 10`.execute(ctx.db)
  for (const { id, provider, secret } of rows) {
    const token = provider === 'google' && settings.google && unseal(secret, settings.secret, purposeOf(id))
    if (token && settings.google)
      await revokeGoogle(googleClient(ctx, settings.google), token, patience(PATIENCE_MS, stopping))
    // Perhaps it was not withdrawn: the next one does it with the secret that is still there.
    if (stopping?.aborted) break
    await sql`
      update staff_calendars set state = 'ended', secret = '', sync_token = null, error = null
      where id = ${id} and state = 'ending'`.execute(ctx.db)
  }
  return rows.length
}
