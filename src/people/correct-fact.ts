import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { currentFacts, writeFacts } from './remember-facts.ts'
import { displaces, type NewFact, reasonOf, type Supersession, slotOf } from './rules.ts'
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
    const { current } = await currentFacts(ctx, personId)
    const wrong = current.find(fact => fact.id === factId)
    if (!wrong) return refuse('not_found', 'people.unknown_fact', 'This is not remembered any more.')
    const right = correctedFact(wrong.key, value)
    if (right.slot === wrong.slot && JSON.stringify(right.value) === JSON.stringify(wrong.value)) return wrong.id
    const superseded: Supersession[] = current
      .filter(fact => fact.id === wrong.id || displaces(right, fact))
      .map(fact => ({ id: fact.id, by: right.id, reason: fact.id === wrong.id ? 'corrected' : reasonOf(right, fact) }))
    await writeFacts(ctx, { personId, messageId: null, source: 'correction', added: [right], superseded })
    return right.id
  })
}

function correctedFact(key: string, value: unknown): NewFact {
  const parsed = factValues[key as FactKey]?.safeParse(value)
  if (!parsed?.success)
    return refuse('invalid', 'people.bad_fact', { message: `This does not fit "${key}".`, field: 'value' })
  const fact = { key, value: parsed.data } as FactInput
  return { ...fact, id: newId(), slot: slotOf(key, parsed.data), confidence: 1 }
}
