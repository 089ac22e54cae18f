import type pg from 'pg'
import { placementOf } from '../placement.ts'

type Key = { table: string; name: string; columns: string[]; equal: boolean }
type Reference = { table: string; name: string; columns: string[]; to: string; toColumns: string[]; action: boolean }
type Trigger = { table: string; name: string }

/** A rule of spreading that something in the catalogue does not keep: `table.name`. */
export type Obstacle = { name: string; rule: 'key' | 'reference' | 'trigger' | 'column' }

/**
 * What of the real catalogue does not fit a store that is spread as `placementOf` says, by the rules of Citus (its
 * foreign_constraint.c, create_distributed_table.c and trigger.c):
 * a key, unique index or exclusion of a spread table contains the column it is spread by, held by equality; a reference from a spread
 * table goes to one spread alike with that column in the same place, or to one that stands everywhere; nothing else refers to a
 * spread table; what stands everywhere refers with no action to what stands on the first; no triggers but on the first.
 */
export async function obstacles(pool: Pick<pg.Pool, 'query'>): Promise<Obstacle[]> {
  const found: Obstacle[] = []
  const note = (rule: Obstacle['rule'], { table, name }: { table: string; name: string }) =>
    found.push({ name: `${table}.${name}`, rule })
  for (const key of await keys(pool)) {
    const placed = placementOf(key.table)
    if (placed.at === 'conversation' && !(key.columns.includes(placed.column) && key.equal)) note('key', key)
  }
  for (const reference of await references(pool)) if (!fits(reference)) note('reference', reference)
  for (const trigger of await triggers(pool)) if (placementOf(trigger.table).at !== 'first') note('trigger', trigger)
  for (const column of await columns(pool)) note('column', column)
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function fits({ table, to, columns, toColumns, action }: Reference): boolean {
  const [from, there] = [placementOf(table), placementOf(to)]
  if (from.at === 'conversation') {
    if (there.at === 'first') return false
    if (there.at === 'everywhere') return true
    const place = columns.indexOf(from.column)
    return place >= 0 && toColumns[place] === there.column
  }
  if (there.at === 'conversation') return false
  return !(from.at === 'everywhere' && there.at === 'first' && action)
}

const NAMES = (keys: string, rel: string) =>
  `array(select a.attname::text from unnest(${keys}) with ordinality of_key(n, at) join pg_attribute a on a.attrelid = ${rel} and a.attnum = of_key.n order by of_key.at)`

async function keys(pool: Pick<pg.Pool, 'query'>): Promise<Key[]> {
  const { rows } = await pool.query<Key>(
    `select i.indrelid::regclass::text as "table", coalesce(k.conname, c.relname)::text as name,
       ${NAMES('(i.indkey::int2[])[0:i.indnkeyatts - 1]', 'i.indrelid')} as columns,
       coalesce((select bool_and(o.oprname = '=' or a.attname not in ('id', 'conversation_id'))
         from unnest(k.conexclop, k.conkey) e(op, col) join pg_operator o on o.oid = e.op
           join pg_attribute a on a.attrelid = i.indrelid and a.attnum = e.col), true) as equal
     from pg_index i join pg_class c on c.oid = i.indexrelid
       left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
     where c.relnamespace = 'public'::regnamespace and (i.indisunique or i.indisexclusion)`,
  )
  return rows
}

async function references(pool: Pick<pg.Pool, 'query'>): Promise<Reference[]> {
  const { rows } = await pool.query<Reference>(
    `select k.conrelid::regclass::text as "table", k.conname::text as name, k.confrelid::regclass::text as "to",
       ${NAMES('k.conkey', 'k.conrelid')} as columns, ${NAMES('k.confkey', 'k.confrelid')} as "toColumns",
       k.confdeltype not in ('a', 'r') or k.confupdtype not in ('a', 'r') as action
     from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.conparentid = 0`,
  )
  return rows
}

async function triggers(pool: Pick<pg.Pool, 'query'>): Promise<Trigger[]> {
  const { rows } = await pool.query<Trigger>(
    `select t.tgrelid::regclass::text as "table", t.tgname::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'public'::regnamespace and not t.tgisinternal`,
  )
  return rows
}

/** A column to spread by is a uuid that is never null; an identity of a spread table counts in bigint. */
async function columns(pool: Pick<pg.Pool, 'query'>): Promise<Trigger[]> {
  const { rows } = await pool.query<Trigger & { type: string; fixed: boolean; identity: boolean }>(
    `select a.attrelid::regclass::text as "table", a.attname::text as name, format_type(a.atttypid, null) as type,
       a.attnotnull as fixed, a.attidentity <> '' as identity
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped`,
  )
  return rows.filter(({ table, name, type, fixed, identity }) => {
    const placed = placementOf(table)
    if (placed.at !== 'conversation') return false
    return placed.column === name ? type !== 'uuid' || !fixed : identity && type !== 'bigint'
  })
}
