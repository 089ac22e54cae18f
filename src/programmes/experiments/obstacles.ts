import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../kernel/ids.ts'
import { type Context, transact } from '../../storage/index.ts'
import { type Obstacle, obstacleInputSchema, obstaclePatchSchema } from '../schema.ts'
import { settle } from '../settle.ts'
import { toObstacle } from '../view.ts'
import { type ExperimentNamed, lockExperiment, lockPart, refuseTooMany } from './lock.ts'

type PartNamed = { personId: string; partId: string }

/**
 * Writes down what may get in the way, and the answer to it. The same `requestKey` makes one.
 * Refuses `programmes.unknown_experiment`, `programmes.archived`, `programmes.too_many`.
 */
export async function addObstacle(
  ctx: Context,
  input: ExperimentNamed & { obstacle: z.input<typeof obstacleInputSchema>; requestKey?: string },
): Promise<Obstacle> {
  const { kind, label, strategy } = obstacleInputSchema.parse(input.obstacle)
  return transact(ctx, async ctx => {
    const { record, experiment } = await lockExperiment(ctx, input)
    refuseTooMany(experiment.obstacles.length, 'obstacles')
    const made = await sql<{ id: string }>`
      insert into obstacles (id, experiment_id, request_key, kind, label, strategy, created_at)
      values (${newId()}, ${experiment.id}, ${input.requestKey ?? null}, ${kind}, ${label}, ${strategy}, ${ctx.now()})
      on conflict (experiment_id, request_key) do update set request_key = excluded.request_key
      returning id`.execute(ctx.db)
    return find(await settle(ctx, { personId: record.personId, enrolmentId: record.id }), made.rows[0]!.id)
  })
}

/** Refuses `programmes.unknown_part`, `programmes.archived`. */
export async function changeObstacle(
  ctx: Context,
  input: PartNamed & { change: z.input<typeof obstaclePatchSchema> },
): Promise<Obstacle> {
  const { kind, label, strategy } = obstaclePatchSchema.parse(input.change)
  return transact(ctx, async ctx => {
    const { record } = await lockPart(ctx, { ...input, table: 'obstacles' })
    await sql`
      update obstacles set kind = coalesce(${kind ?? null}, kind), label = coalesce(${label ?? null}, label),
        strategy = coalesce(${strategy ?? null}, strategy)
      where id = ${input.partId}`.execute(ctx.db)
    return find(await settle(ctx, { personId: record.personId, enrolmentId: record.id }), input.partId)
  })
}

/** Takes an obstacle away for good. Refuses `programmes.unknown_part`, `programmes.archived`. */
export async function removeObstacle(ctx: Context, input: PartNamed): Promise<void> {
  await transact(ctx, async ctx => {
    await lockPart(ctx, { ...input, table: 'obstacles' })
    await sql`delete from obstacles where id = ${input.partId}`.execute(ctx.db)
  })
}

function find({ experiments }: Awaited<ReturnType<typeof settle>>, id: string): Obstacle {
  return toObstacle(experiments.flatMap(({ obstacles }) => obstacles).find(one => one.id === id)!)
}
