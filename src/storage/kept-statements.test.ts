import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { openStore } from './index.ts'
import { createPool } from './pool.ts'
import { preparingClients } from './prepared.ts'

const database = testStore()
const room = { plain: 3, long: 1, longest: 60 }
let store: Awaited<ReturnType<typeof openStore>>

beforeAll(async () => {
  store = await openStore({ where: { kind: 'server', url: database.url, from: 'DATABASE_URL' }, poolMax: 1 })
  await store.ready
})
afterAll(() => store.close())

test('a connection keeps so many statements, and gives up the one that was not used for longest', async () => {
  await withClient(async client => {
    for (const n of [1, 2, 3]) await client.query(text(n), [n])
    await client.query(text(1), [1])
    await client.query(text(4), [4])
    expect(await kept(client)).toEqual([text(1), text(3), text(4)])
    // What was given up is prepared anew, and answers.
    expect((await client.query(text(2), [22])).rows).toEqual([{ n2: 22 }])
    expect(await kept(client)).toEqual([text(1), text(2), text(4)])
  })
})

test('long ones are counted apart, and push out none of the others', async () => {
  await withClient(async client => {
    const long = (n: number) => `select $1::int as ${'a'.repeat(60)}${n}`
    for (const n of [1, 2, 3]) await client.query(text(n), [n])
    for (const n of [1, 2, 1]) await client.query(long(n), [n])
    expect(await kept(client)).toEqual([long(1), text(1), text(2), text(3)])
  })
})

test('in a transaction that has failed, and with a statement that cannot be prepared, the count stays true', async () => {
  await withClient(async client => {
    for (const n of [1, 2, 3]) await client.query(text(n), [n])
    await client.query('begin')
    await expect(client.query('select $1::int / 0 as n', [1])).rejects.toThrow('division by zero')
    await expect(client.query(text(5), [5])).rejects.toThrow('aborted')
    await client.query('rollback')
    for (const n of [6, 7, 1, 6]) expect((await client.query(text(n), [n])).rows).toEqual([{ [`n${n}`]: n }])
    expect(await kept(client)).toEqual([text(1), text(6), text(7)])
  })
})

test('far more than there is room for, in any order, are each answered with their own', async () => {
  await withClient(async client => {
    for (let at = 0; at < 200; at++) {
      const n = (at * at) % 13
      expect((await client.query(text(n), [n])).rows).toEqual([{ [`n${n}`]: n }])
    }
    expect(await kept(client)).toHaveLength(3)
  })
})

const text = (n: number) => `select $1::int as n${n}`

async function withClient(work: (client: pg.ClientBase) => Promise<void>) {
  const Client = preparingClients(undefined, undefined, room) as new () => pg.ClientBase
  const pool = createPool({ ...store.connection, max: 1, Client })
  const client = await pool.connect()
  try {
    await work(client)
  } finally {
    client.release()
    await pool.end()
  }
}

/** Without parameters, so that it is not prepared itself. */
async function kept(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>(
    'select statement from pg_prepared_statements order by statement',
  )
  return rows.map(({ statement }) => statement)
}
