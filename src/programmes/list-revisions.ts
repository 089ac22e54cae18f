import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { instant } from './progress.ts'
import { requireRecord } from './record.ts'
import type { Revision } from './schema.ts'

const PAGE = 100

/**
 * What an answer said, newest first, the present words included, and what it said in a version before an upgrade, where it goes
 * by the same count. `cursor` is the smallest revision of the page before. Refuses `programmes.unknown_enrolment`.
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
  }>`
    with own as (
      select a.* from answers a
      where a.enrolment_id = ${record.id} and a.lineage = (
        select lineage from answers
        where enrolment_id = ${record.id} and version = ${record.version} and prompt = ${input.prompt})
    )
    select * from (
      select distinct on (revision) revision, text, value, final, saved_at from (
        select version, revision, text, value, final, saved_at from own
        union all
        select r.version, r.revision, r.text, r.value, r.final, r.saved_at
        from answer_revisions r join own using (enrolment_id, version, prompt)
      ) as any_version
      order by revision, version = ${record.version} desc, version desc
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
