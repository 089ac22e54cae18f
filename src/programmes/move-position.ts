import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { lockRecord } from './record.ts'
import { programmeOf } from './registry.ts'
import type { Enrolment } from './schema.ts'
import { clamp, standingOf } from './standing.ts'
import { toEnrolment } from './view.ts'

/**
 * Moves to a prompt, or to the nearest one before it that is reached: nobody is stuck, and nobody is past a step whose form is
 * missing. Refuses `programmes.unknown_enrolment`, `programmes.archived`.
 */
export async function movePosition(
  ctx: Context,
  input: { personId: string; enrolmentId: string; prompt: string },
): Promise<Enrolment> {
  return transact(ctx, async ctx => {
    const record = await lockRecord(ctx, input)
    const { prompts, reached } = standingOf(record, programmeOf(record.programme, record.version), ctx.now())
    const position = clamp(input.prompt, prompts, reached)
    if (position !== record.position)
      await sql`update enrolments set position = ${position} where id = ${record.id}`.execute(ctx.db)
    return toEnrolment({ ...record, position }, ctx.now())
  })
}
