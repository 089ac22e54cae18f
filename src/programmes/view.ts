import { type Definition, promptsOf } from './definition.ts'
import { instant, progressOf } from './progress.ts'
import type { AnswerRow, EnrolmentRecord, ExperimentRow, NoteRow } from './record.ts'
import { findDefinition, newestDefinitions, programmeOf } from './registry.ts'
import type {
  Action,
  Answer,
  EarlierNote,
  Enrolment,
  EnrolmentLine,
  Experiment,
  Learning,
  Obstacle,
  Reflection,
} from './schema.ts'
import { isComplete, type Standing, standingOf } from './standing.ts'

/** For how long an upgrade can be undone. */
export const UNDO_DAYS = 30

export function toEnrolment(record: EnrolmentRecord, now: Temporal.Instant): Enrolment {
  const definition = programmeOf(record.programme, record.version)
  const standing = standingOf(record, definition, now)
  const newest = newestDefinitions().find(({ key }) => key === record.programme)
  return {
    id: record.id,
    programme: record.programme,
    title: definition.title,
    version: record.version,
    newerVersion: newest && newest.version > record.version && !record.archivedAt ? newest.version : null,
    upgradeUndoUntil: undoableUpgrade(record, now)?.until.toString() ?? null,
    state: standing.state,
    position: standing.position,
    reached: standing.reached,
    gate: standing.gate,
    answers: answersOf(record, standing),
    earlier: earlierOf(record),
    notes: record.notes.map(toNote),
    experiments: record.experiments.map(toExperiment),
    shared: record.sharedAt !== null,
    progress: progressOf(record, definition, standing, now),
    createdAt: record.createdAt.toString(),
    completedAt: record.completedAt?.toString() ?? null,
  }
}

export function toLine(record: EnrolmentRecord, now: Temporal.Instant): EnrolmentLine {
  const { id, programme, title, version, state, position, progress, createdAt, completedAt } = toEnrolment(record, now)
  const { done, total } = progress.prompts
  return { id, programme, title, version, state, position, createdAt, completedAt, done, total }
}

/** The upgrade that brought the present version, while it can be undone. */
export function undoableUpgrade(record: EnrolmentRecord, now: Temporal.Instant) {
  const last = record.upgrades.findLast(({ undone_at }) => undone_at === null)
  if (!last || last.to_version !== record.version || record.archivedAt) return undefined
  const until = Temporal.Instant.from(last.upgraded_at).add({ hours: UNDO_DAYS * 24 })
  return Temporal.Instant.compare(now, until) < 0 ? { ...last, until } : undefined
}

function answersOf(record: EnrolmentRecord, standing: Standing): Answer[] {
  const isPrivate = privacyOf(record)
  return standing.prompts.flatMap(({ key }): Answer[] => {
    const answer = standing.answers.get(key)
    const skippedAt = standing.skipped.get(key)
    if (!answer && skippedAt === undefined) return []
    return [
      {
        prompt: key,
        text: answer?.text ?? '',
        value: answer?.value ?? null,
        revision: answer?.revision ?? 0,
        state: skippedAt !== undefined ? 'skipped' : answer!.final ? 'final' : 'draft',
        answered: answer?.answered_at != null,
        savedAt: instant(answer?.saved_at ?? skippedAt!),
        private: isPrivate(record.version, key),
        byOrder: answer !== undefined && isByOrder(record, answer),
      },
    ]
  })
}

/** Answers of other versions that no answer of this version carries on. */
export function earlierRows(record: EnrolmentRecord): AnswerRow[] {
  const here = new Set(record.answers.filter(answer => answer.version === record.version).map(({ lineage }) => lineage))
  const newestFirst = record.answers
    .filter(answer => answer.version !== record.version && !here.has(answer.lineage))
    .filter(answer => answer.text !== '' || answer.value !== null)
    .sort((a, b) => b.version - a.version)
  const seen = new Set<string>()
  return newestFirst.filter(({ lineage }) => !seen.has(lineage) && seen.add(lineage))
}

function earlierOf(record: EnrolmentRecord): Enrolment['earlier'] {
  const isPrivate = privacyOf(record)
  return earlierRows(record).map(answer => ({
    prompt: answer.prompt,
    text: answer.text,
    value: answer.value,
    revision: answer.revision,
    state: answer.final ? 'final' : 'draft',
    answered: answer.answered_at !== null,
    savedAt: instant(answer.saved_at),
    private: isPrivate(answer.version, answer.prompt),
    byOrder: false,
    question: questionOf(findDefinition(record.programme, answer.version), answer.prompt),
    version: answer.version,
  }))
}

/** Put where it is by its order, and neither confirmed nor written on since. */
export function isByOrder(record: EnrolmentRecord, { version, prompt, revision }: AnswerRow): boolean {
  return record.placed.some(
    placed =>
      placed.by_order &&
      placed.confirmed_at === null &&
      placed.version === version &&
      placed.prompt === prompt &&
      placed.revision === revision,
  )
}

export function toNote({ id, label, text, written_at }: NoteRow): EarlierNote {
  return { id, label, text, at: written_at && instant(written_at) }
}

export function questionOf(definition: Definition | undefined, prompt: string): string {
  return (definition && promptsOf(definition).find(({ key }) => key === prompt)?.text) ?? `Question ${prompt}`
}

function privacyOf(record: EnrolmentRecord): (version: number, prompt: string) => boolean {
  const keys = new Set(record.privates.map(({ version, prompt }) => `${version} ${prompt}`))
  return (version, prompt) => keys.has(`${version} ${prompt}`)
}

export function toExperiment(row: ExperimentRow): Experiment {
  const { id, title, hypothesis, metric, resources, status, version } = row
  return {
    ...{ id, title, hypothesis, metric, resources, status, version },
    startOn: row.start_on,
    reviewOn: row.review_on,
    complete: isComplete(row),
    obstacles: row.obstacles.map(toObstacle),
    actions: row.actions.map(toAction),
    learnings: row.learnings.map(toLearning),
    reflections: row.reflections.map(toReflection),
    createdAt: instant(row.created_at),
  }
}

export function toObstacle({ id, kind, label, strategy }: ExperimentRow['obstacles'][number]): Obstacle {
  return { id, kind, label, strategy }
}

export function toAction({ id, label, due_on, who, done_at }: ExperimentRow['actions'][number]): Action {
  return { id, label, dueOn: due_on, who, doneAt: done_at && instant(done_at) }
}

export function toLearning({ id, text, learned_at }: ExperimentRow['learnings'][number]): Learning {
  return { id, text, at: instant(learned_at) }
}

export function toReflection(row: ExperimentRow['reflections'][number]): Reflection {
  const { id, outcome, learning, confidence, next, reflected_at } = row
  return { id, outcome, learning, confidence, next, at: instant(reflected_at) }
}
