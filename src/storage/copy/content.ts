import pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { readMigrations } from '../migrate.ts'
import { listRan, type Made, madeBy } from '../ours.ts'
import { endFillOfOthers, inTransaction } from './fill.ts'
import { type Asks, listTables, STORE_LOCAL } from './inventory.ts'
import { refuseNewer } from './preconditions.ts'

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
 * Leaves a database as it was before its first migration: the tables, views, types and functions that our migrations made, and
 * a fill that has begun, go in one transaction. What others made stays: their tables get back what a fill took away from them.
 *
 * Refuses `storage.leaned_on` where something of theirs hangs on something of ours, and `storage.newer_schema`.
 */
export async function emptyDatabase(client: pg.ClientBase): Promise<void> {
  const ours = await listOurs(client)
  const { rows: names } = await client.query<{ name: string }>('select current_database()::text as name')
  try {
    await inTransaction(client, async () => {
      await endFillOfOthers(client, ours.tables)
      await client.query('drop schema if exists mosaic_fill cascade')
      await dropAll(client, await listDrops(client, ours))
    })
  } catch (error) {
    const { code, detail } = error as { code?: string; detail?: string }
    if (!LEANED_ON.has(code ?? '')) throw error
    refuse('conflict', 'storage.leaned_on', {
      message: `The database ${names[0]!.name} holds something that Mosaic did not make and that hangs on what would have to go: ${detail?.split('\n').slice(0, 3).join('; ') ?? (error as Error).message}. Nothing was dropped. Remove it, or name another database.`,
    })
  }
}

/** dependent_objects_still_exist; and invalid_foreign_key, where a key of theirs cannot be brought back. */
const LEANED_ON = new Set(['2BP01', '42830'])

/** The statements that drop what is ours. Tables go together, for they hang on each other. */
async function listDrops(client: pg.ClientBase, ours: Made): Promise<string[]> {
  const find = async (sql: string, names: Set<string>) =>
    (await client.query<{ name: string }>(sql, [[...names]])).rows.map(({ name }) => name)
  const tables = await find(relations('r', 'p'), ours.tables)
  return [
    ...(tables.length > 0 ? [`drop table ${tables.join(', ')}`] : []),
    ...(await find(relations('v'), ours.views)).map(name => `drop view ${name}`),
    ...(await find(relations('m'), ours.views)).map(name => `drop materialized view ${name}`),
    ...(await find(ROUTINES, ours.routines)).map(name => `drop routine ${name}`),
    ...(await find(TYPES, ours.types)).map(name => `drop type ${name}`),
  ]
}

/**
 * A view calls a function, another one gives rows of that view: each is dropped as soon as nothing hangs on it any more. Never with
 * cascade, which takes along what is not ours. Throws what PostgreSQL says of the first that cannot go.
 */
async function dropAll(client: pg.ClientBase, drops: string[]): Promise<void> {
  for (let left = drops; left.length > 0; ) {
    const failed: { drop: string; error: unknown }[] = []
    for (const drop of left) {
      await client.query('savepoint before_drop')
      try {
        await client.query(drop)
      } catch (error) {
        if (!LEANED_ON.has((error as { code?: string }).code ?? '')) throw error
        failed.push({ drop, error })
        await client.query('rollback to savepoint before_drop')
      }
      await client.query('release savepoint before_drop')
    }
    if (failed.length === left.length) throw failed[0]!.error
    left = failed.map(({ drop }) => drop)
  }
}

const notOfAnExtension = (catalog: string) =>
  `not exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = o.oid and d.deptype = 'e')`

const relations = (...kinds: string[]) =>
  `select quote_ident(relname) as name from pg_class o where relnamespace = 'public'::regnamespace
     and relkind in (${kinds.map(kind => `'${kind}'`).join(', ')}) and relname = any ($1) and ${notOfAnExtension('pg_class')}`
const ROUTINES = `select oid::regprocedure::text as name from pg_proc o where pronamespace = 'public'::regnamespace
  and prokind in ('f', 'p') and proname = any ($1) and ${notOfAnExtension('pg_proc')}`
const TYPES = `select quote_ident(typname) as name from pg_type o where typnamespace = 'public'::regnamespace
  and typtype in ('e', 'd') and typname = any ($1) and ${notOfAnExtension('pg_type')}`

/** What the migrations made that ran on a database. Refuses `storage.newer_schema`, for what a newer one made is not known here. */
export async function listOurs(client: Asks): Promise<Made> {
  const ran = await listRan(client)
  await refuseNewer(ran, 'The database')
  const names = new Set(ran.map(({ name }) => name))
  return madeBy((await readMigrations()).filter(({ name }) => names.has(name)))
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
