import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../kernel/ids.ts'
import { type Context, transact } from '../../storage/index.ts'
import { type Action, actionInputSchema, actionPatchSchema } from '../schema.ts'
import { settle } from '../settle.ts'
import { toAction } from '../view.ts'
import { type ExperimentNamed, lockExperiment, lockPart, refuseTooMany } from './lock.ts'

type PartNamed = { personId: string; partId: string }

/**
 * Writes down something to do. The same `requestKey` makes one.
 * Refuses `programmes.unknown_experiment`, `programmes.archived`, `programmes.too_many`.
 */
export async function addAction(
  ctx: Context,
  input: ExperimentNamed & { action: z.input<typeof actionInputSchema>; requestKey?: string },
): Promise<Action> {
  const { label, dueOn, who, done } = actionInputSchema.parse(input.action)
  const now = ctx.now()
  return transact(ctx, async ctx => {
    const { record, experiment } = await lockExperiment(ctx, input)
    refuseTooMany(experiment.actions.length, 'actions')
    const made = await sql<{ id: string }>`
      insert into actions (id, experiment_id, request_key, label, due_on, who, done_at, created_at, changed_at)
      values (${newId()}, ${experiment.id}, ${input.requestKey ?? null}, ${label}, ${dueOn}, ${who},
        ${done ? now : null}, ${now}, ${now})
      on conflict (experiment_id, request_key) do update set request_key = excluded.request_key
      returning id`.execute(ctx.db)
    return find(await settle(ctx, { personId: record.personId, enrolmentId: record.id }), made.rows[0]!.id)
  })
}

/** What was done keeps its first moment while it stays done. Refuses `programmes.unknown_part`, `programmes.archived`. */
export async function changeAction(
  ctx: Context,
  input: PartNamed & { change: z.input<typeof actionPatchSchema> },
): Promise<Action> {
  const { label, dueOn, who, done } = actionPatchSchema.parse(input.change)
  const now = ctx.now()
  return transact(ctx, async ctx => {
    const { record } = await lockPart(ctx, { ...input, table: 'actions' })
    await sql`
      update actions set label = coalesce(${label ?? null}, label), who = coalesce(${who ?? null}, who),
        due_on = case when ${dueOn !== undefined} then ${dueOn ?? null}::date else due_on end,
        done_at = case ${done ?? null}::boolean when true then coalesce(done_at, ${now}::timestamptz) when false then null
          else done_at end,
        changed_at = ${now}
      where id = ${input.partId}`.execute(ctx.db)
    return find(await settle(ctx, { personId: record.personId, enrolmentId: record.id }), input.partId)
  })
}

/** Takes an action away for good. Refuses `programmes.unknown_part`, `programmes.archived`. */
export async function removeAction(ctx: Context, input: PartNamed): Promise<void> {
  await transact(ctx, async ctx => {
    await lockPart(ctx, { ...input, table: 'actions' })
    await sql`delete from actions where id = ${input.partId}`.execute(ctx.db)
  })
}

function find({ experiments }: Awaited<ReturnType<typeof settle>>, id: string): Action {
  return toAction(experiments.flatMap(({ actions }) => actions).find(one => one.id === id)!)
}
