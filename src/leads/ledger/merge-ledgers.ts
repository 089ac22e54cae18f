import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'

/**
 * Makes two ledgers one: every row moves, a key that both have in another round, and rows of kind `merged` take back what was
 * counted twice or lies above a cap. Both persons are locked; so are their leads, the lower id first.
 */
export async function mergeLedgers(
  ctx: Context,
  persons: { from: string; to: string },
): Promise<Record<string, string[]>> {
  // What is still to be counted is the other's from now on, as are the rows that it is counted from.
  await sql`
    with taken as (delete from lead_histories where person_id = ${persons.from}::uuid returning person_id)
    insert into lead_histories (person_id) select ${persons.to}::uuid from taken on conflict do nothing`.execute(ctx.db)
  const merged = await sql<{ moved: Record<string, string[]> | null }>`
    select merge_leads(${persons.from}::uuid, ${persons.to}::uuid, ${ctx.now()}) as moved`.execute(ctx.db)
  return merged.rows[0]?.moved ?? { leads: [], signals: [] }
}

/** Takes exactly that back: the rows as they were, and those of kind `merged` are gone. */
export async function unmergeLedgers(
  ctx: Context,
  { from, to, moved }: { from: string; to: string; moved: Record<string, string[]> },
): Promise<void> {
  if (!moved.signals_before) return
  await sql`select unmerge_leads(${from}::uuid, ${to}::uuid, ${ctx.now()}, ${JSON.stringify(moved)}::jsonb)`.execute(
    ctx.db,
  )
}
