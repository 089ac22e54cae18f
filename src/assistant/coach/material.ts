import { sql } from 'kysely'
import { recallFacts } from '../../people/index.ts'
import { coachMaterial, type Enrolment, type Material, programmeOf, promptsOf } from '../../programmes/index.ts'
import type { Context } from '../../storage/index.ts'

const MOST_TOKENS = 4_000
/** Facts of a working life. What was said about homes, telephones and budgets stays at the other desk. */
const WORKING_LIFE = /^(?:name|skill|work_)/

/**
 * What the coach may use of this person: their own answers, forms and facts, what belongs to the prompt's step first, then the
 * newest. Nothing where they switched it off, here or with their memory.
 */
export async function materialOf(
  ctx: Context,
  { personId, enrolment, prompt }: { personId: string; enrolment: Enrolment | null; prompt: string | null },
): Promise<Material[]> {
  if (!(await mayUseMaterial(ctx, personId))) return []
  const prompts = enrolment ? promptsOf(programmeOf(enrolment.programme, enrolment.version)) : []
  const step = prompts.find(({ key }) => key === prompt)?.step
  const { items } = await coachMaterial(ctx, { personId, maxTokens: MOST_TOKENS, ...(step && { step }) })
  if (!items.some(item => item.kind === 'fact')) return items
  const facts = await recallFacts(ctx, personId)
  const own = new Set(facts.filter(fact => WORKING_LIFE.test(fact.key)).map(fact => fact.id))
  return items.filter(item => item.kind !== 'fact' || own.has(item.source))
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
