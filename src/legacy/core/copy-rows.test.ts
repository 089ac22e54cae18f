import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { testStore } from '../../storage/testing/index.ts'
import { BINARY, CopyRows } from './copy-rows.ts'
import { pipelinedCopy } from './pipelined-copy.ts'

const store = testStore({ connections: 2 })

test('what is written in the binary form is what the store reads, however much there is of it', async () => {
  const client = await store.pool.connect()
  try {
    await client.query('create temporary table t (n integer, x text, u uuid, at timestamptz, ok boolean, h bytea)')
    const text = fc.string({ unit: 'binary', maxLength: 40 }).map(one => one.replaceAll('\0', ' ').toWellFormed())
    const texts = fc.sample(fc.oneof(text, fc.constantFrom('', '\\N', '\\.', '\n', 'x'.repeat(70_000), null)), 400)
    // Before 1970, before 2000 and with microseconds.
    const times = ['0001-01-01T00:00:00Z', '1999-12-31T23:59:59.999999Z', '2025-10-04T03:30:20.623436Z', null]
    const given = texts.map((x, n) => ({
      ...{ n: n % 2 ? -n : n * 1_000_003, x, u: n % 3 ? newId() : null, at: times[n % 4]!, ok: n % 2 === 0 },
      h: 'ab'.repeat(31) + (n % 256).toString(16).padStart(2, '0'),
    }))
    const rows = new CopyRows()
    for (const { n, x, u, at, ok, h } of given) {
      rows.row(6).integer(n).text(x).uuid(u)
      rows.instant(at === null ? null : Temporal.Instant.from(at))
      rows.boolean(ok).hexadecimal(h, 32)
    }
    expect(rows.count).toBe(400)
    await pipelinedCopy(client, `begin; copy t (n, x, u, at, ok, h) ${BINARY}; commit`, [rows.finish()])
    const { rows: read } = await client.query("select n, x, u, at, ok, encode(h, 'hex') as h from t order by n")
    const came = read.map(row => ({ ...row, at: row.at?.toString() ?? null }))
    expect(came).toEqual(given.toSorted((a, b) => a.n - b.n))
  } finally {
    client.release(true)
  }
})

test('sent one upon the other without waiting, they come in order; after one that fails none of those behind it is done', async () => {
  const client = await store.pool.connect()
  try {
    await client.query('create temporary table one (n integer primary key)')
    const send = (...numbers: number[]) => {
      const rows = new CopyRows()
      for (const n of numbers) rows.row(1).integer(n)
      return pipelinedCopy(client, `begin; copy one (n) ${BINARY}; commit`, [rows.finish()])
    }
    await Promise.all([send(1, 2), send(3), send(4)])
    const results = await Promise.allSettled([send(5), send(6, 1), send(7), send(8)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected'])
    await client.query('rollback')
    await send(9)
    expect((await client.query('select n from one order by n')).rows.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 9])
  } finally {
    client.release(true)
  }
})
