import { audit } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { seal } from '../../kernel/seal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { purposeOf } from './open.ts'
import type { CalendarSettings } from './settings.ts'
import { wantAll } from './want-all.ts'

/** Keeps a calendar that was reached, with its secret sealed. Refuses `calendars.connected` where there is one. */
export function connectCalendar(
  ctx: Context,
  settings: CalendarSettings,
  calendar: {
    staffId: string
    provider: 'caldav' | 'google'
    url: string
    username: string | null
    secret: string
    name: string
  },
): Promise<void> {
  const { staffId, provider, url, username, name } = calendar
  const id = newId()
  return transact(ctx, async ctx => {
    const kept = await ctx.db
      .insertInto('staff_calendars')
      .values({
        id,
        staff_id: staffId,
        provider,
        url,
        username,
        secret: seal(calendar.secret, settings.secret, purposeOf(id)),
        name: name.slice(0, 200),
        state: 'connected',
        // Due at once by any clock.
        pull_at: Temporal.Instant.fromEpochMilliseconds(0),
        created_at: ctx.now(),
      })
      .onConflict(conflict => conflict.column('staff_id').where('state', 'in', ['connected', 'failing']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!kept) refuseConnected()
    await wantAll(ctx, { id, staffId })
    await audit(ctx, 'calendars.connected', { kind: 'staff', id: staffId }, { provider })
  })
}

export function refuseConnected(): never {
  refuse('conflict', 'calendars.connected', 'A calendar is connected already. Disconnect it first.')
}
