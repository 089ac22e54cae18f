// Everything that is known without running Mosaic: types, lint and format, the import table, the schema dump, the settings page.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'

const root = path.resolve(import.meta.dirname, '..')
const bin = (name: string) => path.join(root, 'node_modules', '.bin', name)

const checks: [name: string, command: string, args: string[]][] = [
  ['types', bin('tsc'), ['-p', root]],
  ['lint and format', bin('biome'), ['ci', '--colors=off', '.']],
  ['schema dump', process.execPath, ['scripts/schema.ts', '--check']],
  ['configuration page', process.execPath, ['scripts/configuration.ts', '--check']],
  ['import table', bin('vitest'), ['run', '--project', 'plain', 'tests/architecture.test.ts']],
]

const failed = checks.filter(([name, command, args]) => {
  const started = performance.now()
  const run = spawnSync(command, args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${run.status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (run.status !== 0) console.log(`${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}`)
  return run.status !== 0
})

console.log(`${checks.length - failed.length} passed, ${failed.length} failed`)
process.exitCode = failed.length === 0 ? 0 : 1
