import { hash } from 'node:crypto'
import { refuse } from '../../kernel/refusal.ts'
import {
  addAction,
  addExperiment,
  addLearning,
  addObstacle,
  enrol,
  type Keeping,
  keepNotes,
  type Placing,
  placeAnswers,
  promptAt,
} from '../../programmes/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { Brought, LocalKey } from './schema.ts'
import { type LocalAnswer, type LocalExperiment, readLocalState } from './states/schema.ts'

/** Where the seven steps of before are asked now. */
const SEVEN = ['1.5', '1.6', '2.1', '3.2', '5.1', '6.1', '8.1']
/** How much of either an experiment may hold here. */
const MOST = 50

const digest = (...parts: unknown[]) => hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32)

/**
 * Takes what an earlier application left in somebody's browser into their programme, which is begun where it was not: eight answers
 * to `ps101-express`, steps to `ps101` with the mark that the order told their place. What finds another answer, or no
 * place, becomes an earlier note. The same again adds nothing. Refuses `legacy.local_state` for what is no such state or an empty one,
 * `people.ended`.
 */
export async function bringLocalState(
  ctx: Context,
  { personId, key, state }: { personId: string; key: LocalKey; state: string },
): Promise<Brought> {
  const read = readLocalState(key, state)
  if (!read || read.answers.length + read.experiments.length === 0)
    return refuse('invalid', 'legacy.local_state', 'There is nothing in it that could be brought along.')
  const programme = key === 'ps101_simple_state' ? 'ps101-express' : 'ps101'
  return transact(ctx, async ctx => {
    const { enrolment } = await enrol(ctx, { personId, programme })
    const { id: enrolmentId, version } = enrolment
    const placings: Placing[] = []
    const notes = new Map<string, Keeping>()
    const now = ctx.now()
    for (const answer of read.answers) {
      const { step, n, text, at } = answer
      const sourceKey = `browser:${key}:${step}.${n}:${digest(text)}`
      const written = at === null ? null : earlier(Temporal.Instant.from(at), now)
      notes.set(sourceKey, { enrolmentId, label: labelOf(key, answer), text, at: written, sourceKey })
      const prompt = placeOf(key, answer, version)
      if (prompt !== undefined) {
        const said = [{ text, at: written ?? now }]
        placings.push({
          enrolmentId,
          programme,
          version,
          prompt,
          said,
          byOrder: key !== 'ps101_simple_state',
          sourceKey,
        })
      }
    }
    const { placed, taken } = await placeAnswers(ctx, placings)
    const placeable = new Set(placings.map(({ sourceKey }) => sourceKey))
    const unplaced = [...notes.values()].filter(
      ({ sourceKey }) => taken.includes(sourceKey) || !placeable.has(sourceKey),
    )
    const kept = await keepNotes(ctx, unplaced)
    const known = new Set(enrolment.experiments.map(({ id }) => id))
    let experiments = 0
    for (const experiment of read.experiments.slice(0, Math.max(0, MOST - known.size)))
      experiments += await bringExperiment(ctx, { personId, enrolmentId, known }, experiment)
    return { enrolmentId, programme, placed: placed.length, kept, experiments }
  })
}

function earlier(at: Temporal.Instant, now: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(at, now) < 0 ? at : now
}

function placeOf(key: LocalKey, { step, n }: LocalAnswer, version: number): string | undefined {
  if (key === 'ps101_simple_state') return promptAt('ps101-express', 1, n, version)
  return key === 'ps101_state' ? SEVEN[step - 1] : promptAt('ps101', step, n, version)
}

function labelOf(key: LocalKey, { step, n }: LocalAnswer): string {
  if (key === 'ps101_simple_state') return `Question ${n + 1} of the eight of before`
  return key === 'ps101_state' ? `Step ${step} of the seven of before` : `Step ${step}, answer ${n + 1}, of before`
}

type Named = { personId: string; enrolmentId: string; known: ReadonlySet<string> }

/** Gives 1 where it is new. What was under way is a draft here: a person begins it. */
async function bringExperiment(
  ctx: Context,
  { personId, enrolmentId, known }: Named,
  one: LocalExperiment,
): Promise<number> {
  const requestKey = `browser:${digest(one.id, one.title, one.hypothesis)}`
  const made = await addExperiment(ctx, {
    ...{ personId, enrolmentId, requestKey },
    experiment: {
      title: cut(one.title, 200),
      hypothesis: cut(one.hypothesis, 2000),
      metric: cut(one.metric, 2000),
      resources: cut(one.resources, 2000),
      startOn: one.startOn,
      reviewOn: one.reviewOn,
    },
  })
  if (known.has(made.id)) return 0
  const to = { personId, experimentId: made.id }
  for (const { kind, label, strategy } of one.obstacles.slice(0, MOST))
    await addObstacle(ctx, { ...to, obstacle: { kind, label: cut(label, 500), strategy: cut(strategy, 2000) || '—' } })
  for (const { label, dueOn, who, done } of one.actions.slice(0, MOST))
    await addAction(ctx, { ...to, action: { label: cut(label, 500), dueOn, who: cut(who, 200), done } })
  for (const text of one.learnings.slice(0, MOST))
    await addLearning(ctx, { ...to, learning: { text: cut(text, 2000) } })
  return 1
}

/** As much of a text as a field holds. The state itself stays in the browser. */
function cut(text: string, longest: number): string {
  return text.trim().slice(0, longest).toWellFormed()
}
