import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { requireRecord } from './record.ts'
import { programmeOf } from './registry.ts'
import type { Summary } from './schema.ts'
import { toEnrolment } from './view.ts'

/** Each question with its own answer, step by step; open ones too. Refuses `programmes.unknown_enrolment`. */
export async function readSummary(ctx: Context, named: { personId: string; enrolmentId: string }): Promise<Summary> {
  const record = await requireRecord(ctx, named)
  const definition = programmeOf(record.programme, record.version)
  const enrolment = toEnrolment(record, ctx.now())
  const answers = new Map(enrolment.answers.map(answer => [answer.prompt, answer]))
  const account = await sql<{ name: string }>`select name from accounts where person_id = ${named.personId}`.execute(
    ctx.db,
  )
  return {
    programme: definition.key,
    title: definition.title,
    version: definition.version,
    name: account.rows[0]?.name ?? null,
    steps: definition.steps.map(({ number, title, prompts }) => ({
      number,
      title,
      cards: prompts.map(({ key, text: question }) => {
        const answer = answers.get(key)
        return {
          prompt: key,
          question,
          text: answer?.text || null,
          value: answer?.value ?? null,
          state: answer?.state ?? ('open' as const),
          answered: answer?.answered ?? false,
          savedAt: answer?.savedAt ?? null,
        }
      }),
    })),
    earlier: enrolment.earlier.map(({ question, text, version }) => ({ question, text, version })),
    notes: enrolment.notes,
    experiments: enrolment.experiments,
    progress: enrolment.progress,
  }
}
