import { sql } from 'kysely'
import { recallFacts } from '../../people/index.ts'
import type { Enrolment } from '../../programmes/index.ts'
import type { Context } from '../../storage/index.ts'
import { showPrompt } from './programme.ts'

/** What the coach may use of a person, newest and same step first; see `materialOf`. */
export type Material = {
  kind: 'answer' | 'experiment' | 'reflection' | 'action' | 'fact'
  about: string
  text: string
  at: string
}

/** About four characters make a token. */
const TOKENS = 4_000
const CHARACTERS_A_TOKEN = 4

/**
 * This person's own answers, forms and facts, at most 4,000 tokens: what belongs to the step at hand first, then the newest.
 * Nothing where they switched it off. Facts about homes stay at the other desk.
 */
export async function materialOf(
  ctx: Context,
  { personId, enrolment, prompt }: { personId: string; enrolment: Enrolment | null; prompt: string | null },
): Promise<Material[]> {
  if (!(await mayUseMaterial(ctx, personId))) return []
  const step = (key: string) => key.split('.')[0]
  const items: (Material & { same: boolean })[] = []
  for (const answer of enrolment?.answers ?? []) {
    if (answer.state === 'skipped' || answer.text.trim() === '') continue
    const about = showPrompt(enrolment!, answer.prompt)?.text ?? `question ${answer.prompt}`
    const rated = answer.value === null ? '' : ` (${answer.value} of 10)`
    const same = prompt !== null && step(answer.prompt) === step(prompt)
    items.push({ kind: 'answer', about, text: answer.text + rated, at: answer.savedAt, same })
  }
  for (const one of enrolment?.experiments ?? []) {
    const text = [one.title, one.hypothesis && `Hypothesis: ${one.hypothesis}`, one.metric && `Metric: ${one.metric}`]
    items.push({
      kind: 'experiment',
      about: one.status,
      text: text.filter(Boolean).join('. '),
      at: one.createdAt,
      same: one.status === 'active',
    })
    for (const { outcome, learning, confidence, at } of one.reflections)
      items.push({
        kind: 'reflection',
        about: one.title,
        text: `${outcome} ${learning} Confidence ${confidence} of 10.`,
        at,
        same: false,
      })
    for (const action of one.actions)
      items.push({
        kind: 'action',
        about: one.title,
        text: `${action.label}${action.doneAt ? ' (done)' : ''}`,
        at: one.createdAt,
        same: false,
      })
  }
  for (const fact of await recallFacts(ctx, personId))
    if (/^(?:name|skill|work_)/.test(fact.key))
      items.push({ kind: 'fact', about: fact.label, text: fact.sentence, at: fact.source.at, same: false })
  items.sort((a, b) => Number(b.same) - Number(a.same) || b.at.localeCompare(a.at))
  let left = TOKENS * CHARACTERS_A_TOKEN
  return items.flatMap(({ same: _, ...item }) => {
    left -= item.text.length + item.about.length + 40
    return left >= 0 ? [item] : []
  })
}

/** Whether the coach may use what the person wrote elsewhere; so until they switch it off. */
export async function mayUseMaterial(ctx: Context, personId: string): Promise<boolean> {
  const found = await sql`
    select from coach_settings where person_id = ${personId} and material_off_since is not null`.execute(ctx.db)
  return found.rows.length === 0
}

/** Switches it on or off. */
export async function setMaterial(ctx: Context, { personId, on }: { personId: string; on: boolean }): Promise<void> {
  const since = on ? null : ctx.now()
  await sql`
    insert into coach_settings (person_id, material_off_since, updated_at) values (${personId}, ${since}, ${ctx.now()})
    on conflict (person_id) do update set updated_at = excluded.updated_at,
      material_off_since = case when ${on} then null
        else coalesce(coach_settings.material_off_since, excluded.material_off_since) end`.execute(ctx.db)
}
