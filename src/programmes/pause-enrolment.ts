import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { lockRecord } from './record.ts'
import type { Enrolment } from './schema.ts'
import { toEnrolment } from './view.ts'

type Named = { personId: string; enrolmentId: string }

/**
 * Sets an enrolment aside; nothing in it changes, and what is written meanwhile is kept. Paused again, it stays paused.
 * Refuses `programmes.completed`, `programmes.unknown_enrolment`, `programmes.archived`.
 */
export async function pauseEnrolment(ctx: Context, named: Named): Promise<Enrolment> {
  return transact(ctx, async ctx => {
    const record = await lockRecord(ctx, named)
    if (record.completedAt)
      refuse('conflict', 'programmes.completed', 'This programme is completed: there is nothing to pause.')
    const pausedAt = record.pausedAt ?? ctx.now()
    await sql`update enrolments set paused_at = ${pausedAt} where id = ${record.id}`.execute(ctx.db)
    return toEnrolment({ ...record, pausedAt }, ctx.now())
  })
}

/** Takes an enrolment up where it was left. Refuses `programmes.unknown_enrolment`, `programmes.archived`. */
export async function resumeEnrolment(ctx: Context, named: Named): Promise<Enrolment> {
  return transact(ctx, async ctx => {
    const record = await lockRecord(ctx, named)
    if (record.pausedAt) await sql`update enrolments set paused_at = null where id = ${record.id}`.execute(ctx.db)
    return toEnrolment({ ...record, pausedAt: null }, ctx.now())
  })
}
