import { createHash } from 'node:crypto'
import type pg from 'pg'
import { newId } from '../../src/kernel/ids.ts'
import { STORE_LOCAL } from '../../src/storage/copy/inventory.ts'
import { OF_THE_PERSON, ROWS, type Row } from './rows.ts'

/** Anything that takes a statement: a pool or a client. */
type Db = { query(sql: string, values?: unknown[]): Promise<{ rows: Row[] }> }

export type Filled = {
  /** The row that was written to each table. */
  rows: Map<string, Row>
  /** Who the rows belong to, and the account that they sign in with. */
  personId: string
  accountId: string
  /** Somebody of the staff, who wrote what staff write. */
  staffAccountId: string
}

type Column = { name: string; type: string; identity: boolean; nullable: boolean; has_default: boolean }
type Key = { columns: string[]; target: string; targets: string[]; required: boolean }
type Table = { name: string; columns: Column[]; checks: string[]; keys: Key[]; isSingle: boolean }

/**
 * Writes a row to every table of a migrated store: read from its catalogue, so that a table added later is filled too, or this
 * fails and names it. A row has something in every column that may hold it, texts with what is awkward to carry (tabs, line
 * ends, backslashes, what COPY takes for null or for its end). Texts begin with `mark`; another mark makes another person, of
 * an id of its own or of `personId`.
 */
export async function fillEveryTable(
  db: pg.Pool | pg.ClientBase,
  mark = 'Asha',
  { personId }: { personId?: string } = {},
): Promise<Filled> {
  const store = db as Db
  const tables = await readTables(store)
  const rows = new Map<string, Row>()
  const [{ count }] = (await store.query('select count(*)::float8 as count from persons')).rows as [{ count: number }]
  const number = Math.floor(count / 2) + 1
  const byName = new Map(tables.map(table => [table.name, table]))

  const staff = { rows, mark: `Colleague ${number}`, number }
  rows.set('persons', await insert(store, byName.get('persons')!, staff))
  rows.set('staff account', await insert(store, byName.get('accounts')!, staff))
  rows.set('staff person', rows.get('persons')!)
  const write = (table: Table) => insert(store, table, { rows, mark, number })
  rows.set(
    'persons',
    await insert(store, byName.get('persons')!, { rows, mark, number }, personId ? { id: personId } : {}),
  )

  const wrong: unknown[] = []
  for (const table of inOrder(tables)) {
    const lacks = table.keys.some(key => key.required && key.target !== table.name && !rows.has(key.target))
    if (rows.has(table.name) || lacks) continue
    await write(table).then(
      row => rows.set(table.name, row),
      error => wrong.push(error),
    )
  }
  if (wrong.length > 0) throw new AggregateError(wrong, wrong.map(error => (error as Error).message).join('\n'))
  const idOf = (table: string) => rows.get(table)!.id as string
  return { rows, personId: idOf('persons'), accountId: idOf('accounts'), staffAccountId: idOf('staff account') }
}

async function insert(
  store: Db,
  table: Table,
  at: { rows: Map<string, Row>; mark: string; number: number },
  own: Row = {},
): Promise<Row> {
  const row: Row = {}
  for (const column of table.columns) if (!column.identity) row[column.name] = madeUp(table, column, at)
  for (const key of table.keys) {
    const isStaff = key.target === 'accounts' && !OF_THE_PERSON.has(table.name)
    const target = at.rows.get(isStaff ? 'staff account' : key.target)
    key.columns.forEach((column, index) => {
      row[column] = target && key.target !== table.name ? target[key.targets[index]!] : null
    })
  }
  Object.assign(row, ROWS[table.name]?.({ ...at, row: name => at.rows.get(name)! }), own)
  const names = Object.keys(row)
  const sql = `insert into "${table.name}" (${names.map(name => `"${name}"`).join(', ')})
    values (${names.map((_, index) => `$${index + 1}`).join(', ')})
    ${table.isSingle ? 'on conflict do nothing' : ''} returning *`
  try {
    const written = await store.query(sql, Object.values(row))
    return written.rows[0] ?? (await store.query(`select * from "${table.name}" limit 1`)).rows[0]!
  } catch (error) {
    throw new Error(
      `The table ${table.name} takes no made-up row (${(error as Error).message}): say in tests/store/rows.ts what its columns hold.`,
      { cause: error },
    )
  }
}

/** What the column's type and its own checks allow. */
function madeUp(table: Table, column: Column, { mark, number }: { mark: string; number: number }): unknown {
  const checks = table.checks.filter(check => new RegExp(`\\b${column.name}\\b`).test(check)).join(' ')
  const text = `${mark}, ${table.name}.${column.name}`
  const own = (test: RegExp) => new RegExp(`\\b${column.name}${test.source}`).exec(checks)
  const oneOf = own(/\)? = ANY \(ARRAY\['([^']+)'::text/)?.[1]
  if (column.type.endsWith('[]')) return column.type.startsWith('text') ? [text, AWKWARD] : [number]
  if (oneOf && column.type === 'text') return oneOf
  switch (column.type) {
    case 'text': {
      if (own(/ ~ '\^\[0-9a-f\]\{64\}\$'/)) return createHash('sha256').update(text).digest('hex')
      if (own(/ ~ '\^\[a-z\]/))
        return `${mark}_${column.name}`
          .toLowerCase()
          .replace(/[^a-z_]/g, '_')
          .slice(0, 40)
      if (own(/ ~ '\^https/)) return `https://example.com/${mark}/${table.name}`
      if (own(/ ~ '\^\\\+\[1-9\]/)) return `+9198765${String(10_000 + number)}`
      if (own(/ ~ '\^\[A-Z\]\{(\d)\}/)) return own(/ ~ '\^\[A-Z\]\{3\}/) ? 'INR' : 'IN'
      if (own(/ = lower\(/)) return `${mark}.${table.name}@example.com`.toLowerCase()
      return text + AWKWARD
    }
    case 'uuid':
      return newId()
    case 'boolean':
      return true
    case 'jsonb':
    case 'json': {
      const value = { mark: text, awkward: AWKWARD, number: 1.5, nothing: null }
      return JSON.stringify(own(/\) = 'array'/) ? [value] : value)
    }
    case 'bytea':
      if (checks.includes(`octet_length(${column.name}) = 32`)) return createHash('sha256').update(text).digest()
      return Buffer.from(`${text}\0\n\\.\n`)
    case 'tstzrange':
      return `["2026-03-04 05:06:07.123456+00","2026-03-0${4 + Math.min(number, 5)} 06:06:07+00")`
    case 'timestamp with time zone':
      return '2026-03-04 05:06:07.123456+00'
    case 'date':
      return `2026-03-${String(number).padStart(2, '0')}`
    case 'time without time zone':
      return '09:30'
    case 'real':
    case 'double precision':
      return 0.1
    case 'smallint':
    case 'integer':
    case 'bigint':
      return number
    default:
      if (column.type.startsWith('numeric')) return 1
      throw new Error(
        `The column ${table.name}.${column.name} is of the type ${column.type}: say in tests/store/fill.ts what it holds.`,
      )
  }
}

const AWKWARD = ': a\ttab, a\nline, a\r\nreturn, \\ \\N \\. "quotes" \'and\' {braces}, é 日本 😀\u2028'

/** Referred to before referring; a reference that may be empty gives way where there is a circle. */
function inOrder(tables: Table[]): Table[] {
  const byName = new Map(tables.map(table => [table.name, table]))
  const ordered: Table[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (table: Table) => {
    if (state.has(table.name)) return
    state.set(table.name, 'open')
    for (const key of table.keys) {
      const target = byName.get(key.target)
      if (target) visit(target)
    }
    state.set(table.name, 'done')
    ordered.push(table)
  }
  for (const table of tables) visit(table)
  return ordered
}

async function readTables(store: Db): Promise<Table[]> {
  const { rows } = await store.query(`
    select c.relname as name,
      (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'identity', a.attidentity <> '', 'nullable', not a.attnotnull, 'has_default', a.atthasdef) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      coalesce((select jsonb_agg(pg_get_constraintdef(k.oid)) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'), '[]')
        as checks,
      coalesce((select jsonb_agg(jsonb_build_object('target', k.confrelid::regclass::text,
          'required', (select bool_and(a.attnotnull) from pg_attribute a where a.attrelid = c.oid and a.attnum = any (k.conkey)),
          'columns', (select jsonb_agg(a.attname order by p.n) from unnest(k.conkey) with ordinality p (number, n)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = p.number),
          'targets', (select jsonb_agg(a.attname order by p.n) from unnest(k.confkey) with ordinality p (number, n)
            join pg_attribute a on a.attrelid = k.confrelid and a.attnum = p.number)) order by k.conname)
        from pg_constraint k where k.conrelid = c.oid and k.contype = 'f'), '[]') as keys,
      exists (select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey::int2[])
        where i.indrelid = c.oid and i.indisprimary and a.atttypid = 'boolean'::regtype) as "isSingle"
    from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname`)
  return (rows as Table[]).filter(({ name }) => !STORE_LOCAL.has(name))
}
