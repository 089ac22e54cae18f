import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../kernel/ids.ts'
import { type Context, transact } from '../../storage/index.ts'
import { lockRecord } from '../record.ts'
import { type Experiment, experimentInputSchema } from '../schema.ts'
import { settle } from '../settle.ts'
import { toExperiment } from '../view.ts'
import { refuseTooMany } from './lock.ts'
import { planReview } from './plan-review.ts'

/**
 * Writes down an experiment, as a draft: it may be incomplete. The same `requestKey` makes one.
 * Refuses `programmes.unknown_enrolment`, `programmes.archived`, `programmes.too_many`.
 */
export async function addExperiment(
  ctx: Context,
  input: {
    personId: string
    enrolmentId: string
    experiment: z.input<typeof experimentInputSchema>
    requestKey?: string
  },
): Promise<Experiment> {
  const fields = experimentInputSchema.parse(input.experiment)
  const { requestKey = null } = input
  return transact(ctx, async ctx => {
    const { experiments } = await lockRecord(ctx, input)
    const made = await sql<{ id: string }>`
      select id from experiments where enrolment_id = ${input.enrolmentId} and request_key = ${requestKey}`.execute(
      ctx.db,
    )
    const known = experiments.find(({ id }) => id === made.rows[0]?.id)
    if (known) return toExperiment(known)
    refuseTooMany(experiments.length, 'experiments')
    const id = newId()
    await sql`
      insert into experiments
        (id, enrolment_id, request_key, title, hypothesis, metric, resources, start_on, review_on, status, version, created_at)
      values (${id}, ${input.enrolmentId}, ${requestKey}, ${fields.title}, ${fields.hypothesis}, ${fields.metric},
        ${fields.resources}, ${fields.startOn}, ${fields.reviewOn}, 'draft', 1, ${ctx.now()})`.execute(ctx.db)
    const record = await settle(ctx, input)
    const experiment = record.experiments.find(one => one.id === id)!
    await planReview(ctx, record, experiment)
    return toExperiment(experiment)
  })
}
