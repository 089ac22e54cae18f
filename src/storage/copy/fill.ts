import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { dumpSchema } from '../schema-dump.ts'
import type { Print } from './fingerprint.ts'
import { type Asks, listTables, type Sequence, type TableShape } from './inventory.ts'
import { copyIn, printing } from './rows.ts'

/** Any constant serves; it is the same in every process. */
const LOCK = 5_202_611_26
const LOCK_PATIENCE_MS = 10_000

/** Rows that come in freeze only in a table that was emptied in the same transaction, which is worth it from here on. */
const LARGE_BYTES = 1_000_000

/** What fills a database, and with what. `from` is a label, without credentials. */
export type FillTitle = { id: string; by: 'move' | 'restore'; from: string }

/** A fill that has begun and is not finished. */
export type Fill = FillTitle & { since: Temporal.Instant }

/** Something that is taken away while rows come in, and the statement that brings it back. */
type Kept = { kind: 'index' | 'constraint' | 'foreign key' | 'trigger'; table: string; name: string; sql: string }

/**
 * Marks a migrated database as being filled and takes away what slows the rows down: foreign keys, unique and exclusion
 * constraints, secondary indexes and triggers. Their definitions are kept in the schema `mosaic_fill`, in the same transaction,
 * so that a kill at any moment leaves a fill that can be continued. The rows that the migrations wrote vanish with the first
 * `fillTable` of their table. An owner's rights are enough. Does nothing where the fill of the same id has begun.
 *
 * `tables`: those that are to be filled, all without it. What others keep in the database stays as it is.
 */
export async function prepareFill(
  client: pg.ClientBase,
  title: FillTitle,
  tables?: ReadonlySet<string>,
): Promise<void> {
  await lockFill(client)
  const begun = await readFill(client)
  if (begun?.id === title.id) return
  if (begun) refuseHalfFilled(begun)
  const schema = await dumpSchema(client)
  const kept = (await listKept(client)).filter(({ table }) => tables?.has(table) ?? true)
  await inTransaction(client, async () => {
    await client.query('create schema mosaic_fill')
    await client.query(
      `create table mosaic_fill.state (id text not null, by text not null, source text not null, schema text not null,
         since timestamptz not null default now())`,
    )
    await client.query(
      'create table mosaic_fill.kept (number int primary key, kind text, "table" text, name text, sql text)',
    )
    await client.query(
      'create table mosaic_fill.filled (name text primary key, rows bigint not null, bytes bigint not null, hash text not null)',
    )
    await client.query('insert into mosaic_fill.state (id, by, source, schema) values ($1, $2, $3, $4)', [
      title.id,
      title.by,
      title.from,
      schema,
    ])
    await client.query(
      `insert into mosaic_fill.kept select ordinality, k->>'kind', k->>'table', k->>'name', k->>'sql'
       from jsonb_array_elements($1::jsonb) with ordinality as kept (k, ordinality)`,
      [JSON.stringify(kept)],
    )
    const gone = (kind: Kept['kind']) => kept.filter(one => one.kind === kind)
    // What others lean on goes last.
    for (const { table, name } of [...gone('foreign key'), ...gone('constraint')])
      await client.query(`alter table ${quoted(table)} drop constraint ${quoted(name)}`)
    for (const { name } of gone('index')) await client.query(`drop index ${quoted(name)}`)
    for (const table of new Set(gone('trigger').map(({ table }) => table)))
      await client.query(`alter table ${quoted(table)} disable trigger user`)
  })
}

/**
 * Keeps a second process from filling the same database, or moving it; held by the client's session. One that was killed a
 * moment ago is waited for. Refuses `storage.being_filled`.
 */
export async function lockFill(client: pg.ClientBase): Promise<void> {
  for (const end = Date.now() + LOCK_PATIENCE_MS; ; await sleep(100)) {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK])
    if (rows[0]!.mine) return
    if (Date.now() > end)
      refuse('conflict', 'storage.being_filled', {
        message:
          'Another process is filling this database just now, or moving it. Wait for it, or stop it and run the command again.',
      })
  }
}

/** A database in the middle of a fill holds part of the data, and is served to nobody. Throws `storage.half_filled`. */
export function refuseHalfFilled({ by, from, since }: Fill): never {
  refuse('conflict', 'storage.half_filled', {
    message: `A ${by} into this database from ${from} began at ${since.toString({ smallestUnit: 'second' })} and is not finished: only part of the data is here. Run that ${by} again, it goes on where it stopped; or give it up with: move --cancel --to THIS_DATABASE, which empties it.`,
  })
}

/** The fill that has begun on a database, if one has. */
export async function readFill(client: Asks): Promise<Fill | undefined> {
  const asks = client as pg.Pool
  const { rows } = await asks.query<{ there: boolean }>(`select to_regclass('mosaic_fill.state') is not null as there`)
  if (!rows[0]!.there) return undefined
  return (await asks.query<Fill>('select id, by, source as from, since from mosaic_fill.state')).rows[0]
}

/** The tables that are whole in an unfinished fill, with what came in. */
export async function listFilled(client: Asks): Promise<Map<string, Print>> {
  const { rows } = await (client as pg.Pool).query<Print & { name: string }>(
    'select name, rows, bytes, hash from mosaic_fill.filled',
  )
  return new Map(rows.map(({ name, ...print }) => [name, print]))
}

/**
 * Fills one table with the text of COPY, as one transaction: it is there whole, with its fingerprint in the list, or not at
 * all. What was in it before is gone.
 */
export async function fillTable(
  client: pg.ClientBase,
  table: TableShape,
  rows: Readable,
  onPiece?: (bytes: number, rows: number) => void,
): Promise<Print> {
  return inTransaction(client, async () => {
    const freeze = table.bytes > LARGE_BYTES
    if (freeze || (await holdsRows(client, table))) await client.query(`truncate ${quoted(table.name)}`)
    const through = printing(onPiece)
    await pipeline(rows, through, copyIn(client, table, { freeze }))
    const print = through.print()
    await client.query(
      `insert into mosaic_fill.filled (name, rows, bytes, hash) values ($1, $2, $3, $4)
       on conflict (name) do update set rows = excluded.rows, bytes = excluded.bytes, hash = excluded.hash`,
      [table.name, print.rows, print.bytes, print.hash],
    )
    return print
  })
}

/**
 * Brings back what `prepareFill` took away, sets every sequence where it stood in the source (`sequences`) and past the greatest number that is there, refreshes the
 * statistics, and fails unless the schema is the one from before. May be called again after a kill. The database still says
 * that it is being filled: `endFill` is the last word.
 *
 * `pool` may have several connections: indexes of different tables are then built side by side.
 */
export async function finishFill(
  pool: pg.Pool,
  sequences: Sequence[],
  onStep: (what: string) => void = () => {},
): Promise<void> {
  const { rows: kept } = await pool.query<Kept>('select kind, "table", name, sql from mosaic_fill.kept order by number')
  const of = (...kinds: Kept['kind'][]) => kept.filter(({ kind }) => kinds.includes(kind))
  onStep('indexes')
  const tables = [...Map.groupBy(of('index', 'constraint'), ({ table }) => table).values()]
  await sideBySide(pool, await byRows(pool, tables), async (client, list) => {
    await client.query(`set maintenance_work_mem = '128MB'`)
    await inTransaction(client, async () => {
      for (const one of list) await bringBack(client, one)
    })
  })
  onStep('foreign keys')
  const client = await pool.connect()
  try {
    for (const one of of('foreign key', 'trigger')) await bringBack(client, one)
    onStep('sequences')
    const filled = await listFilled(client)
    for (const table of await listTables(client))
      if (filled.has(table.name)) await setSequences(client, table, sequences)
    onStep('statistics')
    await client.query('analyze')
    const { rows } = await client.query<{ schema: string }>('select schema from mosaic_fill.state')
    const schema = await dumpSchema(client)
    if (schema !== rows[0]!.schema)
      throw new Error(`the filled database differs from an empty one: ${firstDifference(rows[0]!.schema, schema)}`)
  } finally {
    client.release()
  }
}

/**
 * For a fill that is given up: tables that Mosaic did not make and that were to be filled, since the source has them too, are
 * emptied, and get back what was taken away from them. For the transaction that ends the fill.
 */
export async function endFillOfOthers(client: pg.ClientBase, ours: ReadonlySet<string>): Promise<void> {
  if (!(await readFill(client))) return
  const theirs = (await listTables(client)).filter(({ name }) => !ours.has(name))
  const filled = await listFilled(client)
  for (const { name } of theirs) if (filled.has(name)) await client.query(`truncate ${quoted(name)}`)
  const there = new Set(theirs.map(({ name }) => name))
  const { rows } = await client.query<Kept>('select kind, "table", name, sql from mosaic_fill.kept order by number')
  const inOrder = rows.toSorted((one, other) => RETURN.indexOf(one.kind) - RETURN.indexOf(other.kind))
  for (const one of inOrder) if (there.has(one.table)) await bringBack(client, one)
}

const RETURN: Kept['kind'][] = ['index', 'constraint', 'foreign key', 'trigger']

/** The fill is over: from here on the database may be served. `last` writes what must be true from that moment on. */
export async function endFill(client: pg.ClientBase, last: () => Promise<unknown> = async () => {}): Promise<void> {
  await client.query('set synchronous_commit = on')
  await inTransaction(client, async () => {
    await last()
    await client.query('drop schema mosaic_fill cascade')
  })
  await client.query('select pg_advisory_unlock($1)', [LOCK])
}

async function holdsRows(client: pg.ClientBase, { name }: TableShape): Promise<boolean> {
  const { rows } = await client.query<{ any: boolean }>(`select exists (select from ${quoted(name)}) as any`)
  return rows[0]!.any
}

async function listKept(client: pg.ClientBase): Promise<Kept[]> {
  const { rows } = await client.query<Kept>(
    `with ours as (
       select c.oid, c.relname::text as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
         and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
     select case contype when 'f' then 'foreign key' else 'constraint' end as kind, o.name as table, k.conname::text as name,
       format('alter table %I add constraint %I %s', o.name, k.conname, pg_get_constraintdef(k.oid)) as sql
     from pg_constraint k join ours o on o.oid = k.conrelid
     where contype in ('u', 'x', 'f') and k.conparentid = 0
     union all
     select 'index', o.name, i.relname, pg_get_indexdef(i.oid)
     from pg_index x join ours o on o.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
     where not exists (select from pg_constraint where conindid = i.oid and contype in ('p', 'u', 'x'))
     union all
     select 'trigger', o.name, t.tgname, format('alter table %I enable %strigger %I', o.name,
       case t.tgenabled when 'R' then 'replica ' when 'A' then 'always ' else '' end, t.tgname)
     from pg_trigger t join ours o on o.oid = t.tgrelid where not t.tgisinternal and t.tgenabled <> 'D'
     order by 1, 2, 3`,
  )
  return rows
}

async function bringBack(client: pg.ClientBase, { kind, table, name, sql }: Kept): Promise<void> {
  if (kind !== 'trigger') {
    const { rows } = await client.query<{ there: boolean }>(
      kind === 'index'
        ? `select to_regclass(quote_ident($1)) is not null and $2 <> '' as there`
        : 'select exists (select from pg_constraint where conname = $1 and conrelid = to_regclass(quote_ident($2))) as there',
      [name, table],
    )
    if (rows[0]!.there) return
  }
  await client.query(sql)
}

/** Largest first, so that no connection is left with it at the end. */
async function byRows(pool: pg.Pool, lists: Kept[][]): Promise<Kept[][]> {
  const rows = new Map([...(await listFilled(pool))].map(([name, print]) => [name, print.bytes]))
  const size = (list: Kept[]) => rows.get(list[0]!.table) ?? 0
  return lists.toSorted((one, other) => size(other) - size(one))
}

async function setSequences(client: pg.ClientBase, { name, identities }: TableShape, stood: Sequence[]) {
  for (const column of identities) {
    const last = stood.find(one => one.table === name && one.column === column)?.last ?? null
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest(top, $3, 1), coalesce(top, $3) is not null)
       from (select max(${quoted(column)})::bigint as top from ${quoted(name)}) rows`,
      [quoted(name), column, last],
    )
  }
}

/** Runs `work` on every item, each connection of the pool taking the next one. The first error stops the rest. */
async function sideBySide<Item>(
  pool: pg.Pool,
  items: Item[],
  work: (client: pg.ClientBase, item: Item) => Promise<void>,
) {
  const left = items[Symbol.iterator]()
  let failed = false
  await Promise.all(
    Array.from({ length: pool.options.max ?? 1 }, async () => {
      const client = await pool.connect()
      try {
        for (const item of left) {
          if (failed) return
          await work(client, item)
        }
      } catch (error) {
        failed = true
        throw error
      } finally {
        client.release()
      }
    }),
  )
}

export async function inTransaction<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

function firstDifference(before: string, after: string): string {
  const lines = after.split('\n')
  const at = before.split('\n').findIndex((line, index) => line !== lines[index])
  return `expected ${before.split('\n')[at] ?? 'nothing'}, found ${lines[at] ?? 'nothing'}`
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name)
}
