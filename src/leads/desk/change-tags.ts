import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { lockLead } from './lock-lead.ts'
import { requireSales } from './rights.ts'

/** Past this many nobody reads them. */
const MOST = 20

/**
 * Puts tags on a lead and takes others off. One that is there, or is not, stays so. Gives the tags that the lead has now, in
 * alphabetical order. Refuses `leads.not_allowed`, `leads.unknown`, `leads.too_many_tags`.
 */
export async function changeTags(
  ctx: Context,
  { personId, add = [], remove = [] }: { personId: string; add?: readonly string[]; remove?: readonly string[] },
): Promise<string[]> {
  const { accountId } = requireSales(ctx)
  return transact(ctx, async ctx => {
    await lockLead(ctx, personId)
    const removed = await sql`
      delete from lead_tags where person_id = ${personId}::uuid and tag = any(${remove}::text[])`.execute(ctx.db)
    const ids = add.map(() => newId())
    const added = await sql`
      insert into lead_tags (id, person_id, tag, account_id, created_at)
      select id, ${personId}::uuid, tag, ${accountId}::uuid, ${ctx.now()}
      from unnest(${ids}::uuid[], ${add}::text[]) as new (id, tag)
      on conflict (person_id, tag) do nothing`.execute(ctx.db)
    const { rows } = await sql<{ tag: string }>`
      select tag from lead_tags where person_id = ${personId}::uuid order by tag`.execute(ctx.db)
    if (rows.length > MOST)
      refuse('conflict', 'leads.too_many_tags', `A lead has at most ${MOST} tags. Take one off first.`)
    const counts = { added: Number(added.numAffectedRows ?? 0), removed: Number(removed.numAffectedRows ?? 0) }
    if (counts.added + counts.removed > 0) {
      await audit(ctx, 'lead.tagged', { kind: 'person', id: personId }, counts)
      tell(ctx, { topic: 'lead', id: personId })
    }
    return rows.map(({ tag }) => tag)
  })
}

/** Tags in use that begin with `q`, then those that hold it; the most used first. Refuses `leads.not_allowed`. */
export async function suggestTags(ctx: Context, { q = '' }: { q?: string }): Promise<{ tag: string; count: number }[]> {
  requireSales(ctx)
  const wanted = q.toLowerCase()
  const { rows } = await sql<{ tag: string; count: number }>`
    select tag, count(*) as count from (select tag from lead_tags limit 100000) t
    where position(${wanted}::text in tag) > 0
    group by tag order by starts_with(tag, ${wanted}::text) desc, count(*) desc, tag limit 20`.execute(ctx.db)
  return rows
}
