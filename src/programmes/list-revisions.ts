import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { instant } from './progress.ts'
import { requireRecord } from './record.ts'
import type { Revision } from './schema.ts'

const PAGE = 100

/**
 * What an answer said, newest first, the present words included. `cursor` is the smallest revision of the page before.
 * Refuses `programmes.unknown_enrolment`.
 */
export async function listRevisions(
  ctx: Context,
  input: { personId: string; enrolmentId: string; prompt: string; cursor?: number | null },
): Promise<{ items: Revision[]; cursor: string | null }> {
  const record = await requireRecord(ctx, input)
  const { cursor = null } = input
  const { rows } = await sql<{
    revision: number
    text: string
    value: number | null
    final: boolean
    saved_at: Temporal.Instant
    current: boolean
  }>`
    select * from (
      select revision, text, value, final, saved_at, true as current from answers
      where enrolment_id = ${record.id} and version = ${record.version} and prompt = ${input.prompt}
      union all
      select revision, text, value, final, saved_at, false from answer_revisions
      where enrolment_id = ${record.id} and version = ${record.version} and prompt = ${input.prompt}
    ) as said
    where ${cursor}::integer is null or revision < ${cursor}::integer
    order by revision desc limit ${PAGE + 1}`.execute(ctx.db)
  const shown = rows.slice(0, PAGE)
  return {
    items: shown.map(({ revision, text, value, final, saved_at }) => ({
      revision,
      text,
      value,
      state: final ? 'final' : 'draft',
      savedAt: instant(saved_at.toString()),
    })),
    cursor: rows.length > PAGE ? String(shown.at(-1)!.revision) : null,
  }
}
