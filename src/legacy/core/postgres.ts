import pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { type DatabaseAddress, decideTls, parseDatabaseUrl } from '../../storage/index.ts'
import { pacedRows } from './paced-rows.ts'
import { BATCH_ROWS, quoted, type Source, type SourceRow, type SourceTable } from './source.ts'
import type { Raw } from './values.ts'

/** Every value as the server writes it. */
const asText = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig

/**
 * Opens a legacy database in one repeatable-read, read-only transaction, which lasts until `close`. Reads the tables of the first
 * schema of the search path. TLS is as the address says (`sslmode`, `sslrootcert`) and as for our own database else. Refuses `legacy.source_unreachable`, and `legacy.own_store` for a database of this release's own.
 */
export async function openPostgres(url: string): Promise<Source> {
  const address = parseDatabaseUrl(url, 'DATABASE_URL')
  const client = await connect(address)
  try {
    await client.query(
      "set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'iso_8601'; set bytea_output = 'hex'",
    )
    await client.query(
      'set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set extra_float_digits = 1',
    )
    await client.query('begin isolation level repeatable read read only')
    const tables = await readTables(client)
    const names = new Set(tables.map(({ name }) => name))
    if (['legacy_rows', 'visitor_keys', 'persons'].every(name => names.has(name)))
      refuse('invalid', 'legacy.own_store', {
        message: `${address.label} is a database of this Mosaic. Use “mosaic move” to bring it elsewhere.`,
      })
    return source(client, address.label, tables)
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}

async function connect(address: DatabaseAddress): Promise<pg.Client> {
  const make = (ssl: pg.ClientConfig['ssl']) =>
    new pg.Client({
      ...of(address),
      ssl,
      types: asText,
      connectionTimeoutMillis: 15_000,
      application_name: 'mosaic import',
    })
  const { mode, ssl } = decideTls(address)
  const tries: pg.ClientConfig['ssl'][] = mode === 'prefer' ? [ssl, false] : [ssl]
  let last: unknown
  for (const ssl of tries) {
    const client = make(ssl)
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      last = error
      await client.end().catch(() => {})
    }
  }
  return refuse('unavailable', 'legacy.source_unreachable', {
    message: `${address.label} cannot be reached: ${(last as Error).message}`,
  })
}

function of({ host, port, user, password, database, options }: DatabaseAddress): pg.ClientConfig {
  return { host, port, user, password, database, ...(options && { options }) } as pg.ClientConfig
}

async function readTables(client: pg.Client): Promise<SourceTable[]> {
  const { rows } = await client.query<{ name: string; columns: string; key: string }>(`
    select c.relname as name,
      (select coalesce(json_agg(a.attname order by a.attnum), '[]')::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      (select coalesce(json_agg(a.attname order by array_position(i.indkey::int2[], a.attnum)), '[]')::text
        from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[])
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname collate "C"`)
  return rows.map(({ name, columns, key }) => ({ name, columns: JSON.parse(columns), key: JSON.parse(key) }))
}

function source(client: pg.Client, label: string, tables: SourceTable[]): Source {
  let cursors = 0

  async function* batches<Row>(statement: string, take: (row: Raw[]) => Row): AsyncGenerator<Row[]> {
    const cursor = `mosaic_${++cursors}`
    await client.query(`declare ${cursor} no scroll cursor for ${statement}`)
    for (let fetched = BATCH_ROWS; fetched === BATCH_ROWS; ) {
      fetched = 0
      for await (const rows of pacedRows(client, `fetch ${BATCH_ROWS} from ${cursor}`)) {
        fetched += rows.length
        yield rows.map(take)
      }
    }
    await client.query(`close ${cursor}`)
  }

  return {
    dialect: 'postgres',
    label,
    sha256: null,
    tables,
    remarks: [],
    read({ name, columns, key, orderBy }, beside = { select: [], joins: '' }) {
      const select = [...columns.map(column => `t.${quoted(column)}`), ...beside.select]
      const by = [...(orderBy ? [orderBy] : []), ...key.map(column => `t.${quoted(column)}`)]
      const order = by.length > 0 ? ` order by ${by.join(', ')}` : ''
      return batches<SourceRow>(`select ${select.join(', ')} from ${quoted(name)} t ${beside.joins}${order}`, row => ({
        values: row.slice(0, columns.length),
        beside: row.slice(columns.length),
      }))
    },
    query: statement => batches(statement, row => row),
    async count({ name }) {
      const { rows } = await client.query<{ n: string }>(`select count(*) as n from ${quoted(name)}`)
      return Number(rows[0]!.n)
    },
    // What others write meanwhile is not in this transaction.
    async verify() {},
    async close() {
      await client.query('rollback').catch(() => {})
      await client.end().catch(() => {})
    },
  }
}
