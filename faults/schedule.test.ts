import { expect, test } from 'vitest'
import { nemesisNames } from './nemeses/index.ts'
import { stream } from './random.ts'
import { plan } from './schedule.ts'

const options = { seconds: 60, allowed: nemesisNames }

test('the same seed plans the same faults, another one others', () => {
  expect(plan(5, options)).toEqual(plan(5, options))
  expect(plan(5, options)).not.toEqual(plan(6, options))
})

test('a hundred seeds bring every fault, and each run leaves time to heal', () => {
  const plans = Array.from({ length: 100 }, (_, seed) => plan(seed + 1, options))
  expect(new Set(plans.flat().map(({ name }) => name)).size).toBe(nemesisNames.length)
  for (const fault of plans.flat()) {
    expect(fault.at).toBeLessThan(57_000)
    expect(fault.ms).toBeLessThanOrEqual(9_000)
  }
})

test('what a client intends at a step depends on the seed, its name and the step alone', () => {
  const intents = (name: string) => Array.from({ length: 5 }, () => stream(3, name).next())
  expect(new Set(intents('visitor1 4')).size).toBe(1)
  expect(new Set(['visitor1 4', 'visitor1 5', 'visitor2 4'].map(name => stream(3, name).next())).size).toBe(3)
})
