import { beforeAll, expect, test } from 'vitest'
import { makeDue, takesAll } from '../../bench/due.ts'
import { fillTo } from '../../bench/fill.ts'
import { type Cost, costOf, type Trace, traced, traceStatements } from '../../bench/trace.ts'
import { appointmentSubject, seedSampleStaff } from '../../src/appointments/index.ts'
import { releaseProgrammes } from '../../src/programmes/index.ts'
import { deliverDue, registerSubject } from '../../src/reminders/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { BUDGETS, overBudget, SIZES } from './budgets.ts'

const BATCH = 40

const store = testStore({ connections: 2 })

beforeAll(async () => {
  registerSubject('appointment', appointmentSubject)
  await seedSampleStaff(store.ctx())
  await releaseProgrammes(store.ctx())
})

test('forty reminders that are due at once cost what they may', async () => {
  const costs: Cost[] = []
  const traces: Trace[] = []
  const stop = traceStatements({ plans: true })
  let filled = 0
  for (const size of SIZES) {
    await fillTo(store.pool, filled, size)
    filled = size
    const all: Trace[] = []
    for (let run = 0; run < 3; run++) {
      await makeDue(store.pool, BATCH)
      const delivery = { channels: takesAll, owner: `worker ${size} ${run}`, batch: BATCH }
      all.push(
        await traced(async () => {
          expect(await deliverDue(store.ctx(), delivery)).toBe(BATCH)
        }),
      )
    }
    const { rows } = await store.pool.query(`select count(*) as sent from reminder_attempts where outcome = 'accepted'`)
    expect(rows).toEqual([{ sent: BATCH * 3 * (costs.length + 1) }])
    const cheapest = all.toSorted(
      (a, b) => costOf(a).trips - costOf(b).trips || costOf(a).buffers - costOf(b).buffers,
    )[0]!
    costs.push(costOf(cheapest))
    traces.push(cheapest)
  }
  stop()
  if (process.env.MOSAIC_SHOW_COSTS) console.log('reminder', JSON.stringify(costs))
  expect(overBudget(BUDGETS.reminder, costs, traces)).toEqual([])
}, 120_000)
