import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../kernel/ids.ts'
import { type Context, transact } from '../../storage/index.ts'
import { type Reflection, reflectionInputSchema } from '../schema.ts'
import { settle } from '../settle.ts'
import { toReflection } from '../view.ts'
import { type ExperimentNamed, lockExperiment } from './lock.ts'

/**
 * Looks back on an experiment. What was written before stays beneath; the same again adds nothing. The experiment's status stays
 * what it is. Refuses `programmes.unknown_experiment`, `programmes.archived`.
 */
export async function reflect(
  ctx: Context,
  input: ExperimentNamed & { reflection: z.input<typeof reflectionInputSchema> },
): Promise<Reflection> {
  const { outcome, learning, confidence, next } = reflectionInputSchema.parse(input.reflection)
  return transact(ctx, async ctx => {
    const { record, experiment } = await lockExperiment(ctx, input)
    const last = experiment.reflections[0]
    const isSame =
      last?.outcome === outcome && last.learning === learning && last.confidence === confidence && last.next === next
    if (isSame) return toReflection(last)
    await sql`
      insert into reflections (id, experiment_id, outcome, learning, confidence, next, reflected_at)
      values (${newId()}, ${experiment.id}, ${outcome}, ${learning}, ${confidence}, ${next}, ${ctx.now()})`.execute(
      ctx.db,
    )
    const { personId, id: enrolmentId } = record
    const { experiments } = await settle(ctx, { personId, enrolmentId })
    await ctx.announce(ctx, 'programme.reflected', { personId, enrolmentId, experimentId: experiment.id, confidence })
    return toReflection(experiments.find(({ id }) => id === experiment.id)!.reflections[0]!)
  })
}
