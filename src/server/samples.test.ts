import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { seedSamples } from './samples.ts'

const store = testStore()

async function rows(table: 'listings' | 'postings' | 'staff'): Promise<number> {
  const { rows } = await store.pool.query(`select count(*)::int as n from ${table} where sample`)
  return rows[0].n
}

test('a desk alone gets its own samples; the other one’s come with it', async () => {
  await seedSamples(store.ctx(), ['career'])
  expect(await rows('postings')).toBe(200)
  expect(await rows('listings')).toBe(0)
  expect(await rows('staff')).toBeGreaterThan(0)
  await seedSamples(store.ctx(), ['sales', 'career'])
  expect(await rows('listings')).toBeGreaterThan(50)
  expect(await rows('postings')).toBe(200)
})
