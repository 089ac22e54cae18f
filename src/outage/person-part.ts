import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'

/** Rows of a person: named, or told by their keys before anybody looked who that is. */
const theirs = (personId: string) => sql`(person_id = ${personId}::uuid or key_hash in (
  select key_hash from visitor_keys where person_id = ${personId}::uuid))`

/** What was kept of a person in an outage, and what of it waits for review. */
export const outagePart = {
  name: 'outage',
  async export(ctx: Context, personId: string) {
    const { rows } = await sql<object>`
      select id, kind, received_at, state, content -> 'said' as said, reason, settled_at from outage_entries
      where ${theirs(personId)} order by received_at`.execute(ctx.db)
    return { outage_entries: rows }
  },
  async erase(ctx: Context, personId: string): Promise<Record<string, number>> {
    const gone = await sql`delete from outage_entries where ${theirs(personId)}`.execute(ctx.db)
    return { outage_entries: Number(gone.numAffectedRows ?? 0) }
  },
  async merge(ctx: Context, { from, to }: { from: string; to: string }): Promise<Record<string, string[]>> {
    const moved = await sql<{ id: string }>`
      update outage_entries set person_id = ${to}::uuid where person_id = ${from}::uuid returning id`.execute(ctx.db)
    return { outage_entries: moved.rows.map(({ id }) => id) }
  },
  async unmerge(ctx: Context, input: { from: string; to: string; moved: Record<string, string[]> }): Promise<void> {
    const { from, to, moved } = input
    await sql`
      update outage_entries set person_id = ${from}::uuid
      where id = any (${moved.outage_entries ?? []}::uuid[]) and person_id = ${to}::uuid`.execute(ctx.db)
  },
}
