import { type RawBuilder, sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import type { ExperimentStatus, Reflection } from './schema.ts'

/** Instants within are RFC 3339 as the database writes them; dates YYYY-MM-DD. */
export type AnswerRow = {
  version: number
  prompt: string
  lineage: string
  revision_id: string
  revision: number
  text: string
  value: number | null
  final: boolean
  saved_at: string
  answered_at: string | null
}
/** An answer that was put in its place for somebody; it counts while the answer is at this revision. */
export type PlacedRow = {
  version: number
  prompt: string
  revision: number
  by_order: boolean
  source_key: string
  placed_at: string
  confirmed_at: string | null
}
export type NoteRow = {
  id: string
  label: string | null
  text: string
  source_key: string
  written_at: string | null
  kept_at: string
}
export type SkipRow = { version: number; prompt: string; revision: number; skipped_at: string }
export type UpgradeRow = {
  id: string
  from_version: number
  to_version: number
  position: string | null
  upgraded_at: string
  undone_at: string | null
}
export type ExperimentRow = {
  id: string
  title: string
  hypothesis: string
  metric: string
  resources: string
  start_on: string | null
  review_on: string | null
  status: ExperimentStatus
  version: number
  reminder_version: number
  created_at: string
  started_at: string | null
  ended_at: string | null
  obstacles: { id: string; kind: 'external' | 'internal'; label: string; strategy: string }[]
  actions: {
    id: string
    label: string
    due_on: string | null
    who: string
    done_at: string | null
    changed_at: string
  }[]
  learnings: { id: string; text: string; learned_at: string }[]
  /** Newest first */
  reflections: {
    id: string
    outcome: string
    learning: string
    confidence: number
    next: Reflection['next']
    reflected_at: string
  }[]
}

/** An enrolment with everything in it, as its tables hold it. */
export type EnrolmentRecord = {
  id: string
  personId: string
  programme: string
  version: number
  position: string | null
  sharedAt: Temporal.Instant | null
  createdAt: Temporal.Instant
  pausedAt: Temporal.Instant | null
  completedAt: Temporal.Instant | null
  archivedAt: Temporal.Instant | null
  /** IANA name of the person's zone, or else of the business's */
  timeZone: string
  /** Of every version that this enrolment was on */
  answers: AnswerRow[]
  skips: SkipRow[]
  privates: { version: number; prompt: string }[]
  placed: PlacedRow[]
  /** As they were written */
  notes: NoteRow[]
  upgrades: UpgradeRow[]
  /** Oldest first */
  experiments: ExperimentRow[]
}

/** `where` speaks of `e` (enrolments). */
export async function readRecords(ctx: Context, where: RawBuilder<unknown>): Promise<EnrolmentRecord[]> {
  const { rows } = await sql<EnrolmentRecord>`
    select e.id, e.person_id as "personId", e.programme, e.version, e.position, e.shared_at as "sharedAt",
      e.created_at as "createdAt", e.paused_at as "pausedAt", e.completed_at as "completedAt", e.archived_at as "archivedAt",
      coalesce(p.time_zone, ${ctx.business.timeZone}) as "timeZone",
      ${rowsOf('answers', sql`enrolment_id = e.id`, 'version, prompt')} as answers,
      ${rowsOf('skips', sql`enrolment_id = e.id`, 'version, prompt')} as skips,
      ${rowsOf('private_answers', sql`enrolment_id = e.id`, 'version, prompt')} as privates,
      ${rowsOf('placed_answers', sql`enrolment_id = e.id`, 'version, prompt')} as placed,
      ${rowsOf('earlier_notes', sql`enrolment_id = e.id`, 'written_at nulls last, id')} as notes,
      ${rowsOf('enrolment_upgrades', sql`enrolment_id = e.id`, 'upgraded_at, id')} as upgrades,
      coalesce((
        select jsonb_agg(to_jsonb(x) || jsonb_build_object(
            'obstacles', ${rowsOf('obstacles', sql`experiment_id = x.id`, 'id')},
            'actions', ${rowsOf('actions', sql`experiment_id = x.id`, 'id')},
            'learnings', ${rowsOf('learnings', sql`experiment_id = x.id`, 'id')},
            'reflections', ${rowsOf('reflections', sql`experiment_id = x.id`, 'number desc')}) order by x.created_at, x.id)
        from experiments x where x.enrolment_id = e.id), '[]') as experiments
    from enrolments e join persons p on p.id = e.person_id
    where ${where}`.execute(ctx.db)
  return rows
}

function rowsOf(table: string, where: RawBuilder<unknown>, order: string): RawBuilder<unknown> {
  return sql`coalesce((select jsonb_agg(to_jsonb(r) order by ${sql.raw(order)}) from ${sql.table(table)} r where ${where}), '[]')`
}

type Named = { personId: string; enrolmentId: string }

/** Somebody's own enrolment. Refuses `programmes.unknown_enrolment`, for another's too. */
export async function requireRecord(ctx: Context, { personId, enrolmentId }: Named): Promise<EnrolmentRecord> {
  const [record] = await readRecords(ctx, sql`e.id = ${enrolmentId} and e.person_id = ${personId}`)
  return record ?? refuseUnknownEnrolment()
}

/**
 * As `requireRecord`, within a transaction and locked: two changes at once come one after the other. The person first, as
 * erasing and merging do. Refuses `programmes.archived` besides, unless told that it does not matter.
 */
export async function lockRecord(
  ctx: Context,
  named: Named,
  may: { archived?: boolean } = {},
): Promise<EnrolmentRecord> {
  await sql`select from persons where id = ${named.personId} and erased_at is null for key share`.execute(ctx.db)
  const locked = await sql`
    select from enrolments where id = ${named.enrolmentId} and person_id = ${named.personId} for no key update`.execute(
    ctx.db,
  )
  if (locked.rows.length === 0) refuseUnknownEnrolment()
  const record = await requireRecord(ctx, named)
  if (record.archivedAt && !may.archived) refuseArchived()
  return record
}

export function refuseUnknownEnrolment(): never {
  return refuse('not_found', 'programmes.unknown_enrolment', 'There is no such enrolment of yours.')
}

export function refuseArchived(): never {
  return refuse('conflict', 'programmes.archived', 'This enrolment is archived. It can be read, but not changed.')
}
