import { sql } from 'kysely'
import { recallFacts } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { promptsOf } from './definition.ts'
import { instant } from './progress.ts'
import { type EnrolmentRecord, readRecords } from './record.ts'
import { programmeOf } from './registry.ts'
import { questionOf } from './view.ts'

export type Material = {
  kind: 'answer' | 'experiment' | 'obstacle' | 'action' | 'learning' | 'reflection' | 'fact'
  /** The person's own words, as they stand; an answer with its question before it */
  text: string
  /** `prompt 6.2`, or the id of the form or fact */
  source: string
  /** RFC 3339 */
  at: string
}

/** Tokens of most models are longer; this never counts too few for Latin script, and errs upward for others. */
const BYTES_A_TOKEN = 3

/**
 * What the coach may use of a person: answers, forms and their own facts, those of `step` first, then the newest, whole pieces
 * within `maxTokens`. Nothing while the person has memory switched off. Works without any answer. Skipped and empty answers are
 * not in it. Without `enrolmentId`, all that is not archived.
 */
export async function coachMaterial(
  ctx: Context,
  input: { personId: string; enrolmentId?: string; step?: number; maxTokens?: number },
): Promise<{ items: Material[] }> {
  const { personId, enrolmentId = null, step, maxTokens = 4000 } = input
  const allowed = await sql`
    select from persons where id = ${personId} and memory_off_since is null and erased_at is null`.execute(ctx.db)
  if (allowed.rows.length === 0) return { items: [] }
  const records = await readRecords(
    ctx,
    sql`e.person_id = ${personId} and (e.id = ${enrolmentId}::uuid or (${enrolmentId}::uuid is null and e.archived_at is null))`,
  )
  const facts = (await recallFacts(ctx, personId)).map(fact => ({
    kind: 'fact' as const,
    text: fact.sentence,
    source: fact.id,
    at: fact.source.at,
    here: false,
  }))
  const all = [...records.flatMap(record => ofRecord(record, step)), ...facts].sort(
    (a, b) => Number(b.here) - Number(a.here) || Temporal.Instant.compare(b.at, a.at),
  )
  const items: Material[] = []
  let left = maxTokens
  for (const { here: _, ...item } of all) {
    const cost = tokensOf(item)
    if (cost > left) continue
    left -= cost
    items.push(item)
  }
  return { items }
}

/** What an item costs at most, with the little that stands around it. */
export function tokensOf({ kind, text, source, at }: Material): number {
  return Math.ceil(Buffer.byteLength(`${kind} ${source} ${at} ${text}`) / BYTES_A_TOKEN)
}

function ofRecord(record: EnrolmentRecord, step: number | undefined): (Material & { here: boolean })[] {
  const definition = programmeOf(record.programme, record.version)
  const prompts = promptsOf(definition)
  const steps = new Map(prompts.map(prompt => [prompt.key, prompt.step]))
  const stepOf = (form: string) => prompts.find(prompt => prompt.form === form)?.step
  const isHere = (of: number | undefined) => step !== undefined && of === step
  const answers = record.answers
    .filter(({ version, text, value }) => version === record.version && (text.trim() !== '' || value !== null))
    .map(({ prompt, text, value, saved_at }) => ({
      kind: 'answer' as const,
      text: `${questionOf(definition, prompt)}\n${[value === null ? '' : `${value} of 10`, text].filter(Boolean).join(': ')}`,
      source: `prompt ${prompt}`,
      at: instant(saved_at),
      here: isHere(steps.get(prompt)),
    }))
  const forms = record.experiments.flatMap(experiment => {
    const { title, hypothesis, metric, resources, status, start_on, review_on } = experiment
    const written = instant(experiment.started_at ?? experiment.created_at)
    const dates = [start_on && `starts ${start_on}`, review_on && `review ${review_on}`].filter(Boolean).join(', ')
    return [
      {
        kind: 'experiment' as const,
        text: [title, hypothesis, metric, resources, dates, status].filter(Boolean).join('\n'),
        source: experiment.id,
        at: written,
        here: isHere(stepOf('experiment')),
      },
      ...experiment.obstacles.map(({ id, kind, label, strategy }) => ({
        kind: 'obstacle' as const,
        text: [`${kind}: ${label}`, strategy].filter(Boolean).join('\n'),
        source: id,
        at: written,
        here: isHere(stepOf('obstacle')),
      })),
      ...experiment.actions.map(({ id, label, due_on, who, done_at, changed_at }) => ({
        kind: 'action' as const,
        text: [label, due_on && `due ${due_on}`, who && `with ${who}`, done_at ? 'done' : 'open']
          .filter(Boolean)
          .join(', '),
        source: id,
        at: instant(changed_at),
        here: isHere(stepOf('action')),
      })),
      ...experiment.learnings.map(({ id, text, learned_at }) => ({
        kind: 'learning' as const,
        text,
        source: id,
        at: instant(learned_at),
        here: isHere(stepOf('reflection')),
      })),
      ...experiment.reflections.map(({ id, outcome, learning, confidence, next, reflected_at }) => ({
        kind: 'reflection' as const,
        text: `${outcome}\n${learning}\nconfidence ${confidence} of 10, ${next}`,
        source: id,
        at: instant(reflected_at),
        here: isHere(stepOf('reflection')),
      })),
    ]
  })
  return [...answers, ...forms]
}
