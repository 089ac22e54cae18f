import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, inTransaction, transact } from '../storage/index.ts'
import { personParts } from './parts.ts'

/** Ids of the rows that were moved, by part and table. */
type Moved = Record<string, Record<string, string[]>>

/** How long a merge can be undone (career desk specification, section 1). */
const UNDOABLE = { hours: 30 * 24 }

/** A merge as its receipt has it: how many rows of each table. */
export type Merge = { id: string; counts: Record<string, number> }

/**
 * Makes everything of a person without an account another person's, in one transaction. The first stays as an empty person
 * that points to the second, and its visitor keys end. Undoable for 30 days. Equal addresses alone are never a reason: the
 * caller knows that both are the same human.
 *
 * Refuses `people.unknown_person` for who is unknown, erased or already somebody else's, `people.not_mergeable` for a person
 * with an account.
 */
export function mergePersons(ctx: Context, { from, to }: { from: string; to: string }): Promise<Merge> {
  return transact(ctx, async ctx => {
    await lockBoth(ctx, from, to)
    const accounts = await sql`select from accounts where person_id = ${from}::uuid`.execute(ctx.db)
    if (from === to || accounts.rows.length > 0)
      refuse('conflict', 'people.not_mergeable', 'Only what was begun without an account can become an account’s.')
    const moved: Moved = {}
    const counts: Record<string, number> = {}
    for (const part of personParts()) {
      const rows = (await part.merge?.(ctx, { from, to })) ?? {}
      moved[part.name] = rows
      for (const [table, ids] of Object.entries(rows)) counts[table] = ids.length
    }
    const id = newId()
    await sql`update persons set merged_into = ${to} where id = ${from}::uuid`.execute(ctx.db)
    await sql`
      insert into person_merges (id, from_person_id, to_person_id, moved, counts, merged_at)
      values (${id}, ${from}, ${to}, ${JSON.stringify(moved)}::jsonb, ${JSON.stringify(counts)}::jsonb, ${ctx.now()})
    `.execute(ctx.db)
    await audit(ctx, 'person.merged', { kind: 'person', id: to }, { merge: id, from, counts })
    return { id, counts }
  })
}

/**
 * Moves exactly what a merge moved back to where it came from. What was added since stays, and so does what is gone. The
 * visitor keys live again. Refuses `people.unknown_merge`, `people.merge_undone`, `people.merge_too_old` after 30 days.
 */
export function undoMerge(ctx: Context, { id }: { id: string }): Promise<Merge> {
  return transact(ctx, async ctx => {
    const found = await sql<{ from: string; to: string; undoneAt: unknown; mergedAt: Temporal.Instant; moved: Moved }>`
      select from_person_id as "from", to_person_id as "to", undone_at as "undoneAt", merged_at as "mergedAt", moved
      from person_merges where id = ${id}::uuid for update`.execute(ctx.db)
    const merge = found.rows[0] ?? refuse('not_found', 'people.unknown_merge', 'There is no such merge.')
    if (merge.undoneAt) refuse('conflict', 'people.merge_undone', 'This was taken apart already.')
    if (Temporal.Instant.compare(merge.mergedAt.add(UNDOABLE), ctx.now()) <= 0)
      refuse('conflict', 'people.merge_too_old', 'After 30 days two persons that were made one stay one.')
    const { from, to } = merge
    await sql`select from persons where id in (${from}, ${to}) order by id for update`.execute(ctx.db)
    await sql`update persons set merged_into = null where id = ${from}::uuid`.execute(ctx.db)
    const counts: Record<string, number> = {}
    for (const part of personParts().reverse()) {
      const moved = merge.moved[part.name] ?? {}
      await part.unmerge?.(ctx, { from, to, moved })
      for (const [table, ids] of Object.entries(moved)) counts[table] = ids.length
    }
    await sql`update person_merges set undone_at = ${ctx.now()} where id = ${id}::uuid`.execute(ctx.db)
    await audit(ctx, 'person.merge_undone', { kind: 'person', id: to }, { merge: id, from })
    return { id, counts }
  })
}

/**
 * What was begun under a visitor key becomes this person's, in the caller's transaction or one of its own. Undefined where
 * the key has no living person, or one with an account: then there is nothing to take over.
 */
export function mergeVisitor(
  ctx: Context,
  { keyHash, personId }: { keyHash: string; personId: string },
): Promise<Merge | undefined> {
  return transact(ctx, async ctx => {
    const from = await leftUnder(ctx, keyHash, personId)
    if (from === undefined) return undefined
    await sql`select from persons where id in (${from}::uuid, ${personId}::uuid) order by id for update`.execute(ctx.db)
    // Signed in twice at once, the other one was faster.
    if ((await leftUnder(ctx, keyHash, personId)) === undefined) return undefined
    return mergePersons(ctx, { from, to: personId })
  })
}

async function leftUnder(ctx: Context, keyHash: string, personId: string): Promise<string | undefined> {
  const found = await sql<{ from: string }>`
    select k.person_id as "from" from visitor_keys k join persons p on p.id = k.person_id
    where k.key_hash = ${keyHash} and k.ended_at is null and p.erased_at is null and p.merged_into is null
      and k.person_id <> ${personId}::uuid
      and not exists (select from accounts a where a.person_id = k.person_id)`.execute(ctx.db)
  return found.rows[0]?.from
}

export type MergeEntry = {
  id: string
  fromPersonId: string
  toPersonId: string
  account: { name: string; email: string } | null
  counts: Record<string, number>
  mergedAt: string
  undoneAt: string | null
  undoable: boolean
}

/** Merges, newest first, fifty a page. */
export async function listMerges(
  ctx: Context,
  { cursor }: { cursor?: string } = {},
): Promise<{ items: MergeEntry[]; cursor: string | null }> {
  const found = await sql<MergeEntry & { mergedAt: Temporal.Instant; undoneAt: Temporal.Instant | null }>`
    select m.id, from_person_id as "fromPersonId", to_person_id as "toPersonId", counts, merged_at as "mergedAt",
      case when a.id is not null then jsonb_build_object('name', a.name, 'email', a.email) end as account,
      undone_at as "undoneAt", undone_at is null and moved <> '{}' and merged_at > ${ctx.now().subtract(UNDOABLE)} as undoable
    from person_merges m left join accounts a on a.person_id = m.to_person_id
    where (${cursor ?? null}::uuid is null or m.id < ${cursor ?? null}::uuid)
    order by m.id desc limit 51`.execute(ctx.db)
  const items = found.rows.slice(0, 50).map(row => ({
    ...row,
    mergedAt: row.mergedAt.toString(),
    undoneAt: row.undoneAt?.toString() ?? null,
  }))
  return { items, cursor: found.rows.length > 50 ? items.at(-1)!.id : null }
}

/** Both persons, the lower id first, so that two merges never wait for each other. */
async function lockBoth(ctx: Context, from: string, to: string): Promise<void> {
  if (!inTransaction(ctx)) throw new Error('persons are locked within a transaction')
  const living = await sql`
    select from persons where id in (${from}::uuid, ${to}::uuid) and erased_at is null and merged_into is null
    order by id for update`.execute(ctx.db)
  if (living.rows.length < new Set([from, to]).size)
    refuse('not_found', 'people.unknown_person', 'There is no such person.')
}
