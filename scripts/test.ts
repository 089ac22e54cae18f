// Everything: the checks, then every test on both databases beside processes and browsers. The last line counts.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import readline from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const root = path.resolve(import.meta.dirname, '..')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-test-'))
const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0

const checked = run('scripts/check.ts')
const built = run('scripts/build.ts')

type Report = {
  testResults: { name: string; status: string }[]
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  success: boolean
}
type Part = { succeeded: boolean; report: Report | undefined }

// Processes and browsers mostly wait, the others mostly compute. The latter give way, for nobody waits for them to answer in time.
const CODE = ['plain', 'pg18', 'pg15']
const WHOLE = ['processes', 'browser']
const parts = await Promise.all([
  test('code', CODE, { begun: child => os.setPriority(child.pid!, 5) }),
  test('whole', WHOLE),
])
if (process.env.CI)
  for (const [index, projects] of [CODE, WHOLE].entries()) parts[index] = await tryAgain(parts[index]!, projects)
fs.rmSync(folder, { recursive: true, force: true })

const sum = (count: (report: Report) => number) =>
  parts.reduce((sum, { report }) => sum + (report ? count(report) : 0), 0)
const passed = sum(report => report.numPassedTests) + Number(checked) + Number(built)
const broken = sum(report => report.numFailedTests) + Number(!checked) + Number(!built)
// A file that does not load, or a fault outside any test, fails the run without failing a test.
const sound = parts.every(({ succeeded, report }) => succeeded && report?.success)
const failed = sound ? broken : Math.max(broken, 1)
const skipped = sum(report => report.numPendingTests + report.numTodoTests)
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1

/**
 * On a machine that others use too, a wait meant for an idle one may run out: continuous integration tries the failed files once
 * more, whole and alone, with servers and stores of their own, and says so. A fault of ours fails both times.
 */
async function tryAgain(part: Part, projects: string[]): Promise<Part> {
  const failed = part.report?.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name) ?? []
  if (part.succeeded || failed.length === 0 || failed.length > 5) return part
  console.log(`Tried again, for they failed: ${failed.map(file => path.relative(root, file)).join(', ')}`)
  const again = await test('again', projects, { files: failed })
  if (!again.succeeded || !again.report || !part.report) return part
  const { numFailedTests, numPassedTests } = part.report
  const report = { ...part.report, numFailedTests: 0, numPassedTests: numPassedTests + numFailedTests, success: true }
  return { succeeded: true, report }
}

/** Runs these projects in a process of their own, and shows its lines as they come, whole, among those of the other. */
async function test(
  name: string,
  projects: string[],
  { begun, files = [] }: { begun?: (child: ChildProcess) => void; files?: string[] } = {},
): Promise<Part> {
  const report = path.join(folder, `${name}.json`)
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [
    ...[vitest, 'run', '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ...projects.flatMap(project => ['--project', project]),
    ...(files.length > 0 ? files : process.argv.slice(2)),
  ]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  begun?.(child)
  for (const stream of [child.stdout, child.stderr])
    readline.createInterface({ input: stream }).on('line', line => process.stdout.write(`${line}\n`))
  const closed = once(child, 'close')
  const status = await new Promise(resolve => child.on('exit', resolve).on('error', resolve))
  // Its last lines, but not for ever: a process that outlived a failed test may hold the pipe.
  await Promise.race([closed, sleep(2_000)])
  for (const stream of [child.stdout, child.stderr]) stream.destroy()
  return {
    succeeded: status === 0,
    report: fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : undefined,
  }
}
