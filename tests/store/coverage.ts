import { sql } from 'kysely'
import { erasePerson, exportPerson } from '../../src/people/index.ts'
import { listTables } from '../../src/storage/copy/inventory.ts'
import type { Context } from '../../src/storage/index.ts'

/** Tables whose rows lead to a person by foreign keys, those aside that let go of it by themselves. */
export async function tablesOfPersons(ctx: Context): Promise<string[]> {
  const found = await sql<{ name: string }>`
    with recursive holders as (
      select 'persons'::regclass::oid as id
      union
      select k.conrelid from pg_constraint k join holders on k.confrelid = holders.id
      where k.contype = 'f' and k.confdeltype <> 'n'
    )
    select id::regclass::text as name from holders`.execute(ctx.db)
  return found.rows.map(({ name }) => name).sort()
}

/** What is wrong with how persons are exported and erased: tables of theirs that no part names. Erases the person. */
export async function unnamedTables(ctx: Context, personId: string): Promise<string[]> {
  const tables = await tablesOfPersons(ctx)
  const data = await exportPerson(ctx, personId)
  const exported = new Set(Object.values(data.parts).flatMap(Object.keys))
  const { counts } = await erasePerson(ctx, { personId })
  return [
    ...tables.filter(name => !exported.has(name)).map(name => `${name} is not exported`),
    ...tables.filter(name => !(name in counts)).map(name => `${name} is not erased`),
  ]
}

/** Columns in which a text begins with this mark, of every table that is carried. */
export async function columnsWith(ctx: Context, db: Parameters<typeof listTables>[0], mark: string): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listTables(db)) {
    const { rows } = await sql<{ column: string }>`
      select distinct e.column from ${sql.id(name)} t, jsonb_each_text(to_jsonb(t)) e ("column", held)
      where held ilike ${`%${mark}%`}`.execute(ctx.db)
    found.push(...rows.map(({ column }) => `${name}.${column}`))
  }
  return found.sort()
}
