// npm run faults: real servers under random faults, and a checker that holds what clients saw against the rules.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { clearFolder } from './disk.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { stream } from './random.ts'
import { type Result, recheck, runOnce } from './run.ts'
import { counts } from './summary.ts'
import { closeWorlds } from './world.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closeWorlds().finally(() => process.exit(130)))

/** Which Mosaic was run; with a plus where the tree holds more than that. */
const commit = commitOf()

const [command, ...rest] = process.argv.slice(2)
if (command === 'kills') kills()
else if (command === 'rolling') await import('./rolling.ts')
else if (command === 'help' || command === '--help') console.log(USAGE)
else await main(command === undefined ? [] : [command, ...rest])

async function main(args: string[]): Promise<void> {
  let options: Options
  try {
    options = readOptions(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exitCode = 2
    return
  }
  if (options.replay) return replay(options.replay)
  console.log(`seed ${options.seed}`)
  const out = options.out ?? fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-faults-'))
  let broken = 0
  for (let run = 0; run < options.runs; run++)
    for (const store of options.stores) if (!(await one(options, options.seed + run, store, out))) broken++
  if (!options.out && !options.keep && broken === 0) fs.rmSync(out, { recursive: true, force: true })
  console.log(broken === 0 ? 'No rule was broken.' : `${broken} runs broke a rule; their folders are in ${out}`)
  if (broken > 0) process.exitCode = 1
}

function commitOf(): string | null {
  const git = (...args: string[]) =>
    spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).stdout?.trim()
  const head = git('rev-parse', '--short=10', 'HEAD')
  return head ? head + (git('status', '--porcelain', '-uno', '--', '..') ? '+' : '') : null
}

async function one(options: Options, seed: number, store: Options['stores'][number], out: string): Promise<boolean> {
  const replicas = options.replicas ?? stream(seed, 'replicas').whole(1, 3)
  const folder = path.join(out, `${store}-${seed}`)
  clearFolder(folder)
  const { seconds, pooler, spool, only } = options
  const began = Date.now()
  const line = (what: Record<string, unknown>) => {
    const took = Math.round((Date.now() - began) / 1000)
    const text = JSON.stringify({
      commit,
      seed,
      store,
      replicas,
      pooler,
      spool,
      seconds,
      ...what,
      took,
      at: new Date(),
    })
    if (options.results) fs.appendFileSync(options.results, `${text}\n`)
    return took
  }
  let result: Result
  try {
    result = await runOnce({ seed, seconds, store, replicas, pooler, spool, only, folder })
  } catch (error) {
    // Such as a machine that is too slow to start servers in time: no verdict, and that is said.
    line({ error: (error as Error).message })
    console.log(`NO RUN seed ${seed} ${store}: ${(error as Error).message}`)
    return false
  }
  const { verdict, schedule } = result
  const took = line({ ok: verdict.ok, broken: Object.keys(verdict.broken), ...counts(result), faults: schedule.length })
  const { done, refused, unknown } = counts(result)
  console.log(
    `${verdict.ok ? 'ok    ' : 'BROKEN'} seed ${seed} ${store} (${replicas}): ${done} ok, ${refused} refused, ${unknown} unknown; ${schedule.length} faults; ${took} s`,
  )
  if (!verdict.ok) console.log(fs.readFileSync(path.join(folder, 'summary.txt'), 'utf8').replace(/^/gm, '    '))
  else if (!options.keep) fs.rmSync(folder, { recursive: true, force: true })
  return verdict.ok
}

function replay(folder: string): void {
  const { verdict } = recheck(folder)
  console.log(fs.readFileSync(path.join(folder, 'summary.txt'), 'utf8'))
  if (!verdict.ok) process.exitCode = 1
}

/** The tests of `npm test` that kill and restart, with all their rounds. */
function kills(): void {
  const files = ['kill', 'outage', 'together', 'stop', 'move', 'import', 'backup'].map(
    name => `tests/processes/${name}.test.ts`,
  )
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'processes', ...files]
  const { status } = spawnSync(process.execPath, args, {
    cwd: path.join(import.meta.dirname, '..'),
    env: { ...process.env, MOSAIC_ROUNDS: 'full' },
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
}
