import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { moveRows, moveRowsBack } from './move-rows.ts'
import type { PersonPart } from './part.ts'

/** What people themselves keep: the person, their keys, activity and facts, and whom they became. */
export const peoplePart: PersonPart = {
  name: 'people',
  async export(ctx, personId) {
    const rows = async (statement: ReturnType<typeof sql<object>>) => (await statement.execute(ctx.db)).rows
    return {
      persons: await rows(sql`select * from persons where id = ${personId}`),
      visitor_keys: await rows(
        sql`select created_at, ended_at from visitor_keys where person_id = ${personId} order by created_at`,
      ),
      activity_sessions: await rows(sql`
        select number, started_at, last_at from activity_sessions where person_id = ${personId} order by number`),
      facts: await rows(sql`
        select id, key, value, confidence, source_kind, source_id, quote, message_id, created_at, superseded_at, superseded_by,
          superseded_reason, erased_at
        from facts where person_id = ${personId} order by number`),
      erasures: await rows(sql`select counts, erased_at from erasures where person_id = ${personId}`),
      person_merges: await rows(sql`
        select id, counts, merged_at, undone_at from person_merges
        where ${personId}::uuid in (from_person_id, to_person_id) order by merged_at`),
    }
  },
  async erase(ctx, personId) {
    const count = async (statement: ReturnType<typeof sql<object>>) =>
      Number((await statement.execute(ctx.db)).numAffectedRows ?? 0)
    // Who became this person is empty; their row and their keys end with it.
    const they = sql`(select id from persons where id = ${personId}::uuid or merged_into = ${personId}::uuid)`
    return {
      facts: await count(sql`delete from facts where person_id = ${personId}`),
      activity_sessions: await count(sql`delete from activity_sessions where person_id in ${they}`),
      visitor_keys: await count(sql`
        update visitor_keys set ended_at = ${ctx.now()} where person_id in ${they} and ended_at is null`),
      // There is nothing left that could be moved back.
      person_merges: await count(sql`
        update person_merges set moved = '{}' where from_person_id = ${personId}::uuid or to_person_id = ${personId}::uuid`),
      persons: await count(sql`
        update persons set erased_at = ${ctx.now()}, memory_off_since = null, time_zone = null where id in ${they}`),
      erasures: 0,
    }
  },
  async merge(ctx, { from, to }) {
    const keys = await sql<{ id: string }>`
      update visitor_keys set ended_at = ${ctx.now()} where person_id = ${from}::uuid and ended_at is null
      returning key_hash as id`.execute(ctx.db)
    // Whoever switched memory off in either life wants it off.
    await sql`
      update persons p set time_zone = coalesce(p.time_zone, o.time_zone),
        memory_off_since = coalesce(p.memory_off_since, o.memory_off_since)
      from persons o where p.id = ${to}::uuid and o.id = ${from}::uuid`.execute(ctx.db)
    return { visitor_keys: keys.rows.map(row => row.id), ...(await mergeFacts(ctx, { from, to })) }
  },
  async unmerge(ctx, { from, to, moved }) {
    await moveRowsBack(ctx, { table: 'facts', from, to, ids: moved.facts ?? [] })
    // What was superseded by the merge alone holds again, where nothing newer took its place.
    await sql`
      update facts f set superseded_at = null, superseded_by = null, superseded_reason = null
      where f.id = any (${moved.facts_superseded ?? []}::uuid[]) and f.erased_at is null
        and not exists (select from facts o where o.person_id = f.person_id and o.key = f.key and o.slot = f.slot
          and o.superseded_at is null and o.erased_at is null)`.execute(ctx.db)
    await sql`
      update visitor_keys set ended_at = null
      where key_hash = any (${moved.visitor_keys ?? []}::text[]) and person_id = ${from}::uuid`.execute(ctx.db)
  },
}

/**
 * Facts of both as one person's. Of two current ones for the same key and slot the newer holds, as if they had been stated
 * one after the other.
 */
async function mergeFacts(ctx: Context, { from, to }: { from: string; to: string }): Promise<Record<string, string[]>> {
  const superseded = await sql<{ id: string }>`
    with rivals as (
      select case when a.created_at <= b.created_at then a.id else b.id end as old,
        case when a.created_at <= b.created_at then b.id else a.id end as new
      from facts a join facts b on b.key = a.key and b.slot = a.slot
      where a.person_id = ${from}::uuid and b.person_id = ${to}::uuid
        and a.superseded_at is null and a.erased_at is null and b.superseded_at is null and b.erased_at is null
    )
    update facts f set superseded_at = ${ctx.now()}, superseded_by = r.new, superseded_reason = 'restated'
    from rivals r where f.id = r.old returning f.id`.execute(ctx.db)
  return {
    facts: await moveRows(ctx, { table: 'facts', from, to }),
    facts_superseded: superseded.rows.map(row => row.id),
  }
}
