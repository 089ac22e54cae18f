import type { Context, Role } from '../storage/index.ts'
import { SESSION_DAYS } from './session-days.ts'

export type LivingSession = { accountId: string; personId: string; role: Role }

/** Those of these sessions that live, as `findSession` counts it: what holds a stream open asks now and then. */
export async function livingSessions(ctx: Context, ids: readonly string[]): Promise<Map<string, LivingSession>> {
  if (ids.length === 0) return new Map()
  const now = ctx.now()
  const rows = await ctx.db
    .selectFrom('account_sessions as session')
    .innerJoin('accounts as account', 'account.id', 'session.account_id')
    .select(['session.id', 'account.id as account_id', 'account.person_id', 'account.role'])
    .where('session.id', 'in', [...ids])
    .where('session.expires_at', '>', now)
    .where('session.last_seen_at', '>', now.subtract({ hours: SESSION_DAYS.idle * 24 }))
    .where('account.disabled_at', 'is', null)
    .execute()
  return new Map(
    rows.map(row => [
      row.id,
      { accountId: row.account_id, personId: row.person_id, role: row.role as Role } satisfies LivingSession,
    ]),
  )
}
