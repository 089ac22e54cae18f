import { sql } from 'kysely'
import type { Context, Role } from '../storage/index.ts'
import { SESSION_DAYS } from './session-days.ts'

type Row = { account_id: string; person_id: string; role: Role; name: string }

/**
 * Whose session a token opened at an instant, by its hash: for what was received while nobody could look. Whoever has signed out of
 * it since was still there then; one that was ended in any other way counts as one that did not live. Nobody can hold a token before
 * its session is made: an instant before that is one of a clock that was behind, and shuts nobody out.
 */
export async function sessionAt(
  ctx: Context,
  { tokenHash, at }: { tokenHash: string; at: Temporal.Instant },
): Promise<{ accountId: string; personId: string; role: Role; name: string } | undefined> {
  const { rows } = await sql<Row>`
    select a.id as account_id, a.person_id, a.role, a.name from accounts a
    where a.disabled_at is null and a.id in (
      select account_id from account_sessions
      where token_hash = ${tokenHash} and expires_at > ${at}
        and last_seen_at > ${at.subtract({ hours: SESSION_DAYS.idle * 24 })}
      union all
      select account_id from ended_sessions where token_hash = ${tokenHash} and by_holder and ended_at >= ${at})`.execute(
    ctx.db,
  )
  const [row] = rows
  return row && { accountId: row.account_id, personId: row.person_id, role: row.role, name: row.name }
}

/** Whose account a session was of, however it has ended: for staff, who see to what nobody acts for. Null where nobody knows any more. */
export async function personOfSession(ctx: Context, { tokenHash }: { tokenHash: string }): Promise<string | null> {
  const { rows } = await sql<{ person_id: string }>`
    select a.person_id from accounts a where a.id in (
      select account_id from account_sessions where token_hash = ${tokenHash}
      union all select account_id from ended_sessions where token_hash = ${tokenHash})`.execute(ctx.db)
  return rows[0]?.person_id ?? null
}
