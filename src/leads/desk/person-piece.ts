import { sql } from 'kysely'
import { moveRows, moveRowsBack } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { carryOverride } from './set-override.ts'

type Move = { from: string; to: string }

/** What the desk keeps about a lead. Called once both leads exist. */
export const deskPiece = {
  /** That staff wrote something and when. What they noted and how they judge stays with them (sales desk specification, 1 and 11). */
  async export(ctx: Context, personId: string): Promise<Record<string, readonly object[]>> {
    const times = async (table: string) => {
      const { rows } = await sql<object>`
        select created_at from ${sql.table(table)} where person_id = ${personId}::uuid order by created_at`.execute(
        ctx.db,
      )
      return rows
    }
    return {
      lead_overrides: await times('lead_overrides'),
      lead_notes: await times('lead_notes'),
      lead_tags: await times('lead_tags'),
      lead_distinctions: await times('lead_distinctions'),
      lead_views: await viewsOf(ctx, personId),
    }
  },
  async erase(ctx: Context, personId: string): Promise<Record<string, number>> {
    const count = async (statement: ReturnType<typeof sql<object>>) =>
      Number((await statement.execute(ctx.db)).numAffectedRows ?? 0)
    // What the two had in common stayed with who became this person.
    const they = sql`(select id from persons where id = ${personId}::uuid or merged_into = ${personId}::uuid)`
    return {
      lead_overrides: await count(sql`delete from lead_overrides where person_id in ${they}`),
      lead_notes: await count(sql`delete from lead_notes where person_id in ${they}`),
      lead_tags: await count(sql`delete from lead_tags where person_id in ${they}`),
      lead_distinctions: await count(sql`
        delete from lead_distinctions where person_id in ${they} or other_id in ${they}`),
      // Of who works here: how they like to see the list.
      lead_views: await count(sql`
        delete from lead_views where account_id in (select id from accounts where person_id = ${personId}::uuid)`),
    }
  },
  /** Tags that both have stay where they are. Of two overrides that stand, that of whom they become goes on. */
  async merge(ctx: Context, { from, to }: Move): Promise<Record<string, string[]>> {
    const ended = await sql<{ id: string }>`
      update lead_overrides set ended_at = ${ctx.now()}
      where person_id = ${from}::uuid and ended_at is null and exists (
        select from lead_overrides o where o.person_id = ${to}::uuid and o.ended_at is null)
      returning id`.execute(ctx.db)
    const tags = await sql<{ id: string }>`
      update lead_tags t set person_id = ${to}::uuid
      where t.person_id = ${from}::uuid and not exists (
        select from lead_tags o where o.person_id = ${to}::uuid and o.tag = t.tag)
      returning t.id`.execute(ctx.db)
    const moved = {
      lead_overrides: await moveRows(ctx, { table: 'lead_overrides', from, to }),
      'lead_overrides ended': ended.rows.map(({ id }) => id),
      lead_notes: await moveRows(ctx, { table: 'lead_notes', from, to }),
      lead_tags: tags.rows.map(({ id }) => id),
      // Who is somebody else stays said of both.
      lead_distinctions: [],
    }
    for (const person of [from, to]) await carryOverride(ctx, person)
    return moved
  },
  async unmerge(ctx: Context, { from, to, moved }: Move & { moved: Record<string, string[]> }): Promise<void> {
    for (const table of ['lead_notes', 'lead_overrides'])
      await moveRowsBack(ctx, { table, from, to, ids: moved[table] ?? [] })
    await sql`
      update lead_tags t set person_id = ${from}::uuid
      where t.id = any(${moved.lead_tags ?? []}::uuid[]) and t.person_id = ${to}::uuid`.execute(ctx.db)
    await sql`
      update lead_overrides set ended_at = null
      where id = any(${moved['lead_overrides ended'] ?? []}::uuid[]) and person_id = ${from}::uuid`.execute(ctx.db)
    for (const person of [from, to]) await carryOverride(ctx, person)
  },
}

async function viewsOf(ctx: Context, personId: string): Promise<object[]> {
  const { rows } = await sql<object>`
    select name, query, shared, created_at from lead_views
    where account_id in (select id from accounts where person_id = ${personId}::uuid) order by created_at`.execute(
    ctx.db,
  )
  return rows
}
