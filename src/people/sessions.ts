import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'

/** Activity with gaps under this is one session (sales desk, 1). */
export const SESSION_GAP_MINUTES = 30

/**
 * Moves a person's activity, for writes of the person outside a thread. Gives the number of the session that begins with
 * it, or null when one goes on. Reading never calls this.
 */
export async function recordActivity(ctx: Context, personId: string): Promise<number | null> {
  const touched = await sql<{ number: number | null }>`
    select touch_session(${personId}, ${ctx.now()}, make_interval(mins => ${SESSION_GAP_MINUTES})) as number
  `.execute(ctx.db)
  return touched.rows[0]?.number ?? null
}

/**
 * Keeps the session of somebody who does something beside the chat from ending; one that is over begins anew with what they say,
 * not with what they look at. In a transaction that has locked the person.
 */
export async function prolongSession(ctx: Context, personId: string): Promise<void> {
  const now = sql`${ctx.now()}::timestamptz`
  await sql`
    update activity_sessions s set last_at = ${now}
    where person_id = ${personId}::uuid and last_at < ${now}
      and last_at > ${now} - make_interval(mins => ${SESSION_GAP_MINUTES})
      and number = (select max(number) from activity_sessions where person_id = ${personId}::uuid)`.execute(ctx.db)
}

export type Session = { number: number; started_at: Temporal.Instant; last_at: Temporal.Instant }

/** A person's sessions, newest first. The first one's `last_at` is when the person was last active. */
export async function sessionsOf(ctx: Context, personId: string, limit = 50): Promise<Session[]> {
  const found = await sql<Session>`
    select number, started_at, last_at from activity_sessions
    where person_id = ${personId} order by number desc limit ${limit}`.execute(ctx.db)
  return found.rows
}
