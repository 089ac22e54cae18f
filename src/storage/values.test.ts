import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { ownSecret } from './secrets.ts'

const store = testStore({ connections: 4 })

const instants = fc
  .bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n })
  .map(microseconds => Temporal.Instant.fromEpochNanoseconds(microseconds * 1000n))

test('an instant goes in and comes out to the microsecond, alone and in an array', async () => {
  await fc.assert(
    fc.asyncProperty(instants, fc.array(instants, { maxLength: 3 }), async (one, many) => {
      const { rows } = await store.pool.query('select $1::timestamptz as one, $2::timestamptz[] as many', [one, many])
      expect(rows[0].one.equals(one)).toBe(true)
      expect(rows[0].many.map(String)).toEqual(many.map(String))
    }),
    { numRuns: 60 },
  )
})

test('an instant goes through Kysely and through a prepared statement', async () => {
  const instant = Temporal.Instant.from('2026-11-21T10:00:00.123456Z')
  const { rows } = await sql<{ at: Temporal.Instant }>`select ${instant}::timestamptz as at`.execute(store.db)
  expect(rows[0]!.at.equals(instant)).toBe(true)
  const prepared = await store.pool.query({ name: 'at', text: 'select $1::timestamptz as at', values: [instant] })
  expect(prepared.rows[0].at.equals(instant)).toBe(true)
})

test('numbers are numbers, dates are text, and nulls in arrays stay', async () => {
  const { rows } = await store.pool.query(
    `select count(*) as count, 9007199254740991::int8 as big, 12.5::numeric as part, '2026-02-28'::date as day,
       array[1, null]::int8[] as list, array['2026-02-28']::date[] as days, '{"a": [1]}'::jsonb as json`,
  )
  expect(rows[0]).toEqual({
    count: 1,
    big: 9007199254740991,
    part: 12.5,
    day: '2026-02-28',
    list: [1, null],
    days: ['2026-02-28'],
    json: { a: [1] },
  })
})

test('texts in arrays come back as they went in, whatever signs they hold', async () => {
  const signs = fc.string({
    unit: fc.constantFrom('a', ' ', ',', '"', '{', '}', '\\', "'", '\n', 'NULL', 'ü', '😀', '[', '='),
    maxLength: 6,
  })
  const texts = fc.array(fc.option(fc.oneof(fc.constantFrom('', 'NULL', 'null', 'Whitefield'), signs)), {
    maxLength: 5,
  })
  await fc.assert(
    fc.asyncProperty(texts, async texts => {
      const { rows } = await store.pool.query('select $1::text[] as texts, array[$1::text[], $1::text[]] as nested', [
        texts,
      ])
      expect(rows[0].texts).toEqual(texts)
      expect(rows[0].nested).toEqual(texts.length > 0 ? [texts, texts] : [])
    }),
    { numRuns: 120 },
  )
  const { rows } = await store.pool.query(`select '[0:1]={a,b}'::text[] as shifted`)
  expect(rows[0].shifted).toEqual(['a', 'b'])
})

test('a number that would be rounded is an error, and the connection goes on', async () => {
  await expect(store.pool.query('select 9007199254740993::int8')).rejects.toThrow(/beyond 2\^53/)
  await expect(store.pool.query('select 9007199254740993::numeric')).rejects.toThrow(/beyond 2\^53/)
  expect((await store.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('a connection speaks UTC whatever the server says', async () => {
  expect((await store.pool.query('show timezone')).rows).toEqual([{ TimeZone: 'UTC' }])
})

test('replicas that ask for a secret at once get the same one, and keep it', async () => {
  const asked = await Promise.all(Array.from({ length: 8 }, () => ownSecret(store.db, 'test.shared')))
  expect(new Set(asked).size).toBe(1)
  expect(Buffer.from(asked[0]!, 'base64url')).toHaveLength(32)
  expect(await ownSecret(store.db, 'test.shared')).toBe(asked[0])
  expect(await ownSecret(store.db, 'test.other')).not.toBe(asked[0])
})
