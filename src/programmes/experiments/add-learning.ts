import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../kernel/ids.ts'
import { type Context, transact } from '../../storage/index.ts'
import { type Learning, learningInputSchema } from '../schema.ts'
import { settle } from '../settle.ts'
import { toLearning } from '../view.ts'
import { type ExperimentNamed, lockExperiment, refuseTooMany } from './lock.ts'

/**
 * Adds what was learned, with its moment; also to an experiment that has ended. The same `requestKey` makes one.
 * Refuses `programmes.unknown_experiment`, `programmes.archived`, `programmes.too_many`.
 */
export async function addLearning(
  ctx: Context,
  input: ExperimentNamed & { learning: z.input<typeof learningInputSchema>; requestKey?: string },
): Promise<Learning> {
  const { text } = learningInputSchema.parse(input.learning)
  return transact(ctx, async ctx => {
    const { record, experiment } = await lockExperiment(ctx, input)
    refuseTooMany(experiment.learnings.length, 'learnings')
    const made = await sql<{ id: string }>`
      insert into learnings (id, experiment_id, request_key, text, learned_at)
      values (${newId()}, ${experiment.id}, ${input.requestKey ?? null}, ${text}, ${ctx.now()})
      on conflict (experiment_id, request_key) do update set request_key = excluded.request_key
      returning id`.execute(ctx.db)
    const { experiments } = await settle(ctx, { personId: record.personId, enrolmentId: record.id })
    return toLearning(experiments.flatMap(({ learnings }) => learnings).find(({ id }) => id === made.rows[0]!.id)!)
  })
}
