import { Kysely, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { placeOf } from './open.ts'
import { createPool } from './pool.ts'
import { preparingClients } from './prepared.ts'
import { isPreparing, probeSession, type Session, sessionClients } from './session.ts'
import type { Tables } from './tables.generated.ts'

const database = testStore()

/** A pool as it is behind a pooler; here it speaks to the database itself, which takes what a pooler takes. */
function behindPooler(limits: Partial<Session> = {}) {
  const where = placeOf(database.url, 'DATABASE_URL').config
  const session: Session = {
    pooled: true,
    prepare: 'auto',
    statementTimeoutMs: 400,
    idleInTransactionMs: 5_000,
    where: () => where,
    ...limits,
  }
  const Client = sessionClients(
    session,
    preparingClients(() => isPreparing(session)),
  )
  const options = { statement_timeout: 1, idle_in_transaction_session_timeout: 1, max: 1, Client }
  const pool = createPool({ ...where, ...options })
  return { pool, db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) }
}

const SHOWN = sql<{ zone: string; dates: string; statement: string; idle: string }>`
  select current_setting('timezone') as zone, current_setting('datestyle') as dates,
    current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`

test('behind a pooler zone and date style are parameters of their own, and limits are of the transaction', async () => {
  const { db, pool } = behindPooler()
  const [alone] = (await SHOWN.execute(db)).rows
  expect(alone).toEqual({ zone: 'UTC', dates: 'ISO, MDY', statement: '0', idle: '0' })
  const within = await db.transaction().execute(trx => SHOWN.execute(trx))
  expect(within.rows[0]).toEqual({ zone: 'UTC', dates: 'ISO, MDY', statement: '400ms', idle: '5s' })
  const level = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(trx => sql<{ level: string }>`select current_setting('transaction_isolation') as level`.execute(trx))
  expect(level.rows[0]!.level).toBe('repeatable read')
  expect((await SHOWN.execute(db)).rows[0]).toEqual(alone)
  // With values it is sent without being prepared.
  await sql`select ${1}::int as one`.execute(db)
  expect((await pool.query('select name from pg_prepared_statements')).rows).toEqual([])
  await pool.end()
})

test('a statement outside of a transaction that takes too long is called off from here', async () => {
  const { db, pool } = behindPooler()
  const began = performance.now()
  await expect(sql`select pg_sleep(${30})`.execute(db)).rejects.toMatchObject({ code: '57014' })
  await expect(pool.query('select pg_sleep(30)')).rejects.toMatchObject({ code: '57014' })
  expect(performance.now() - began).toBeLessThan(8_000)
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})

test('a way by which settings pass is no pooler', async () => {
  const way = await probeSession(placeOf(database.url, 'DATABASE_URL').config)
  expect(way).toMatchObject({ pooled: false, wrong: [] })
  expect(way.version).toBeGreaterThan(150_000)
})

test('a statement that a pooler gave to another connection is sent again, and it is noticed', async () => {
  let lent = 0
  const where = placeOf(database.url, 'DATABASE_URL').config
  const Client = preparingClients(
    () => true,
    () => lent++,
  ) as unknown as typeof pg.Client
  const client = new Client(where)
  client.on('error', () => {})
  await client.connect()
  await client.query('select $1::int as one', [1])
  await client.query('deallocate all')
  expect((await client.query('select $1::int as one', [2])).rows).toEqual([{ one: 2 }])
  expect(lent).toBe(1)
})
