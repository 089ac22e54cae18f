import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { isSingle } from './rules.ts'

/**
 * Takes a fact's value for good, and the same from its history: every value that a one-valued key ever had, or all that
 * led to this value of another key. The rows stay and say when they were erased. Gives how many values are gone.
 * Refuses `people.unknown_fact` for what is not a fact of this person; an erased one stays erased.
 */
export async function eraseFact(ctx: Context, { personId, factId }: { personId: string; factId: string }) {
  return transact(ctx, async ctx => {
    await sql`select from persons where id = ${personId} for no key update`.execute(ctx.db)
    const found = await sql<{ key: string; slot: string; erased: boolean }>`
      select key, slot, erased_at is not null as erased from facts where id = ${factId} and person_id = ${personId}
    `.execute(ctx.db)
    const fact = found.rows[0]
    if (!fact) return refuse('not_found', 'people.unknown_fact', 'This is not remembered.')
    if (fact.erased) return 0
    const whole = isSingle(fact.key)
    const erased = await sql`
      with recursive history as (
        select id from facts where person_id = ${personId} and key = ${fact.key} and (${whole} or slot = ${fact.slot})
        union
        select f.id from facts f join history on f.superseded_by = history.id and f.superseded_reason <> 'replaced'
      )
      update facts set value = null, slot = '', quote = null, erased_at = ${ctx.now()}
      where id in (select id from history) and erased_at is null returning id`.execute(ctx.db)
    return erased.rows.length
  })
}

/**
 * Takes the value of every fact that was read from these sources (answer revisions or résumé versions), in the caller's
 * transaction: erasing the source erases the fact. What another source had said before, and was only said again here, holds
 * again. Gives how many values are gone.
 */
export async function eraseFactsOf(ctx: Context, { personId, sourceIds }: { personId: string; sourceIds: string[] }) {
  const erased = await sql<{ id: string; held: boolean }>`
    update facts set value = null, slot = '', quote = null, erased_at = ${ctx.now()}
    where person_id = ${personId} and source_id = any (${sourceIds}::uuid[]) and erased_at is null
    returning id, superseded_at is null as held`.execute(ctx.db)
  const held = erased.rows.flatMap(row => (row.held ? [row.id] : []))
  if (held.length > 0)
    await sql`
      with recursive line as (
        select id, erased_at is not null as erased from facts where id = any (${held}::uuid[])
        union
        select f.id, f.erased_at is not null from facts f join line on f.superseded_by = line.id
        where line.erased and f.superseded_reason = 'restated'
      ), newest as (
        select distinct on (f.key, f.slot) f.id from facts f join line using (id)
        where f.erased_at is null order by f.key, f.slot, f.number desc
      )
      update facts f set superseded_at = null, superseded_by = null, superseded_reason = null
      from newest where f.id = newest.id and f.superseded_at is not null and f.person_id = ${personId}
        and not exists (select from facts o where o.person_id = f.person_id and o.key = f.key and o.slot = f.slot
          and o.superseded_at is null and o.erased_at is null)`.execute(ctx.db)
  return erased.rows.length
}

/** Takes the value of everything that is or was remembered about a person. Gives how many values are gone. */
export async function eraseAllFacts(ctx: Context, personId: string): Promise<number> {
  return transact(ctx, async ctx => {
    await sql`select from persons where id = ${personId} for no key update`.execute(ctx.db)
    const erased = await sql`
      update facts set value = null, slot = '', quote = null, erased_at = ${ctx.now()}
      where person_id = ${personId} and erased_at is null returning id`.execute(ctx.db)
    return erased.rows.length
  })
}
