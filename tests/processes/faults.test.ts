import path from 'node:path'
import { expect, test } from 'vitest'
import { type NemesisName, nemesisNames } from '../../faults/nemeses/index.ts'
import { runOnce } from '../../faults/run.ts'
import { temporaryFolder } from './server.ts'

/** What heals by itself at once, so that a short run is not spent waiting. Long runs with all faults: npm run faults. */
const QUICK: NemesisName[] = nemesisNames.filter(name => /^(kill-|end-|cut-|deaf-|clock-)/.test(name))

test.for([
  ['embedded', 7],
  ['server', 8],
] as const)('a short run of faults on the %s store breaks no rule', { timeout: 240_000 }, async ([store, seed]) => {
  const folder = path.join(temporaryFolder(), store)
  const options = { seed, seconds: 10, store, replicas: 2, pooler: false, spool: false, only: QUICK, folder }
  const { verdict, history, schedule } = await runOnce(options)
  expect(verdict.broken).toEqual({})
  expect(schedule.length).toBeGreaterThan(0)
  const done = history.operations.filter(({ outcome }) => outcome === 'ok').length
  expect(done, 'the clients got something done').toBeGreaterThan(20)
})
