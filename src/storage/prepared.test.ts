import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { openStore } from './index.ts'
import { createPool } from './pool.ts'
import { preparingClients } from './prepared.ts'
import { asUnavailable } from './unavailable.ts'

const database = testStore()
const instant = Temporal.Instant.from('2026-11-21T10:00:00Z')

test('a statement with parameters is prepared once on a connection, and values still follow the rules', async () => {
  const store = await open()
  for (let n = 0; n < 3; n++) {
    const { rows } = await sql`select ${instant}::timestamptz as at, ${n}::bigint as n`.execute(store.db)
    expect(rows).toEqual([{ at: instant, n }])
  }
  expect(await prepared(store)).toBe(1)
  await store.close()
})

test('a plan that a migration made stale is sent again: nobody notices, but in a transaction', async () => {
  const store = await open()
  await store.pool.query('create table shape (id int)')
  await store.pool.query('insert into shape values (1)')
  const read = async () => (await sql`select * from shape where id = ${1}`.execute(store.db)).rows
  expect(await read()).toEqual([{ id: 1 }])
  await store.pool.query(`alter table shape add column name text default 'new'`)
  expect(await read()).toEqual([{ id: 1, name: 'new' }])
  expect(await read()).toEqual([{ id: 1, name: 'new' }])
  await store.pool.query(`alter table shape add column size int`)
  const late = store.db.transaction().execute(db => sql`select * from shape where id = ${1}`.execute(db))
  await expect(late).rejects.toSatisfy(error => asUnavailable(error)?.code === 'storage.busy')
  expect(await read()).toEqual([{ id: 1, name: 'new', size: null }])
  await store.close()
})

test('another pool gives another statement another name, and the same one the same', async () => {
  const store = await open()
  await sql`select ${1}::int as one`.execute(store.db)
  await sql`select ${1}::int as two`.execute(store.db)
  const own = await names(store.pool)
  const pool = createPool({ ...store.connection, max: 1, Client: preparingClients() })
  const other = await pool.connect()
  await other.query('select $1::int as two', [1])
  const others = await names(other)
  expect(Object.keys(others)).toEqual(['select $1::int as two'])
  expect(own).toMatchObject(others)
  expect(new Set(Object.values(own)).size).toBe(2)
  other.release()
  await pool.end()
  await store.close()
})

test('it can be switched off', async () => {
  const store = await open(false)
  await sql`select ${instant}::timestamptz as at, ${1}::bigint as n`.execute(store.db)
  expect(await prepared(store)).toBe(0)
  await store.close()
})

type Store = Awaited<ReturnType<typeof openStore>>

async function open(prepare?: boolean): Promise<Store> {
  const where = { kind: 'server', url: database.url, from: 'DATABASE_URL' } as const
  const store = await openStore({ where, poolMax: 1, ...(prepare !== undefined && { prepare }) })
  await store.ready
  return store
}

/** The names of the statements in the test above, by their texts. */
async function names(connection: { query: Store['pool']['query'] }): Promise<Record<string, string>> {
  const { rows } = await connection.query(
    `select statement, name from pg_prepared_statements where statement like 'select $1::int as %'`,
  )
  return Object.fromEntries(rows.map(({ statement, name }) => [statement, name]))
}

/** How many of the statement above this connection holds. */
async function prepared(store: Store): Promise<number> {
  const { rows } = await store.pool.query(
    `select count(*) as n from pg_prepared_statements where statement like 'select $1::timestamptz as at%'`,
  )
  return rows[0].n
}
