import { expect, test } from 'vitest'
import type { World } from '../world.ts'
import type { Nemesis } from './nemesis.ts'
import { surroundingNemeses } from './surroundings.ts'

test('a slow disk that was half made when the database went is mended', async () => {
  const asked: string[] = []
  let isAway = false
  const query = async (sql: string) => {
    if (isAway) throw new Error('connect ECONNREFUSED')
    asked.push(sql)
    isAway = sql.includes('100000')
    return []
  }
  const slow: Nemesis = surroundingNemeses['slow-disk']
  const world = { postgres: { query }, note() {} } as unknown as World
  const heal = await slow.strike(world, { ms: 1, pick: 0, roll: 0 })
  await expect(heal!()).rejects.toThrow('ECONNREFUSED')
  isAway = false
  await heal!()
  expect(asked.filter(sql => sql.includes('commit_delay')).at(-1)).toBe('alter system set commit_delay = 0')
})
