import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'

test('with the preload every clock of a process is off by what the file says', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-clock-'))
  const file = path.join(folder, 'clock')
  fs.writeFileSync(file, '7200000')
  const script = `const now = performance.timeOrigin + performance.now()
    class Day extends Date {}
    console.log(JSON.stringify([
      ...[Date.now(), +new Date(), Temporal.Now.instant().epochMilliseconds, +new Day()].map(at => Math.round((at - now) / 1e4)),
      +new Date(5), new Date() instanceof Date, new Day() instanceof Day, Date.UTC(1970, 0, 2)]))`
  const args = ['--import', './faults/clock.ts', '-e', script]
  const cwd = path.join(import.meta.dirname, '..')
  const { stdout } = spawnSync(process.execPath, args, { cwd, env: { ...process.env, MOSAIC_FAULTS_CLOCK: file } })
  fs.rmSync(folder, { recursive: true })
  expect(JSON.parse(String(stdout))).toEqual([720, 720, 720, 720, 5, true, true, 86_400_000])
})
