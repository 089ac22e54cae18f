import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { promptsOf } from './definition.ts'
import { type EnrolmentRecord, lockRecord, readRecords, requireRecord } from './record.ts'
import { programmeOf } from './registry.ts'
import { refuseUnknownPrompt } from './save-answer.ts'
import type { Enrolment } from './schema.ts'
import { toEnrolment } from './view.ts'

/**
 * Lets coaches read an enrolment, or no longer; `private` names all the prompts whose answers they never see, and is as before where
 * it is left out. Refuses `programmes.unknown_prompt`, `programmes.unknown_enrolment`.
 */
export async function shareEnrolment(
  ctx: Context,
  input: { personId: string; enrolmentId: string; shared: boolean; private?: readonly string[] },
): Promise<Enrolment> {
  return transact(ctx, async ctx => {
    const record = await lockRecord(ctx, input, { archived: true })
    const { id, version } = record
    const sharedAt = input.shared ? (record.sharedAt ?? ctx.now()) : null
    await sql`update enrolments set shared_at = ${sharedAt} where id = ${id}`.execute(ctx.db)
    if (input.private) {
      const prompts = [...new Set(input.private)]
      const known = new Set(promptsOf(programmeOf(record.programme, version)).map(({ key }) => key))
      if (!prompts.every(prompt => known.has(prompt))) refuseUnknownPrompt()
      await sql`
        delete from private_answers
        where enrolment_id = ${id} and version = ${version} and prompt <> all (${prompts}::text[])`.execute(ctx.db)
      await sql`
        insert into private_answers (enrolment_id, version, prompt, since)
        select ${id}, ${version}, prompt, ${ctx.now()} from unnest(${prompts}::text[]) prompt
        on conflict do nothing`.execute(ctx.db)
    }
    return toEnrolment(await requireRecord(ctx, input), ctx.now())
  })
}

/** What somebody lets coaches read: shared enrolments, newest first, without the answers that stay private. */
export async function sharedWithCoach(ctx: Context, { personId }: { personId: string }): Promise<Enrolment[]> {
  const records = await readRecords(
    ctx,
    sql`e.person_id = ${personId} and e.shared_at is not null order by e.created_at desc, e.id desc limit 50`,
  )
  return records.map(record => {
    const enrolment = toEnrolment(record, ctx.now())
    return {
      ...enrolment,
      answers: enrolment.answers.filter(answer => !answer.private),
      earlier: enrolment.earlier.filter(answer => !answer.private),
      // They were brought from before, where nobody was asked about coaches.
      notes: [],
      progress: isRatingPrivate(record, enrolment) ? withoutRatings(enrolment.progress) : enrolment.progress,
    }
  })
}

/** A number that stays private is not told by what is counted from it either. */
function isRatingPrivate({ programme, version }: EnrolmentRecord, { answers }: Enrolment): boolean {
  const rated = new Set(
    promptsOf(programmeOf(programme, version)).flatMap(({ key, kind }) => (kind === 'rating' ? [key] : [])),
  )
  return answers.some(answer => answer.private && rated.has(answer.prompt))
}

function withoutRatings(progress: Enrolment['progress']): Enrolment['progress'] {
  const { confidence, timeline } = progress
  return {
    ...progress,
    confidence: { ...confidence, before: null },
    timeline: { ...timeline, confidence: timeline.confidence.filter(({ source }) => source !== 'rating') },
  }
}
