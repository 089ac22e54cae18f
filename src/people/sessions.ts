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

export type Session = { number: number; started_at: Temporal.Instant; last_at: Temporal.Instant }

/** A person's sessions, newest first. The first one's `last_at` is when the person was last active. */
export async function sessionsOf(ctx: Context, personId: string, limit = 50): Promise<Session[]> {
  const found = await sql<Session>`
    select number, started_at, last_at from activity_sessions
    where person_id = ${personId} order by number desc limit ${limit}`.execute(ctx.db)
  return found.rows
}
