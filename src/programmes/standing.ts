import { type Definition, type PromptDefinition, promptsOf } from './definition.ts'
import type { AnswerRow, EnrolmentRecord, ExperimentRow } from './record.ts'
import type { EnrolmentState, FormKind } from './schema.ts'

/** Where somebody stands in a programme, derived from what they wrote. */
export type Standing = {
  prompts: (PromptDefinition & { step: number })[]
  /** The answers of the present version, by prompt */
  answers: Map<string, AnswerRow>
  /** Prompts that are skipped now, with when (RFC 3339) */
  skipped: Map<string, string>
  answered: ReadonlySet<string>
  /** Prompts that may be jumped to, in order */
  reached: string[]
  /** Steps whose form is still to be filled in, in order */
  gates: { step: number; message: string }[]
  /** The one at which the person stands */
  gate: { step: number; message: string } | null
  position: string | null
  /** Everything is answered or skipped, and every form is there */
  complete: boolean
  state: EnrolmentState
}

export function standingOf(record: EnrolmentRecord, definition: Definition, now: Temporal.Instant): Standing {
  const prompts = promptsOf(definition)
  const current = record.answers.filter(answer => answer.version === record.version)
  const answers = new Map(current.map(answer => [answer.prompt, answer]))
  const answered = new Set(current.filter(answer => answer.answered_at).map(answer => answer.prompt))
  const skipped = new Map(
    record.skips
      .filter(skip => skip.version === record.version && !answered.has(skip.prompt))
      .filter(skip => skip.revision === (answers.get(skip.prompt)?.revision ?? 0))
      .map(skip => [skip.prompt, skip.skipped_at]),
  )
  const isSettled = ({ key }: { key: string }) => answered.has(key) || skipped.has(key)
  const gates = definition.steps.flatMap(step => {
    const missing = step.prompts
      .flatMap(({ form }) => (form ? [NEEDS[form](record.experiments, step.number)] : []))
      .find(message => message !== null)
    return missing ? [{ step: step.number, message: missing }] : []
  })

  // One past the last one that was settled or begun, but never past a step whose form is missing.
  const open = gates[0]?.step ?? Number.POSITIVE_INFINITY
  const touched = prompts.findLastIndex(prompt => isSettled(prompt) || answers.has(prompt.key))
  const touchedIsSettled = touched < 0 || isSettled(prompts[touched]!)
  const furthest = Math.min(touchedIsSettled ? touched + 1 : touched, prompts.length - 1)
  const reached = prompts.slice(0, furthest + 1).filter(prompt => prompt.step <= open || answers.has(prompt.key))
  const stands = reached.at(-1)!.step
  const complete = gates.length === 0 && prompts.every(isSettled)
  const keys = reached.map(prompt => prompt.key)
  return {
    prompts,
    answers,
    skipped,
    answered,
    reached: keys,
    gates,
    gate: gates.find(({ step }) => step === stands) ?? null,
    position: clamp(record.position, prompts, keys),
    complete,
    state: stateOf(record, now, () => waits(record, definition, gates, prompts.filter(isSettled), now)),
  }
}

/** The reached prompt that is nearest to where somebody is or wants to be. */
export function clamp(wanted: string | null, prompts: readonly { key: string }[], reached: readonly string[]) {
  if (wanted === null) return null
  const at = prompts.findIndex(({ key }) => key === wanted)
  if (at < 0) return reached.at(-1)!
  const before = new Set(prompts.slice(0, at + 1).map(({ key }) => key))
  return reached.findLast(key => before.has(key)) ?? reached[0]!
}

function stateOf(record: EnrolmentRecord, _now: Temporal.Instant, isWaiting: () => boolean): EnrolmentState {
  if (record.archivedAt) return 'archived'
  if (record.completedAt) return 'completed'
  if (record.pausedAt) return 'paused'
  return isWaiting() ? 'waiting' : 'active'
}

/** All that comes before the reflection is done, and the day on which somebody looks back is still to come. */
function waits(
  record: EnrolmentRecord,
  definition: Definition,
  gates: Standing['gates'],
  settled: readonly { key: string }[],
  now: Temporal.Instant,
): boolean {
  const step = definition.steps.find(({ prompts }) => prompts.some(({ form }) => form === 'reflection'))
  if (!step || gates[0]?.step !== step.number) return false
  const keys = new Set(settled.map(({ key }) => key))
  const before = definition.steps.filter(({ number }) => number < step.number).flatMap(({ prompts }) => prompts)
  if (!before.every(({ key }) => keys.has(key))) return false
  const today = todayIn(record.timeZone, now)
  return record.experiments.some(
    ({ status, review_on }) => (status === 'draft' || status === 'active') && review_on !== null && review_on > today,
  )
}

/** YYYY-MM-DD in a zone. */
export function todayIn(timeZone: string, instant: Temporal.Instant): string {
  return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString()
}

export function isComplete(experiment: Pick<ExperimentRow, 'hypothesis' | 'metric' | 'start_on' | 'review_on'>) {
  return Boolean(experiment.hypothesis && experiment.metric && (experiment.start_on || experiment.review_on))
}

const ACTIONS = 3

/** What a step with a form needs before the next one opens, in words, or null. Source: career desk, 2. */
const NEEDS: Record<FormKind, (experiments: readonly ExperimentRow[], step: number) => string | null> = {
  experiment: (experiments, step) =>
    experiments.some(isComplete)
      ? null
      : `Step ${step + 1} opens once one experiment says what you expect, how you will measure it, and when it starts or is reviewed.`,
  obstacle: (experiments, step) =>
    experiments.some(({ obstacles }) => obstacles.length > 0)
      ? null
      : `Step ${step + 1} opens once you have written down one obstacle and how you will answer it.`,
  action: (experiments, step) => {
    const missing = ACTIONS - experiments.flatMap(({ actions }) => actions).length
    if (missing <= 0) return null
    return `Step ${step + 1} opens once you have ${ACTIONS} actions: ${missing} more to go.`
  },
  reflection: (experiments, step) =>
    experiments.some(
      ({ status, reflections, learnings }) =>
        reflections.length > 0 || (status === 'abandoned' && learnings.length > 0),
    )
      ? null
      : `Step ${step + 1} opens once you have written one reflection, or what you learned from an experiment that you abandoned.`,
}
