import { sql } from 'kysely'
import { eraseFactsOf, type FactInput, rememberFacts } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { promptsOf } from './definition.ts'
import { itemsOf } from './items.ts'
import type { EnrolmentRecord } from './record.ts'
import { programmeOf } from './registry.ts'

/**
 * Remembers what an answer states as a list of short items, where its prompt asks for such, with the words as they stand. Facts
 * of earlier words of the same answer go: the source is not what it was.
 */
export async function rememberAnswer(ctx: Context, record: EnrolmentRecord, prompt: string): Promise<void> {
  const asked = promptsOf(programmeOf(record.programme, record.version)).find(({ key }) => key === prompt)
  const key = asked?.yields
  if (!key) return
  const answer = record.answers.find(answer => answer.version === record.version && answer.prompt === prompt)
  if (!answer) return
  const { personId } = record
  const before = await sql<{ id: string }>`
    select id from answer_revisions
    where enrolment_id = ${record.id} and version = ${record.version} and prompt = ${prompt}`.execute(ctx.db)
  if (before.rows.length > 0) await eraseFactsOf(ctx, { personId, sourceIds: before.rows.map(({ id }) => id) })
  const facts: FactInput[] = itemsOf(answer.text, key).map(item => ({ key, value: item, quote: item }))
  if (facts.length > 0)
    await rememberFacts(ctx, { personId, messageId: null, source: { kind: 'answer', id: answer.revision_id }, facts })
}
