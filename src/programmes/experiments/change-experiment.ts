import { sql } from 'kysely'
import type { z } from 'zod'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { ExperimentRow } from '../record.ts'
import { type Experiment, type ExperimentStatus, experimentPatchSchema } from '../schema.ts'
import { settle } from '../settle.ts'
import { isComplete } from '../standing.ts'
import { toExperiment } from '../view.ts'
import { type ExperimentNamed, lockExperiment } from './lock.ts'
import { planReview } from './plan-review.ts'

/** What may follow a status. Reviewed and abandoned are ends: what comes next is another experiment. */
export const nextStatuses: Record<ExperimentStatus, readonly ExperimentStatus[]> = {
  draft: ['active', 'abandoned'],
  active: ['reviewed', 'abandoned'],
  reviewed: [],
  abandoned: [],
}

/**
 * Changes what an experiment says, its status, or both. Only this changes a status. What has begun stays complete.
 * Refuses `programmes.experiment_changed` with `current` (a stale `version`), `programmes.experiment_incomplete` (to begin, or
 * while it runs), `programmes.experiment_status` (no way from one to the other), `programmes.unknown_experiment`,
 * `programmes.archived`.
 */
export async function changeExperiment(
  ctx: Context,
  input: ExperimentNamed & { change: z.input<typeof experimentPatchSchema> },
): Promise<Experiment> {
  const { version, status, ...fields } = experimentPatchSchema.parse(input.change)
  return transact(ctx, async ctx => {
    const { record, experiment: before } = await lockExperiment(ctx, input)
    if (version !== undefined && version !== before.version)
      refuse('conflict', 'programmes.experiment_changed', {
        message: 'This experiment was changed elsewhere meanwhile. Look at it again before you change it.',
        current: toExperiment(before),
      })
    const after = changed(ctx, before, fields, status)
    if (JSON.stringify(after) === JSON.stringify(before)) return toExperiment(before)
    const isTold = (row: ExperimentRow) => (isComplete(row) && row.ended_at === null ? row.review_on : null)
    const told = isTold(before) !== isTold(after)
    await sql`
      update experiments set title = ${after.title}, hypothesis = ${after.hypothesis}, metric = ${after.metric},
        resources = ${after.resources}, start_on = ${after.start_on}, review_on = ${after.review_on},
        status = ${after.status}, started_at = ${after.started_at}, ended_at = ${after.ended_at}, version = version + 1,
        reminder_version = reminder_version + ${told ? 1 : 0}
      where id = ${before.id}`.execute(ctx.db)
    const settled = await settle(ctx, { personId: record.personId, enrolmentId: record.id })
    const experiment = settled.experiments.find(({ id }) => id === before.id)!
    if (told) await planReview(ctx, settled, experiment)
    return toExperiment(experiment)
  })
}

function changed(
  ctx: Context,
  before: ExperimentRow,
  fields: Omit<z.output<typeof experimentPatchSchema>, 'version' | 'status'>,
  status: ExperimentStatus = before.status,
): ExperimentRow {
  const now = ctx.now().toString()
  const isNew = status !== before.status
  if (isNew && !nextStatuses[before.status].includes(status))
    refuse(
      'conflict',
      'programmes.experiment_status',
      `An experiment that is ${before.status} cannot become ${status}.`,
    )
  const after = {
    ...before,
    title: fields.title ?? before.title,
    hypothesis: fields.hypothesis ?? before.hypothesis,
    metric: fields.metric ?? before.metric,
    resources: fields.resources ?? before.resources,
    start_on: fields.startOn === undefined ? before.start_on : fields.startOn,
    review_on: fields.reviewOn === undefined ? before.review_on : fields.reviewOn,
    status,
    started_at: isNew && status === 'active' ? now : before.started_at,
    ended_at: isNew && (status === 'reviewed' || status === 'abandoned') ? now : before.ended_at,
  }
  if ((status === 'active' || status === 'reviewed') && !isComplete(after))
    refuse('conflict', 'programmes.experiment_incomplete', {
      message:
        'An experiment that runs says what you expect, how you will measure it, and when it starts or is reviewed.',
    })
  return after
}
