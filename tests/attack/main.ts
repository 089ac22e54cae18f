// The attack suite with many inputs: `npm run attack -- --runs N --seed N --only NAME`. `npm test` runs the same files with few.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'

const folder = import.meta.dirname
const root = path.resolve(folder, '../..')
const names = fs
  .readdirSync(folder)
  .flatMap(file => (file.endsWith('.test.ts') ? [file.slice(0, -'.test.ts'.length)] : []))

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const unknown = values.only.filter(name => !names.includes(name))
if (unknown.length > 0 || !(Number(values.runs) >= 1) || !Number.isSafeInteger(Number(values.seed))) {
  console.error('npm run attack -- [--runs TIMES] [--seed NUMBER] [--only NAME]…')
  console.error(`--runs: times the inputs of npm test. Names: ${names.join(', ')}`)
  process.exit(1)
}
console.log(`attack: --runs ${values.runs} --seed ${values.seed}`)
const files = (values.only.length > 0 ? values.only : names).map(name => `tests/attack/${name}.test.ts`)
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(
  process.execPath,

  [vitest, 'run', '--project', 'plain', '--project', 'pg18', ...files],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MOSAIC_ATTACK_TIMES: values.runs, MOSAIC_SEED: values.seed },
  },
)
console.log(
  `attack: ${status === 0 ? 'nothing found' : 'found something'} with --runs ${values.runs} --seed ${values.seed}`,
)
process.exitCode = status ?? 1
