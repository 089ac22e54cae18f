import { getMigrations } from 'better-auth/db/migration'
import { expect, it } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { authOptions } from './auth.ts'

const store = testStore()

it('our migration has every table and column that this release of Better Auth asks for', async () => {
  const settings = { db: store.db, secret: 's'.repeat(40), publicUrl: 'http://localhost:3000', signInsPerMinute: 20 }
  const database = { db: store.db, type: 'postgres' as const }
  const { toBeCreated, toBeAdded } = await getMigrations(authOptions(settings, database))
  expect(toBeCreated).toEqual([])
  expect(toBeAdded).toEqual([])
})
