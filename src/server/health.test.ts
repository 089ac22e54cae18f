import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { remembered } from './health.ts'

test('however many ask, the store is asked once at a time and once in a while', async () => {
  let asked = 0
  const answer = remembered(async () => {
    asked += 1
    await sleep(120)
    return asked
  }, 50)
  expect(await Promise.all([answer(), answer(), sleep(80).then(answer)])).toEqual([1, 1, 1])
  expect(await answer()).toBe(1)
  await sleep(80)
  expect(await answer()).toBe(2)
})
