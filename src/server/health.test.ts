import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { remembered } from './health.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('however many ask, the store is asked once at a time and once in a while', async () => {
  let asked = 0
  let reply = () => {}
  const answer = remembered(async () => {
    asked += 1
    const mine = asked
    await new Promise<void>(resolve => {
      reply = resolve
    })
    return mine
  }, 50)
  const both = [answer(), answer()]
  // However long it takes, it is asked once at a time.
  vi.advanceTimersByTime(10_000)
  both.push(answer())
  reply()
  expect(await Promise.all(both)).toEqual([1, 1, 1])
  vi.advanceTimersByTime(49)
  expect(await answer()).toBe(1)
  vi.advanceTimersByTime(2)
  const next = answer()
  reply()
  expect(await next).toBe(2)
})
