import { beforeAll, expect, test } from 'vitest'
import { type Deed, type DeedName, hotDeeds } from '../../bench/deeds.ts'
import { fillTo } from '../../bench/fill.ts'
import { type Cost, costOf, type Trace, traced, traceStatements } from '../../bench/trace.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from '../server/app.ts'
import { BUDGETS, overBudget, SIZES } from './budgets.ts'

/** What a first run does once (plans, caches, the line in the audit log) is no deed's cost: the cheapest of these counts. */
const RUNS = 7

const store = testStore({ connections: 2 })
const server = testServer(store)
const measured = new Map<DeedName, { costs: Cost[]; traces: Trace[] }>()

beforeAll(async () => {
  const deeds = await hotDeeds(server, { callers: 1 })
  const stop = traceStatements({ plans: true })
  let filled = 0
  for (const size of SIZES) {
    await fillTo(store.pool, filled, size)
    filled = size
    for (const [name, deed] of Object.entries(deeds) as [DeedName, Deed][]) {
      const { costs, traces } = measured.get(name) ?? { costs: [], traces: [] }
      const all: Trace[] = []
      for (let run = 0; run < RUNS; run++) all.push(await traced(() => deed.http(0, size + run)))
      const cheapest = all.toSorted(
        (a, b) => costOf(a).trips - costOf(b).trips || costOf(a).buffers - costOf(b).buffers,
      )[0]!
      measured.set(name, { costs: [...costs, costOf(cheapest)], traces: [...traces, cheapest] })
    }
  }
  stop()
}, 120_000)

test.for<DeedName>(['turn', 'booking', 'search', 'console', 'autosave'])('a %s costs what it may', name => {
  const { costs, traces } = measured.get(name)!
  if (process.env.MOSAIC_SHOW_COSTS) console.log(name, JSON.stringify(costs))
  expect(overBudget(BUDGETS[name], costs, traces)).toEqual([])
})
