import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { type EnrolmentRecord, type ExperimentRow, lockRecord, refuseArchived } from '../record.ts'

export type ExperimentNamed = { personId: string; experimentId: string }
export type LockedExperiment = { record: EnrolmentRecord; experiment: ExperimentRow }

/** Within a transaction: an experiment with its enrolment, locked. Refuses `programmes.unknown_experiment`, `programmes.archived`. */
export async function lockExperiment(ctx: Context, named: ExperimentNamed): Promise<LockedExperiment> {
  const { personId, experimentId } = named
  const found = await sql<{ enrolment_id: string }>`
    select x.enrolment_id from experiments x join enrolments e on e.id = x.enrolment_id
    where x.id = ${experimentId} and e.person_id = ${personId}`.execute(ctx.db)
  const enrolmentId = found.rows[0]?.enrolment_id
  if (!enrolmentId) return refuseUnknownExperiment()
  const record = await lockRecord(ctx, { personId, enrolmentId }, { archived: true })
  const experiment = record.experiments.find(({ id }) => id === experimentId) ?? refuseUnknownExperiment()
  if (record.archivedAt) refuseArchived()
  return { record, experiment }
}

/** As `lockExperiment`, by the id of one of its obstacles or actions. Refuses `programmes.unknown_part`. */
export async function lockPart(
  ctx: Context,
  { personId, partId, table }: { personId: string; partId: string; table: 'obstacles' | 'actions' },
): Promise<LockedExperiment> {
  // Whose it is belongs to the question: a stranger's part is refused like one that there never was.
  const found = await sql<{ experiment_id: string }>`
    select part.experiment_id from ${sql.table(table)} part
    join experiments x on x.id = part.experiment_id join enrolments e on e.id = x.enrolment_id
    where part.id = ${partId} and e.person_id = ${personId}`.execute(ctx.db)
  const experimentId = found.rows[0]?.experiment_id
  if (!experimentId) return refuseUnknownPart()
  const locked = await lockExperiment(ctx, { personId, experimentId })
  return locked.experiment[table].some(({ id }) => id === partId) ? locked : refuseUnknownPart()
}

export function refuseUnknownExperiment(): never {
  return refuse('not_found', 'programmes.unknown_experiment', 'There is no such experiment of yours.')
}

export function refuseUnknownPart(): never {
  return refuse('not_found', 'programmes.unknown_part', 'There is no such obstacle or action of yours.')
}

/** Past this it is no experiment any more, and a page of it would not end. */
const MOST = 100

export function refuseTooMany(count: number, what: string): void {
  if (count >= MOST)
    refuse('conflict', 'programmes.too_many', `There are ${MOST} ${what} already. Remove or finish some first.`)
}
