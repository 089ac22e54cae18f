import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { storable } from '../kernel/text.ts'
import type { Context } from '../storage/index.ts'
import { familyOf, type NewFact, rivalsOf, settled, slotOf } from './rules.ts'
import { type FactInput, type FactKey, factValues } from './schema.ts'

declare module '../storage/index.ts' {
  interface Events {
    /** Somebody stated facts of these keys, and they are remembered. */
    'facts.remembered': { personId: string; messageId: string | null; keys: readonly FactKey[] }
  }
}

/**
 * Remembers what one message, form, account, answer or résumé said, each fact with that source; newer facts supersede older ones. Facts
 * come only from what the person wrote or did. What does not have its key's shape is left out and logged by its key; the
 * same message twice changes nothing. Remembers nothing while memory is off. Gives the ids of the new facts.
 */
export async function rememberFacts(
  ctx: Context,
  input: {
    personId: string
    messageId: string | null
    /** Where there is no message: a form unless told, or the answer revision, résumé version or line of a call that was read */
    source?: 'form' | 'account' | 'import' | { kind: 'answer' | 'resume' | 'call'; id: string }
    facts: readonly FactInput[]
  },
): Promise<string[]> {
  const stated = settled(input.facts.map(fact => shaped(ctx, fact)).filter(fact => fact !== undefined))
  if (stated.length === 0) return []
  const weighed = stated.map(fact => ({ ...fact, rivals: rivalsOf(fact.key), family: familyOf(fact.key) }))
  const source = input.messageId === null ? (input.source ?? 'form') : 'message'
  const written = typeof source === 'object' ? source : { kind: source, id: null }
  const added = await sql<{ id: string }>`
    select id from remember_facts(
      ${input.personId}, ${input.messageId}, ${written.kind}, ${written.id}, ${ctx.now()}, ${JSON.stringify(weighed)}::jsonb
    ) as id`.execute(ctx.db)
  const ids = added.rows.map(row => row.id)
  const keys = stated.filter(fact => ids.includes(fact.id)).map(fact => fact.key)
  if (keys.length > 0)
    await ctx.announce(ctx, 'facts.remembered', { personId: input.personId, messageId: input.messageId, keys })
  return ids
}

function shaped(ctx: Context, fact: FactInput): NewFact | undefined {
  const parsed = factValues[fact.key]?.safeParse(fact.value)
  if (!parsed?.success) {
    ctx.log.warn({ key: fact.key }, 'a fact without the shape of its key is not remembered')
    return undefined
  }
  const { confidence = 1, quote } = fact
  const kept = { ...fact, value: parsed.data } as FactInput
  const words = quote === undefined ? '' : storable(quote).trim()
  return {
    ...kept,
    ...(words && { quote: words }),
    id: newId(),
    slot: slotOf(fact.key, parsed.data),
    confidence: Math.min(1, Math.max(0, confidence)),
  }
}
