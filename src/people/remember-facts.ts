import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { type Context, transact } from '../storage/index.ts'
import { type CurrentFact, type NewFact, type Supersession, slotOf, weighFacts } from './rules.ts'
import { type FactInput, factValues } from './schema.ts'

/**
 * Remembers what one message, form or account said, each fact with that source; newer facts supersede older ones. Facts
 * come only from what the person wrote or did. What does not have its key's shape is left out and logged by its key; the
 * same message twice changes nothing. Remembers nothing while memory is off. Gives the ids of the new facts.
 */
export async function rememberFacts(
  ctx: Context,
  input: {
    personId: string
    messageId: string | null
    /** Needed where there is no message */
    source?: 'message' | 'form' | 'account' | 'import'
    facts: readonly FactInput[]
  },
): Promise<string[]> {
  const stated = input.facts.map(fact => shaped(ctx, fact)).filter(fact => fact !== undefined)
  if (stated.length === 0) return []
  return transact(ctx, async ctx => {
    if (!(await lockMemory(ctx, input.personId))) return []
    const { current, forgotten } = await currentFacts(ctx, input.personId, input.messageId)
    const wanted = stated.filter(fact => !forgotten.has(fact.key))
    const { added, superseded } = weighFacts(current, wanted, input.messageId)
    await writeFacts(ctx, {
      personId: input.personId,
      messageId: input.messageId,
      source: input.messageId === null ? (input.source ?? 'form') : 'message',
      added,
      superseded,
    })
    return added.map(fact => fact.id)
  })
}

function shaped(ctx: Context, fact: FactInput): NewFact | undefined {
  const parsed = factValues[fact.key]?.safeParse(fact.value)
  if (!parsed?.success) {
    ctx.log.warn({ key: fact.key }, 'a fact without the shape of its key is not remembered')
    return undefined
  }
  const { confidence = 1 } = fact
  const kept = { ...fact, value: parsed.data } as FactInput
  return { ...kept, id: newId(), slot: slotOf(fact.key, parsed.data), confidence: Math.min(1, Math.max(0, confidence)) }
}

/** One statement at a time about a person; also waits for the switch and for erasing. */
async function lockMemory(ctx: Context, personId: string): Promise<boolean> {
  const locked = await sql<{ on: boolean }>`
    select memory_off_since is null and erased_at is null as "on" from persons where id = ${personId} for no key update
  `.execute(ctx.db)
  return locked.rows[0]?.on ?? false
}

/** What is current, and the keys of what this very message said and the person has erased since. */
export async function currentFacts(ctx: Context, personId: string, messageId: string | null = null) {
  const found = await sql<CurrentFact & { erased: boolean }>`
    select id, key, slot, value, message_id as "messageId", erased_at is not null as erased from facts
    where person_id = ${personId}
      and ((superseded_at is null and erased_at is null) or (erased_at is not null and message_id = ${messageId}::uuid))
    order by number`.execute(ctx.db)
  return {
    current: found.rows.filter(row => !row.erased),
    forgotten: new Set(found.rows.filter(row => row.erased).map(row => row.key)),
  }
}

/** Supersedes first: the unique index knows only one current fact of a slot. */
export async function writeFacts(
  ctx: Context,
  write: {
    personId: string
    messageId: string | null
    source: 'message' | 'correction' | 'form' | 'account' | 'import'
    added: readonly NewFact[]
    superseded: readonly Supersession[]
  },
): Promise<void> {
  const now = ctx.now()
  if (write.superseded.length > 0)
    await sql`
      update facts set superseded_at = ${now}, superseded_by = s.by, superseded_reason = s.reason
      from json_to_recordset(${JSON.stringify(write.superseded)}::json) as s (id uuid, by uuid, reason text)
      where facts.id = s.id`.execute(ctx.db)
  if (write.added.length > 0)
    await sql`
      insert into facts (id, person_id, key, value, slot, confidence, source_kind, message_id, created_at)
      select f.id, ${write.personId}, f.key, f.value, f.slot, f.confidence, ${write.source}, ${write.messageId}::uuid,
        ${now}::timestamptz
      from json_to_recordset(${JSON.stringify(write.added)}::json)
        as f (id uuid, key text, value jsonb, slot text, confidence real)`.execute(ctx.db)
}
