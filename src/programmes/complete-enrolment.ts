import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { rememberAnswer } from './facts.ts'
import { lockRecord } from './record.ts'
import { programmeOf } from './registry.ts'
import { ANSWER_MIN, type Enrolment } from './schema.ts'
import { settle } from './settle.ts'
import { standingOf } from './standing.ts'
import { toEnrolment } from './view.ts'

/**
 * Completes an enrolment: drafts that are long enough are taken as answers, and then every prompt must be answered or skipped and
 * every form be there. Completed again, it stays as it was. Refuses `programmes.incomplete` with `open` (prompts) and `forms`
 * (what each missing form needs); then nothing has changed. Also `programmes.unknown_enrolment`, `programmes.archived`.
 */
export async function completeEnrolment(
  ctx: Context,
  named: { personId: string; enrolmentId: string },
): Promise<Enrolment> {
  return transact(ctx, async ctx => {
    const record = await lockRecord(ctx, named)
    if (record.completedAt) return toEnrolment(record, ctx.now())
    const { prompts, answers, answered, skipped, gates } = standingOf(
      record,
      programmeOf(record.programme, record.version),
      ctx.now(),
    )
    const unsettled = prompts.filter(({ key }) => !answered.has(key) && !skipped.has(key))
    const ready = unsettled.filter(({ key, kind }) => {
      const answer = answers.get(key)
      return answer && (kind === 'rating' ? answer.value !== null : answer.text.trim().length >= ANSWER_MIN)
    })
    const open = unsettled.filter(prompt => !ready.includes(prompt)).map(({ key }) => key)
    if (open.length > 0 || gates.length > 0)
      refuse('conflict', 'programmes.incomplete', {
        message:
          open.length > 0
            ? `${open.length === 1 ? 'One question is' : `${open.length} questions are`} still open. Answer or skip ${open.length === 1 ? 'it' : 'them'} first.`
            : gates[0]!.message,
        open,
        forms: gates.map(({ message }) => message),
      })
    if (ready.length > 0)
      await sql`
        update answers set final = true, answered_at = ${ctx.now()}
        where enrolment_id = ${record.id} and version = ${record.version} and prompt = any (${ready.map(({ key }) => key)})
      `.execute(ctx.db)
    const completed = await settle(ctx, named)
    for (const { key } of ready) await rememberAnswer(ctx, completed, key)
    return toEnrolment(completed, ctx.now())
  })
}
