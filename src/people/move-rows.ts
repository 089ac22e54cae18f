import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'

/** Makes every row of a table another person's, for a part's `merge`. Gives their ids; `key` is the column that tells rows apart. */
export async function moveRows(
  ctx: Context,
  { table, key = 'id', from, to }: { table: string; key?: string; from: string; to: string },
): Promise<string[]> {
  const moved = await sql<{ id: string }>`
    update ${sql.table(table)} set person_id = ${to}::uuid where person_id = ${from}::uuid
    returning ${sql.ref(key)}::text as id`.execute(ctx.db)
  return moved.rows.map(row => row.id)
}

/** Makes exactly these rows the first person's again, those that still are the second's: for a part's `unmerge`. */
export async function moveRowsBack(
  ctx: Context,
  { table, key = 'id', from, to, ids }: { table: string; key?: string; from: string; to: string; ids: string[] },
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update ${sql.table(table)} set person_id = ${from}::uuid
    where person_id = ${to}::uuid and ${sql.ref(key)}::text = any (${ids}::text[])`.execute(ctx.db)
}
