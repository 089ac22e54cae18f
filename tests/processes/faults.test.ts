import fs from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { mountDisk } from '../../faults/disk.ts'
import { type NemesisName, nemesisNames } from '../../faults/nemeses/index.ts'
import { runOnce } from '../../faults/run.ts'
import { startServer, temporaryFolder } from './server.ts'

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

test('a start on a full disk waits until there is room, and says so', { timeout: 120_000 }, async context => {
  const folder = path.join(temporaryFolder(), 'store')
  const disk = mountDisk(folder)
  if (!disk) return context.skip('mounting is not allowed here')
  onTestFinished(() => disk.close())
  // A disk of nothing would be one without a limit.
  fs.writeFileSync(path.join(folder, 'of-somebody-else'), Buffer.alloc(1_000_000))
  disk.fill()
  const server = await startServer({ store: 'embedded', folder, until: 'listening' })
  await expect.poll(() => server.output(), { timeout: 30_000 }).toContain('Mosaic waits until there is room.')
  disk.free()
  await server.untilReady()
  expect(await server.stop()).toBe(0)
})
