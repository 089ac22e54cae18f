import type { Definition } from './definition.ts'
import type { EnrolmentRecord } from './record.ts'
import type { Progress } from './schema.ts'
import { type Standing, todayIn } from './standing.ts'

/** An action counts as kept up to so many days after it was due. */
const GRACE_DAYS = 2

/** What was done, from the rows and the present day alone; the length of a text counts nothing. Source: career desk, 2. */
export function progressOf(
  record: EnrolmentRecord,
  definition: Definition,
  standing: Standing,
  now: Temporal.Instant,
): Progress {
  const { timeZone, experiments } = record
  const { prompts, answered, skipped, answers } = standing
  const today = todayIn(timeZone, now)
  const settled = (key: string) => answered.has(key) || skipped.has(key)
  const ratings = prompts
    .filter(({ kind }) => kind === 'rating')
    .map(({ key }) => answers.get(key))
    .filter(answer => answer?.value != null)
  const reflections = experiments
    .flatMap(experiment => experiment.reflections.map(reflection => ({ ...reflection, experiment: experiment.id })))
    .sort((a, b) => Temporal.Instant.compare(a.reflected_at, b.reflected_at))
  const actions = experiments.flatMap(experiment => experiment.actions)
  const counted = actions.filter(({ due_on, done_at }) => done_at !== null || (due_on !== null && due_on <= today))

  const doneByDay = new Map<string, number>()
  const days = [...answers.values()]
    .flatMap(({ answered_at }) => (answered_at ? [dayOf(answered_at, timeZone)] : []))
    .sort()
  for (const day of days) doneByDay.set(day, (doneByDay.get(day) ?? 0) + 1)

  // Of one experiment's reflections on one day the last counts: it was being written.
  const byDay = new Map(
    reflections.map(reflection => [`${reflection.experiment} ${dayOf(reflection.reflected_at, timeZone)}`, reflection]),
  )
  return {
    prompts: { done: answered.size, skipped: skipped.size, total: prompts.length },
    steps: {
      done: definition.steps.filter(
        step =>
          step.prompts.every(({ key }) => settled(key)) && !standing.gates.some(gate => gate.step === step.number),
      ).length,
      total: definition.steps.length,
    },
    confidence: { before: ratings[0]?.value ?? null, after: reflections.at(-1)?.confidence ?? null },
    experiments: {
      started: experiments.filter(({ started_at }) => started_at).length,
      reviewed: experiments.filter(({ status }) => status === 'reviewed').length,
    },
    actions: { kept: counted.filter(action => wasKept(action, timeZone)).length, of: counted.length },
    quietDays: quietDays(record, today),
    timeline: {
      confidence: [
        ...ratings.map(rating => ({ at: instant(rating!.saved_at), value: rating!.value!, source: 'rating' as const })),
        ...[...byDay.values()].map(({ reflected_at, confidence }) => ({
          at: instant(reflected_at),
          value: confidence,
          source: 'reflection' as const,
        })),
      ].sort((a, b) => Temporal.Instant.compare(a.at, b.at)),
      done: [...doneByDay].map(([on, prompts]) => ({ on, prompts })),
      experiments: experiments.map(({ id, title, start_on, review_on, status }) => ({
        id,
        title,
        startOn: start_on,
        reviewOn: review_on,
        status,
      })),
    },
  }
}

function wasKept({ due_on, done_at }: { due_on: string | null; done_at: string | null }, timeZone: string): boolean {
  if (done_at === null) return false
  if (due_on === null) return true
  return dayOf(done_at, timeZone) <= Temporal.PlainDate.from(due_on).add({ days: GRACE_DAYS }).toString()
}

/** Whole days of the person's calendar since they last answered, reflected or worked on an action. */
function quietDays({ answers, experiments, timeZone }: EnrolmentRecord, today: string): number | null {
  const instants = [
    ...answers.map(answer => answer.saved_at),
    ...experiments.flatMap(({ reflections }) => reflections.map(({ reflected_at }) => reflected_at)),
    ...experiments.flatMap(({ actions }) => actions.map(({ changed_at }) => changed_at)),
  ]
  const last = instants
    .map(at => dayOf(at, timeZone))
    .sort()
    .at(-1)
  if (last === undefined) return null
  return Math.max(0, Temporal.PlainDate.from(last).until(today, { largestUnit: 'days' }).days)
}

function dayOf(at: string, timeZone: string): string {
  return todayIn(timeZone, Temporal.Instant.from(at))
}

export function instant(at: string): string {
  return Temporal.Instant.from(at).toString()
}
