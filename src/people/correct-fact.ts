import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { type NewFact, rivalsOf, slotOf } from './rules.ts'
import { type FactInput, type FactKey, factValues } from './schema.ts'

export type Correction = { personId: string; factId: string; value: unknown }

/**
 * Puts the person's own value in the place of a remembered one, as a new fact whose source is the correction. Works while
 * memory is off too: it sets right, it does not add. Gives the id of the fact that now holds.
 *
 * Refuses `people.unknown_fact` for what is not a current fact of this person, `people.bad_fact` for a value that is not of
 * its key's shape.
 */
export async function correctFact(ctx: Context, { personId, factId, value }: Correction): Promise<string> {
  return transact(ctx, async ctx => {
    await sql`select from persons where id = ${personId} for no key update`.execute(ctx.db)
    const wrong = await sql<{ key: string }>`
      select key from facts
      where id = ${factId} and person_id = ${personId} and superseded_at is null and erased_at is null`.execute(ctx.db)
    const key = wrong.rows[0]?.key
    if (!key) return refuse('not_found', 'people.unknown_fact', 'This is not remembered any more.')
    const right = correctedFact(key, value)
    const json = JSON.stringify(right.value)
    const same = await sql`select from facts where id = ${factId} and value = ${json}::jsonb`.execute(ctx.db)
    if (same.rows.length > 0) return factId

    const now = ctx.now()
    await sql`
      update facts set superseded_at = ${now}, superseded_by = ${right.id},
        superseded_reason = case when id = ${factId} then 'corrected' when key = ${key} then 'restated' else 'opposite' end
      where person_id = ${personId} and superseded_at is null and erased_at is null
        and (id = ${factId} or (key = any (${rivalsOf(key)}::text[]) and slot = ${right.slot}))`.execute(ctx.db)
    await sql`
      insert into facts (id, person_id, key, value, slot, confidence, source_kind, created_at)
      values (${right.id}, ${personId}, ${key}, ${json}::jsonb, ${right.slot}, 1, 'correction', ${now})`.execute(ctx.db)
    return right.id
  })
}

function correctedFact(key: string, value: unknown): NewFact {
  const parsed = factValues[key as FactKey]?.safeParse(value)
  if (!parsed?.success)
    return refuse('invalid', 'people.bad_fact', { message: `This does not fit “${key}”.`, field: 'value' })
  const fact = { key, value: parsed.data } as FactInput
  return { ...fact, id: newId(), slot: slotOf(key, parsed.data), confidence: 1 }
}
