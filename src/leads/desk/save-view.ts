import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { requireSales } from './rights.ts'
import type { LeadView } from './schema.ts'

/** Tabs past this many are found by nobody. */
const MOST = 30

type Input = { id?: string; name: string; query: Record<string, string>; shared?: boolean }

/**
 * Keeps how somebody looks at the list under a name of theirs; the same name again, or the `id` of one of theirs, writes it anew.
 * Shared, all of the sales desk see it. Refuses `leads.not_allowed`, `leads.view_unknown`, `leads.view_name` (another of theirs has
 * it), `leads.too_many_views`, `accounts.sign_in`.
 */
export async function saveView(ctx: Context, { id, name, query, shared = false }: Input): Promise<LeadView> {
  const accountId = requireAccount(ctx)
  return transact(ctx, async ctx => {
    await sql`select from accounts where id = ${accountId}::uuid for no key update`.execute(ctx.db)
    const own = (await listViews(ctx)).filter(view => view.own)
    const same = own.find(view => view.name === name)
    const known = id ? (own.find(view => view.id === id) ?? refuseView()) : same
    if (same && known && same.id !== known.id)
      refuse('conflict', 'leads.view_name', 'You have another view of this name. Choose another one.')
    if (!known && own.length >= MOST)
      refuse('conflict', 'leads.too_many_views', `You have ${MOST} views, which is as many as fit. Delete one first.`)
    const saved = known?.id ?? newId()
    await sql`
      insert into lead_views (id, account_id, name, query, shared, created_at, updated_at)
      values (${saved}::uuid, ${accountId}::uuid, ${name}, ${JSON.stringify(query)}::jsonb, ${shared}, ${ctx.now()}, ${ctx.now()})
      on conflict (id) do update set name = excluded.name, query = excluded.query, shared = excluded.shared,
        updated_at = excluded.updated_at`.execute(ctx.db)
    await audit(ctx, 'lead.view_saved', { kind: 'lead_view', id: saved }, { shared })
    tell(ctx, { topic: 'lead', id: saved })
    return (await listViews(ctx)).find(view => view.id === saved)!
  })
}

/** Deletes one's own view; one that is gone stays so. Refuses `leads.not_allowed`, `accounts.sign_in`. */
export async function deleteView(ctx: Context, { id }: { id: string }): Promise<void> {
  const accountId = requireAccount(ctx)
  return transact(ctx, async ctx => {
    const gone = await sql`
      delete from lead_views where id = ${id}::uuid and account_id = ${accountId}::uuid returning id`.execute(ctx.db)
    if (gone.rows.length === 0) return
    await audit(ctx, 'lead.view_deleted', { kind: 'lead_view', id })
    tell(ctx, { topic: 'lead', id })
  })
}

/** One's own, then what others share, each by name. Refuses `leads.not_allowed`. */
export async function listViews(ctx: Context): Promise<LeadView[]> {
  const { accountId } = requireSales(ctx)
  const { rows } = await sql<LeadView>`
    select v.id, v.name, v.query, v.shared, v.account_id = ${accountId}::uuid as own, a.name as by
    from lead_views v join accounts a on a.id = v.account_id
    where v.account_id = ${accountId}::uuid or v.shared
    order by v.account_id = ${accountId}::uuid desc, lower(v.name) collate "C", v.id limit 100`.execute(ctx.db)
  return rows
}

function requireAccount(ctx: Context): string {
  return requireSales(ctx).accountId ?? refuse('unauthenticated', 'accounts.sign_in', 'Please sign in.')
}

function refuseView(): never {
  return refuse('not_found', 'leads.view_unknown', 'There is no such view of yours any more.')
}
