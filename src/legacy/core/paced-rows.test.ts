import { expect, test } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { openPostgres } from './postgres.ts'
import { BATCH_SIZE, sizeOf } from './source.ts'

const store = testStore({ connections: 2 })

test('long texts after many short ones come a few at a time; a reading may be left, and what fails says so', async () => {
  await store.pool.query(`create schema long; create table long.t (id serial primary key, x text);
    insert into long.t (x) select 'a' from generate_series(1, 600);
    insert into long.t (x) select repeat('y', 2000000) from generate_series(1, 12)`)
  const url = new URL(store.url)
  url.searchParams.set('options', '-c search_path=long')
  const source = await openPostgres(url.toString())
  try {
    const [table] = source.tables
    const sizes: number[] = []
    const ids: number[] = []
    for await (const rows of source.read(table!)) {
      sizes.push(rows.reduce((sum, { values }) => sum + sizeOf(values), 0))
      ids.push(...rows.map(({ values }) => Number(values[0])))
    }
    expect(ids).toEqual(Array.from({ length: 612 }, (_, n) => n + 1))
    expect(Math.max(...sizes)).toBeLessThan(BATCH_SIZE + 2_100_000)
    for await (const rows of source.read({ ...table!, orderBy: 'x' })) {
      expect(rows).not.toHaveLength(0)
      break
    }
    expect(await source.count(table!)).toBe(612)
    await expect(async () => {
      for await (const _ of source.query("select 1 / length(x) from t where x = 'a' union all select 1 / 0"));
    }).rejects.toThrow('division by zero')
  } finally {
    await source.close()
  }
})
