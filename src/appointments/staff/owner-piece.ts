import { sql } from 'kysely'
import { moveRows, moveRowsBack } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'

/** Whose customer somebody is, for the part of a person that appointments keep. */
export const ownerPiece = {
  async export(ctx: Context, personId: string) {
    // Who of the staff it is, and who said so, is theirs.
    const { rows } = await sql<object>`
      select created_at, ended_at from person_owners where person_id = ${personId}::uuid order by created_at`.execute(
      ctx.db,
    )
    return { person_owners: rows }
  },
  async erase(ctx: Context, personId: string) {
    const gone = await sql`delete from person_owners where person_id = ${personId}::uuid`.execute(ctx.db)
    return { person_owners: Number(gone.numAffectedRows ?? 0) }
  },
  /** Of two owners the one of whom they become stays; the other's time ends. */
  async merge(ctx: Context, { from, to }: { from: string; to: string }) {
    const ended = await sql<{ id: string }>`
      update person_owners set ended_at = ${ctx.now()}
      where person_id = ${from}::uuid and ended_at is null and exists (
        select from person_owners o where o.person_id = ${to}::uuid and o.ended_at is null)
      returning id`.execute(ctx.db)
    return {
      person_owners: await moveRows(ctx, { table: 'person_owners', from, to }),
      'person_owners ended': ended.rows.map(row => row.id),
    }
  },
  async unmerge(ctx: Context, { from, to, moved }: { from: string; to: string; moved: Record<string, string[]> }) {
    await moveRowsBack(ctx, { table: 'person_owners', from, to, ids: moved.person_owners ?? [] })
    await sql`
      update person_owners set ended_at = null
      where id = any(${moved['person_owners ended'] ?? []}::uuid[]) and person_id = ${from}::uuid`.execute(ctx.db)
  },
}
