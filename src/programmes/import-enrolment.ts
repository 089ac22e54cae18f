import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { refuseEnded } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { promptsOf } from './definition.ts'
import type { EnrolmentDocument } from './document.ts'
import { planReview } from './experiments/plan-review.ts'
import { requireRecord } from './record.ts'
import { findDefinition } from './registry.ts'
import type { Enrolment } from './schema.ts'
import { isComplete } from './standing.ts'
import { toEnrolment } from './view.ts'

/**
 * Loads an exported enrolment as one more, under new ids: nothing that is there is overwritten. It is archived where another of
 * this programme is open. The same `requestKey` loads it once. Nothing of it is shared.
 * Refuses `programmes.document` (a version or a prompt that there is not, or an experiment that cannot be), `people.ended`.
 */
export async function importEnrolment(
  ctx: Context,
  input: { personId: string; document: EnrolmentDocument; requestKey?: string },
): Promise<Enrolment> {
  const { personId, document, requestKey = null } = input
  checkDocument(document)
  const now = ctx.now()
  return transact(ctx, async ctx => {
    const living = await sql`
      select from persons where id = ${personId} and erased_at is null for no key update`.execute(ctx.db)
    if (living.rows.length === 0) refuseEnded()
    const others = await sql<{ id: string; same: boolean; open: boolean }>`
      select id, coalesce(request_key = ${requestKey}, false) as same,
        programme = ${document.programme} and archived_at is null as open
      from enrolments where person_id = ${personId}`.execute(ctx.db)
    const before = others.rows.find(({ same }) => same)
    const enrolmentId = before?.id ?? newId()
    if (!before) {
      const isArchived = document.state === 'archived' || others.rows.some(({ open }) => open)
      await sql`
        insert into enrolments (id, person_id, programme, version, position, request_key, created_at, paused_at,
          completed_at, archived_at)
        values (${enrolmentId}, ${personId}, ${document.programme}, ${document.version}, ${document.position},
          ${requestKey}, ${earlier(document.createdAt, now)}, ${document.state === 'paused' ? now : null},
          ${document.completedAt && earlier(document.completedAt, now)}, ${isArchived ? now : null})`.execute(ctx.db)
      await addAnswers(ctx, enrolmentId, document, now)
      for (const experiment of document.experiments) await addExperiment(ctx, enrolmentId, experiment, now)
    }
    const record = await requireRecord(ctx, { personId, enrolmentId })
    if (!before && !record.archivedAt)
      for (const experiment of record.experiments) await planReview(ctx, record, experiment)
    return toEnrolment(record, now)
  })
}

/** What is said to have happened in the future happened by now. */
function earlier(at: string, now: Temporal.Instant): Temporal.Instant {
  const said = Temporal.Instant.from(at)
  return Temporal.Instant.compare(said, now) < 0 ? said : now
}

/** Refuses `programmes.document` for what cannot be loaded. */
export function checkDocument(document: EnrolmentDocument): void {
  const wrong = (message: string) => refuse('invalid', 'programmes.document', message)
  const key = document.programme
  if (!findDefinition(key, document.version)) wrong('The document is of a programme or a version that is not here.')
  const seen = new Set<string>()
  for (const { version, prompt, revision, revisions, state, answeredAt } of document.answers) {
    const definition = findDefinition(key, version)
    if (!definition || !promptsOf(definition).some(known => known.key === prompt))
      wrong(`The document answers question ${prompt} of version ${version}, which is not here.`)
    const numbers = new Set(revisions.map(said => said.revision))
    if (seen.has(`${version} ${prompt}`) || numbers.has(revision) || numbers.size < revisions.length)
      wrong(`The document holds question ${prompt} twice.`)
    if (state === 'final' && !answeredAt) wrong(`The document does not say when question ${prompt} was answered.`)
    seen.add(`${version} ${prompt}`)
  }
  for (const experiment of document.experiments) {
    const { status, startedAt, endedAt } = experiment
    const isOver = status === 'reviewed' || status === 'abandoned'
    const isWhole = isComplete({ ...experiment, start_on: experiment.startOn, review_on: experiment.reviewOn })
    const began = status === 'active' || status === 'reviewed'
    if (isOver !== (endedAt !== null) || (began && !(startedAt && isWhole)))
      wrong(`The experiment “${experiment.title}” cannot be ${status} as it is written down.`)
    if ([...experiment.obstacles, ...experiment.actions].some(({ label }) => !label))
      wrong('An obstacle or an action of the document has no words.')
  }
}

async function addAnswers(ctx: Context, enrolmentId: string, document: EnrolmentDocument, now: Temporal.Instant) {
  for (const answer of document.answers) {
    const { version, prompt, text, value, revision } = answer
    await sql`
      insert into answers (enrolment_id, version, prompt, lineage, revision_id, revision, text, value, final, saved_at,
        answered_at)
      values (${enrolmentId}, ${version}, ${prompt}, ${newId()}, ${newId()}, ${revision}, ${text}, ${value},
        ${answer.state === 'final'}, ${earlier(answer.savedAt, now)},
        ${answer.answeredAt && earlier(answer.answeredAt, now)})`.execute(ctx.db)
    const said = answer.revisions.map(one => ({
      id: newId(),
      revision: one.revision,
      text: one.text,
      value: one.value,
      final: one.state === 'final',
      saved_at: earlier(one.savedAt, now).toString(),
    }))
    await sql`
      insert into answer_revisions (id, enrolment_id, version, prompt, revision, text, value, final, saved_at)
      select id, ${enrolmentId}, ${version}, ${prompt}, revision, text, value, final, saved_at
      from json_to_recordset(${JSON.stringify(said)})
        as said (id uuid, revision integer, text text, value integer, final boolean, saved_at timestamptz)`.execute(
      ctx.db,
    )
    if (answer.byOrder)
      await sql`
        insert into placed_answers (enrolment_id, version, prompt, revision, by_order, source_key, placed_at)
        values (${enrolmentId}, ${version}, ${prompt}, ${revision}, true, ${`document:${enrolmentId}:${version}:${prompt}`},
          ${now})`.execute(ctx.db)
    if (answer.private)
      await sql`
        insert into private_answers (enrolment_id, version, prompt, since)
        values (${enrolmentId}, ${version}, ${prompt}, ${now})`.execute(ctx.db)
  }
  for (const [n, { label, text, at }] of (document.notes ?? []).entries())
    if (text)
      await sql`
        insert into earlier_notes (id, enrolment_id, label, text, source_key, written_at, kept_at)
        values (${newId()}, ${enrolmentId}, ${label}, ${text}, ${`document:${enrolmentId}:${n}`}, ${at && earlier(at, now)},
          ${now})`.execute(ctx.db)
  for (const { version, prompt, at } of document.skips)
    await sql`
      insert into skips (enrolment_id, version, prompt, revision, skipped_at)
      select ${enrolmentId}, ${version}, ${prompt}, coalesce(max(revision), 0), ${earlier(at, now)} from answers
      where enrolment_id = ${enrolmentId} and version = ${version} and prompt = ${prompt}
      on conflict do nothing`.execute(ctx.db)
}

async function addExperiment(
  ctx: Context,
  enrolmentId: string,
  experiment: EnrolmentDocument['experiments'][number],
  now: Temporal.Instant,
): Promise<void> {
  const id = newId()
  const at = (moment: string | null) => moment && earlier(moment, now)
  const { title, hypothesis, metric, resources, startOn, reviewOn, status } = experiment
  await sql`
    insert into experiments (id, enrolment_id, title, hypothesis, metric, resources, start_on, review_on, status, version,
      created_at, started_at, ended_at)
    values (${id}, ${enrolmentId}, ${title}, ${hypothesis}, ${metric}, ${resources}, ${startOn}, ${reviewOn}, ${status}, 1,
      ${at(experiment.createdAt)}, ${at(experiment.startedAt)}, ${at(experiment.endedAt)})`.execute(ctx.db)
  for (const { kind, label, strategy } of experiment.obstacles)
    await sql`
      insert into obstacles (id, experiment_id, kind, label, strategy, created_at)
      values (${newId()}, ${id}, ${kind}, ${label}, ${strategy}, ${now})`.execute(ctx.db)
  for (const { label, dueOn, who, doneAt } of experiment.actions)
    await sql`
      insert into actions (id, experiment_id, label, due_on, who, done_at, created_at, changed_at)
      values (${newId()}, ${id}, ${label}, ${dueOn}, ${who}, ${at(doneAt)}, ${now}, ${at(doneAt) ?? at(experiment.createdAt)})`.execute(
      ctx.db,
    )
  for (const { text, at: learned } of experiment.learnings.filter(({ text }) => text))
    await sql`
      insert into learnings (id, experiment_id, text, learned_at)
      values (${newId()}, ${id}, ${text}, ${at(learned)})`.execute(ctx.db)
  for (const { outcome, learning, confidence, next, at: reflected } of experiment.reflections.toReversed())
    await sql`
      insert into reflections (id, experiment_id, outcome, learning, confidence, next, reflected_at)
      values (${newId()}, ${id}, ${outcome}, ${learning}, ${confidence}, ${next}, ${at(reflected)})`.execute(ctx.db)
}
