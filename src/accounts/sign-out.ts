import { sql } from 'kysely'
import { hashSecret } from '../kernel/ids.ts'
import type { Context } from '../storage/index.ts'
import { SESSION_DAYS } from './session-days.ts'

/** Ends the session of a raw token, as its holder wants: what they said before that is still heard as theirs (`sessionAt`). */
export async function endHeldSession(ctx: Context, token: string): Promise<void> {
  const now = ctx.now()
  await sql`
    with gone as (delete from account_sessions where token_hash = ${hashSecret(token)} returning *)
    insert into ended_sessions (token_hash, account_id, ended_at, by_holder)
    select token_hash, account_id, ${now}::timestamptz,
      expires_at > ${now} and last_seen_at > ${now.subtract({ hours: SESSION_DAYS.idle * 24 })}
    from gone on conflict (token_hash) do nothing`.execute(ctx.db)
}
