import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import type { EnrolmentDocument } from './document.ts'
import { instant } from './progress.ts'
import { type AnswerRow, requireRecord } from './record.ts'
import { findDefinition, programmeOf } from './registry.ts'
import { isByOrder, questionOf, toEnrolment, toExperiment, toNote } from './view.ts'

type RevisionRow = Pick<AnswerRow, 'version' | 'prompt' | 'revision' | 'text' | 'value' | 'final'> & {
  saved_at: Temporal.Instant
}

/** Everything of an enrolment as a document that `importEnrolment` loads. Refuses `programmes.unknown_enrolment`. */
export async function exportEnrolment(
  ctx: Context,
  named: { personId: string; enrolmentId: string },
): Promise<EnrolmentDocument> {
  const record = await requireRecord(ctx, named)
  const { rows: revisions } = await sql<RevisionRow>`
    select version, prompt, revision, text, value, final, saved_at from answer_revisions
    where enrolment_id = ${record.id} order by version, prompt, revision`.execute(ctx.db)
  const enrolment = toEnrolment(record, ctx.now())
  const isPrivate = new Set(record.privates.map(({ version, prompt }) => `${version} ${prompt}`))
  return {
    format: 'mosaic-enrolment',
    formatVersion: 1,
    exportedAt: ctx.now().toString(),
    programme: record.programme,
    title: programmeOf(record.programme, record.version).title,
    version: record.version,
    state: enrolment.state,
    position: enrolment.position,
    createdAt: enrolment.createdAt,
    completedAt: enrolment.completedAt,
    answers: record.answers.map(answer => ({
      version: answer.version,
      prompt: answer.prompt,
      question: questionOf(findDefinition(record.programme, answer.version), answer.prompt),
      ...saidAs({ ...answer, saved_at: Temporal.Instant.from(answer.saved_at) }),
      answeredAt: answer.answered_at && instant(answer.answered_at),
      private: isPrivate.has(`${answer.version} ${answer.prompt}`),
      byOrder: isByOrder(record, answer),
      revisions: revisions
        .filter(({ version, prompt }) => version === answer.version && prompt === answer.prompt)
        .map(saidAs),
    })),
    notes: record.notes.map(toNote).map(({ label, text, at }) => ({ label, text, at })),
    skips: record.skips
      .filter(
        ({ version, prompt, revision }) =>
          revision ===
          (record.answers.find(answer => answer.version === version && answer.prompt === prompt)?.revision ?? 0),
      )
      .map(({ version, prompt, skipped_at }) => ({ version, prompt, at: instant(skipped_at) })),
    experiments: record.experiments.map(row => ({
      ...toExperiment(row),
      startedAt: row.started_at && instant(row.started_at),
      endedAt: row.ended_at && instant(row.ended_at),
    })),
  }
}

function saidAs({ text, value, revision, final, saved_at }: Omit<RevisionRow, 'version' | 'prompt'>) {
  return { text, value, revision, state: final ? ('final' as const) : ('draft' as const), savedAt: saved_at.toString() }
}
