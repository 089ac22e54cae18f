import type { Context, Role } from '../storage/index.ts'
import { SESSION_DAYS } from './session-days.ts'

/**
 * Whose session a token opened at an instant, by its hash: for what was received while nobody could look. One that was ended since
 * then is not known any more, so it is as if it had not been. Nobody can hold a token before its session is made: an instant before
 * that is one of a clock that was behind, and shuts nobody out.
 */
export async function sessionAt(
  ctx: Context,
  { tokenHash, at }: { tokenHash: string; at: Temporal.Instant },
): Promise<{ accountId: string; personId: string; role: Role; name: string } | undefined> {
  const row = await ctx.db
    .selectFrom('account_sessions as session')
    .innerJoin('accounts as account', 'account.id', 'session.account_id')
    .select(['account.id', 'account.person_id', 'account.role', 'account.name'])
    .where('session.token_hash', '=', tokenHash)
    .where('session.expires_at', '>', at)
    .where('session.last_seen_at', '>', at.subtract({ hours: SESSION_DAYS.idle * 24 }))
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst()
  return row && { accountId: row.id, personId: row.person_id, role: row.role as Role, name: row.name }
}
