import { type RawBuilder, sql } from 'kysely'
import { hashSecret } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, type Database, type Role, transact } from '../storage/index.ts'
import { audit } from './audit.ts'
import { requireAccountId, requireRole } from './require-role.ts'
import type { Account, SessionEntry, Tier } from './schema.ts'
import { SESSION_DAYS } from './session-days.ts'

export type Session = { id: string; account: Account }

const IDLE = { hours: SESSION_DAYS.idle * 24 }
/** How exactly “last seen” is known: a write on every request would cost more than it tells. */
const SEEN_EVERY = { minutes: 10 }
/** As long as what was kept in an outage for nobody that is known. */
const REMEMBERED = { hours: 30 * 24 }

/**
 * The living session of a raw token: one indexed read. Dead are: ended, past 90 days, unused for 30, and those of an account
 * that is switched off.
 */
export async function findSession(db: Database, token: string, now: Temporal.Instant): Promise<Session | undefined> {
  const row = await db
    .selectFrom('account_sessions as session')
    .innerJoin('accounts as account', 'account.id', 'session.account_id')
    .innerJoin('persons as person', 'person.id', 'account.person_id')
    .select([
      'session.id as session_id',
      'session.last_seen_at',
      'account.id',
      'account.name',
      'account.email',
      'account.email_verified',
      'account.role',
      'account.tier',
      'account.person_id',
      'person.time_zone',
    ])
    .where('session.token_hash', '=', hashSecret(token))
    .where('session.expires_at', '>', now)
    .where('session.last_seen_at', '>', now.subtract(IDLE))
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const stale = now.subtract(SEEN_EVERY)
  if (Temporal.Instant.compare(row.last_seen_at, stale) < 0)
    await db
      .updateTable('account_sessions')
      .set({ last_seen_at: now })
      .where('id', '=', row.session_id)
      .where('last_seen_at', '<', stale)
      .execute()
  return {
    id: row.session_id,
    account: {
      id: row.id,
      name: row.name,
      email: row.email,
      emailVerified: row.email_verified,
      role: row.role as Role,
      tier: row.tier as Tier,
      timeZone: row.time_zone,
      personId: row.person_id,
    },
  }
}

/** One's own living sessions, newest first; `current` is the one named by `sessionId`. Refuses `accounts.sign_in`. */
export async function listMySessions(ctx: Context, { sessionId }: { sessionId?: string }): Promise<SessionEntry[]> {
  return sessionsOfAccount(ctx, requireAccountId(ctx), sessionId)
}

/** The living sessions of an account, newest first. For administrators and the command line. */
export async function listSessionsOf(ctx: Context, { accountId }: { accountId: string }): Promise<SessionEntry[]> {
  requireRole(ctx, 'admin')
  return sessionsOfAccount(ctx, accountId)
}

async function sessionsOfAccount(ctx: Context, accountId: string, sessionId?: string): Promise<SessionEntry[]> {
  const rows = await ctx.db
    .selectFrom('account_sessions')
    .select(['id', 'user_agent', 'created_at', 'last_seen_at', 'expires_at'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', ctx.now())
    .where('last_seen_at', '>', ctx.now().subtract(IDLE))
    .orderBy('id', 'desc')
    .execute()
  return rows.map(row => ({
    id: row.id,
    device: row.user_agent || null,
    createdAt: row.created_at.toString(),
    lastSeenAt: row.last_seen_at.toString(),
    expiresAt: row.expires_at.toString(),
    current: row.id === sessionId,
  }))
}

/** Ends one of one's own sessions at once. Refuses `accounts.session_unknown`, also for somebody else's. */
export function endSession(ctx: Context, { sessionId }: { sessionId: string }): Promise<void> {
  const accountId = requireAccountId(ctx)
  return transact(ctx, async ctx => {
    const ended = await end(ctx, sql`id = ${sessionId} and account_id = ${accountId}`)
    if (!ended) refuse('not_found', 'accounts.session_unknown', 'This session has ended already.')
    await audit(ctx, 'account.session_ended', { kind: 'account', id: accountId })
  })
}

/** Ends every session of one's own but this one; gives how many. */
export function endOtherSessions(ctx: Context, { sessionId }: { sessionId?: string }): Promise<{ ended: number }> {
  const accountId = requireAccountId(ctx)
  return transact(ctx, async ctx => {
    const ended = await endEverySession(ctx, accountId, { except: sessionId })
    await audit(ctx, 'account.sessions_ended', { kind: 'account', id: accountId }, { ended })
    return { ended }
  })
}

/** Takes away every session that is dead by age: it holds where and with what somebody signed in. So what is known of ended ones. */
export async function forgetDeadSessions(ctx: Context): Promise<void> {
  await ctx.db
    .deleteFrom('account_sessions')
    .where(where =>
      where.or([where('expires_at', '<=', ctx.now()), where('last_seen_at', '<=', ctx.now().subtract(IDLE))]),
    )
    .execute()
  await ctx.db.deleteFrom('ended_sessions').where('ended_at', '<', ctx.now().subtract(REMEMBERED)).execute()
}

/** Ends the sessions of an account for administrators and the command line; gives how many. */
export function endSessionsOf(ctx: Context, { accountId }: { accountId: string }): Promise<{ ended: number }> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    const ended = await endEverySession(ctx, accountId)
    await audit(ctx, 'account.sessions_ended', { kind: 'account', id: accountId }, { ended })
    return { ended }
  })
}

/**
 * Ends the sessions of an account, in the caller's transaction. Whoever wants that trusts none of them: nor is anybody heard any more
 * by one that was signed out of before.
 */
export async function endEverySession(ctx: Context, accountId: string, { except }: { except?: string } = {}) {
  const ended = await end(
    ctx,
    sql`account_id = ${accountId} and (${except ?? null}::uuid is null or id <> ${except ?? null}::uuid)`,
  )
  // After the sessions: one that is just being signed out of is known by now.
  await ctx.db.updateTable('ended_sessions').set({ by_holder: false }).where('account_id', '=', accountId).execute()
  return ended
}

/** Against the will of who holds them, as far as anybody knows. */
async function end(ctx: Context, which: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`
    with gone as (delete from account_sessions where ${which} returning token_hash, account_id)
    insert into ended_sessions (token_hash, account_id, ended_at, by_holder)
    select token_hash, account_id, ${ctx.now()}::timestamptz, false from gone
    on conflict (token_hash) do update set by_holder = false`.execute(ctx.db)
  return Number(numAffectedRows ?? 0)
}
