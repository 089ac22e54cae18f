import type pg from 'pg'
import { refuse } from '../kernel/refusal.ts'

/** What somebody who may only ask can ask with: a client or a pool. */
type Asks = Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>

/** A row of `migrations`: what ran on a database. */
export type Ran = { name: string; checksum: string; contracts: boolean }

/** What migrations make in the schema `public`, by name. Triggers, constraints, sequences of columns and indexes go with their tables. */
export type Made = { tables: Set<string>; views: Set<string>; routines: Set<string>; types: Set<string> }

const STATEMENT =
  /^(create|drop)(?: or replace)? (table|materialized view|view|function|procedure|type|domain)(?: if (?:not )?exists)? (?:public\.)?"?(\w+)/gim

/**
 * What is Mosaic's in a database: what the migrations that ran there have made. By the migrations' own text rather than by the
 * schema of today, so that it holds for a store of any release; they stand in the first column and make nothing by `execute`,
 * which a test holds. Another overload of a function of ours is taken for ours.
 */
export function madeBy(migrations: { sql: string }[]): Made {
  const made: Made = { tables: new Set(), views: new Set(), routines: new Set(), types: new Set() }
  for (const { sql } of migrations)
    for (const [, does, kind, name] of sql.matchAll(STATEMENT)) {
      const names = made[HOME[kind!.toLowerCase() as keyof typeof HOME]]
      if (does!.toLowerCase() === 'create') names.add(name!)
      else names.delete(name!)
    }
  if (migrations.length > 0) made.tables.add('migrations')
  return made
}

const HOME = {
  table: 'tables',
  'materialized view': 'views',
  view: 'views',
  function: 'routines',
  procedure: 'routines',
  type: 'types',
  domain: 'types',
} as const

/**
 * The migrations that ran on a database, in order; none where no Mosaic was yet. Other programs keep a table `migrations` too:
 * one that is not ours is refused with `storage.name_taken`.
 */
export async function listRan(client: Asks): Promise<Ran[]> {
  const asks = client as pg.Pool
  const { rows: columns } = await asks.query<{ name: string }>(
    `select attname::text as name from pg_attribute
     where attrelid = to_regclass(quote_ident(current_schema()) || '.migrations') and attnum > 0 and not attisdropped`,
  )
  if (columns.length === 0) return []
  const names = new Set(columns.map(({ name }) => name))
  if (['name', 'checksum', 'applied_at'].some(name => !names.has(name))) refuseTaken(['migrations'])
  // A row says since a later migration whether what ran takes something away.
  const { rows } = await asks.query<Ran>(
    `select name, checksum, coalesce((to_jsonb(m) ->> 'contracts')::boolean, false) as contracts
     from migrations m order by name collate "C"`,
  )
  return rows
}

/**
 * Refuses `storage.name_taken` where somebody else's table, view, function or type has the name of one that the pending
 * migrations would make: theirs is not touched, and not taken for ours.
 */
export async function refuseInTheWay(client: Asks, ran: { sql: string }[], pending: { sql: string }[]): Promise<void> {
  const [before, after] = [madeBy(ran), madeBy(pending)]
  const added = (kind: keyof Made) => [...after[kind]].filter(name => !before[kind].has(name))
  const { rows } = await (client as pg.Pool).query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = current_schema()::regnamespace and relname = any ($1)
     union select proname from pg_proc where pronamespace = current_schema()::regnamespace and proname = any ($2)
     union select typname from pg_type where typnamespace = current_schema()::regnamespace and typname = any ($3)
     order by 1`,
    [[...added('tables'), ...added('views')], added('routines'), added('types')],
  )
  if (rows.length > 0) refuseTaken(rows.map(({ name }) => name))
}

function refuseTaken(names: string[]): never {
  const list = names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ')
  refuse('conflict', 'storage.name_taken', {
    message: `The database holds ${list}, which Mosaic did not make and which has the name of something of its own. It was not touched. Give Mosaic a database for itself, or move that into another schema: alter table … set schema ….`,
  })
}
