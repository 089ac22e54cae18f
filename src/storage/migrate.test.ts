import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { migrate, readMigrations } from './migrate.ts'
import { dumpSchema } from './schema-dump.ts'

const store = testStore()

test('a database can be brought up to an older state, and onwards from there to the same schema', async () => {
  const whole = await dumpSchema(store.pool)
  await store.pool.query('drop schema public cascade; create schema public')
  const names = (await readMigrations()).map(migration => migration.name)
  const upTo = names.at(-3)!
  expect(await migrate(store.pool, { upTo })).toEqual(names.slice(0, -2))
  expect(await migrate(store.pool, { upTo })).toEqual([])
  expect(await migrate(store.pool)).toEqual(names.slice(-2))
  expect(await migrate(store.pool, { upTo })).toEqual([])
  expect(await dumpSchema(store.pool)).toBe(whole)
  await expect(migrate(store.pool, { upTo: '9999-of-tomorrow.sql' })).rejects.toThrow('there is no migration')
})
