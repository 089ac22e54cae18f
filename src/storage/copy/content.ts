import pg from 'pg'
import { inTransaction } from './fill.ts'
import { type Asks, listTables, STORE_LOCAL } from './inventory.ts'

/**
 * What a first start writes by itself, with the condition by which a row is somebody's all the same. In every other table any
 * row is somebody's, also in one that is added later.
 */
const BY_ITSELF: ReadonlyMap<string, string> = new Map([
  ['account_links', `kind <> 'first_administrator'`],
  ['catalogue_imports', `source <> 'sample'`],
  ['catalogue_version', 'false'],
  ['cities', 'false'],
  ['coach_prompts', 'false'],
  ['lead_weights', 'version > 1'],
  ['listing_aliases', 'false'],
  ['listings', `source <> 'sample'`],
  ['markets', 'not sample'],
  ['offers', 'false'],
  ['places', 'false'],
  ['posting_catalogue', 'false'],
  ['posting_imports', `source <> 'sample'`],
  ['posting_terms', 'false'],
  ['posting_texts', 'false'],
  ['posting_words', 'false'],
  ['postings', `source <> 'sample'`],
  ['price_history', 'false'],
  ['programme_versions', 'false'],
  ['secrets', 'false'],
  ['setting_versions', 'account_id is not null'],
  ['settings', 'false'],
  ['staff', 'not sample'],
  ['units', 'false'],
  ['working_hours', 'false'],
])

/** The tables that hold what somebody wrote, rather than the migrations and a first start. Empty for an empty store. */
export async function findContent(client: Asks): Promise<string[]> {
  const tables = (await listTables(client)).filter(({ name }) => BY_ITSELF.get(name) !== 'false')
  if (tables.length === 0) return []
  const { rows } = await (client as pg.Pool).query<{ name: string }>(
    tables
      .map(
        ({ name }) =>
          `select ${pg.escapeLiteral(name)} as name where exists (select from ${pg.escapeIdentifier(name)} where ${BY_ITSELF.get(name) ?? 'true'})`,
      )
      .join(' union all '),
  )
  return rows.map(({ name }) => name)
}

/** Whether nobody wrote anything here yet; also before the first migration. */
export async function isEmpty(client: Asks): Promise<boolean> {
  return (await findContent(client)).length === 0
}

/**
 * Leaves a database as it was before its first migration: all tables, views, types and functions of ours, and a fill that has
 * begun, go in one transaction. What extensions brought stays.
 */
export async function emptyDatabase(client: pg.ClientBase): Promise<void> {
  const foreign = (catalog: string) =>
    `not exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = o.oid and d.deptype = 'e')`
  await inTransaction(client, async () => {
    await client.query('drop schema if exists mosaic_fill cascade')
    for (const sql of [
      `select format('drop view if exists %I cascade', relname) as drop from pg_class o
       where relnamespace = 'public'::regnamespace and relkind = 'v' and ${foreign('pg_class')}`,
      `select format('drop table if exists %I cascade', relname) as drop from pg_class o
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and ${foreign('pg_class')}`,
      `select format('drop routine if exists %s cascade', oid::regprocedure) as drop from pg_proc o
       where pronamespace = 'public'::regnamespace and prokind in ('f', 'p') and ${foreign('pg_proc')}`,
      `select format('drop type if exists %I cascade', typname) as drop from pg_type o
       where typnamespace = 'public'::regnamespace and typtype in ('e', 'd') and ${foreign('pg_type')}`,
    ]) {
      const { rows } = await client.query<{ drop: string }>(sql)
      if (rows.length > 0) await client.query(rows.map(row => row.drop).join('; '))
    }
  })
}

/** For what is said of a store: what of it is not carried, and why. */
export function notCarried(): { name: string; reason: string }[] {
  return [...STORE_LOCAL].map(([name, reason]) => ({ name, reason }))
}

/** What whoever moves a store must know of the bytes of files, which need not lie in the database. */
export async function notesOnFiles(client: Asks): Promise<string[]> {
  const { rows } = await (client as pg.Pool).query<{ objects: number }>(
    `select count(*) as objects from files where place = 's3'`,
  )
  const count = rows[0]!.objects
  return count === 0
    ? ['The bytes of all files lie in the database and were carried.']
    : [
        `The bytes of ${count} files lie in S3 and were not carried: both stores name the same objects. Keep the S3 settings, and erase nothing in the old store.`,
      ]
}
