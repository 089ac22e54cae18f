// Everything: the checks, then every test on both databases, then processes and browsers. The last line counts.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'

const root = path.resolve(import.meta.dirname, '..')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-test-'))
const report = path.join(folder, 'report.json')
const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0

const checked = run('scripts/check.ts')
const built = run('scripts/build.ts')
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
const tested = run(
  vitest,
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
)

type Report = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  numFailedTestSuites: number
  success: boolean
}
const counts: Report | undefined = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : undefined
fs.rmSync(folder, { recursive: true, force: true })

const passed = (counts?.numPassedTests ?? 0) + Number(checked) + Number(built)
const broken = Number(!checked) + Number(!built) + (counts?.numFailedTests ?? 0)
// A file that does not load, or a fault outside any test, fails the run without failing a test.
const failed = tested && counts?.success ? broken : Math.max(broken, 1)
const skipped = (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0)
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1
