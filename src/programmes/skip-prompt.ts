import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { lockRecord } from './record.ts'
import { programmeOf } from './registry.ts'
import { refuseUnknownPrompt } from './save-answer.ts'
import type { Enrolment } from './schema.ts'
import { settle } from './settle.ts'
import { standingOf } from './standing.ts'
import { toEnrolment } from './view.ts'

/**
 * Leaves a prompt open and goes on from it. A draft that is there is kept; what is answered already stays answered. Writing there
 * later ends the skip. Refuses `programmes.unknown_prompt`, `programmes.unknown_enrolment`, `programmes.archived`.
 */
export async function skipPrompt(
  ctx: Context,
  input: { personId: string; enrolmentId: string; prompt: string },
): Promise<Enrolment> {
  return transact(ctx, async ctx => {
    const record = await lockRecord(ctx, input)
    const standing = standingOf(record, programmeOf(record.programme, record.version), ctx.now())
    if (!standing.prompts.some(({ key }) => key === input.prompt)) refuseUnknownPrompt()
    if (!standing.answered.has(input.prompt))
      await sql`
        insert into skips (enrolment_id, version, prompt, revision, skipped_at)
        select ${record.id}, ${record.version}, ${input.prompt}, coalesce(max(a.revision), 0), ${ctx.now()}
        from answers a where a.enrolment_id = ${record.id} and a.version = ${record.version} and a.prompt = ${input.prompt}
        on conflict (enrolment_id, version, prompt)
          do update set revision = excluded.revision, skipped_at = excluded.skipped_at
          where skips.revision <> excluded.revision`.execute(ctx.db)
    return toEnrolment(await settle(ctx, input, { from: input.prompt }), ctx.now())
  })
}
