import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { twofoldGroups } from './ambiguous.ts'
import { regexpsOf } from './regexps.ts'

const src = path.resolve(import.meta.dirname, '../../src')
const known = JSON.parse(fs.readFileSync(new URL('./patterns.json', import.meta.url), 'utf8')) as Record<string, string>
const nameOf = ({ source, flags }: { source: string; flags: string }) =>
  createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16)

/** Of a search that takes the square of the length each doubling costs four times as much, of one that takes its cube eight times. */
const TOO_STEEP = 6.5
/** Nobody waits so long for a thousand letters but for what has no end, on whatever machine. */
const NO_END_MS = 60_000

type Told = { built?: string[]; at?: number; source?: string; shown?: string; costs?: number[]; done?: true }

/** Modules that put expressions together and read what people write. */
const modules = fs
  .globSync('**/*.ts', { cwd: src })
  .filter(file => !/\.test\.ts$|(^|[/\\])testing[/\\]|^(storage|server)[/\\]/.test(file))
  .map(file => path.join(src, file))
  .filter(file => fs.readFileSync(file, 'utf8').includes('new RegExp('))

/** Nothing more needs to be known of these. */
const isJudged = (verdict: string | undefined) => verdict === 'safe' || Number(verdict) <= 2

test('no expression that no verdict covers, and none that is put together at run time, takes the cube of a length', {
  timeout: 900_000,
}, async () => {
  const all = regexpsOf()
  // Those that the checker gave up on, those that are new to it, and those that it calls worse than a square.
  const literals = all.filter(pattern => !isJudged(known[nameOf(pattern)]))
  const tried = new Set<number>()
  const steep: string[] = []
  let built: string[] = []
  function look({ built: count, at, shown, source, costs }: Told) {
    built = count ?? built
    if (at !== undefined) tried.add(at)
    const growth = (costs ?? []).slice(1).map((cost, at) => cost / costs![at]!)
    // Both of the last: one alone is somebody else's work on this machine.
    if (growth.length > 1 && growth.slice(-2).every(times => times > TOO_STEEP))
      steep.push(`${shown}: ${costs!.map(cost => cost.toFixed(2)).join(', ')} ms in /${source!.slice(0, 300)}/`)
  }
  const sources = literals.map(({ source, flags }) => ({ source, flags }))
  for (let from: number | undefined = 0; from !== undefined; ) {
    const stuck: Told | undefined = await tryFrom({ literals: sources, modules, from }, look)
    if (stuck) steep.push(`${stuck.shown}: no end in /${stuck.source?.slice(0, 300)}/`)
    from = stuck && (stuck.at ?? 0) + 1
  }
  expect(steep).toEqual([])
  expect(built.flatMap(source => twofoldGroups(source))).toEqual([])
  expect(all.length, 'in the source').toBeGreaterThan(1_000)
  expect(built.length, 'put together at run time').toBeGreaterThan(50)
  expect(tried.size, 'each of both was tried').toBe(literals.length + built.length)
})

test('no group of words that may be repeated can be read in two ways', () => {
  expect(twofoldGroups('x (?:sounds? |sound )+y')).toEqual(['(?:sounds? |sound )+'])
  expect(twofoldGroups('(?:a |a bit |bit )*')).toEqual(['(?:a |a bit |bit )*'])
  expect(twofoldGroups('(?:is |are |sounds? )+(?:a|ab)?(?:a |the )*')).toEqual([])
  const found = regexpsOf().flatMap(({ source, files }) => twofoldGroups(source).map(group => `${files[0]}: ${group}`))
  expect(found).toEqual([])
})

/** Tries the expressions from this one on; what was tried last where it finds no end. */
async function tryFrom(workerData: object, look: (told: Told) => void): Promise<Told | undefined> {
  const worker = new Worker(new URL('./growth-worker.ts', import.meta.url), { workerData, execArgv: [] })
  let last: Told = {}
  const ended = new Promise<Told | undefined>((resolve, reject) => {
    const watch = setTimeout(() => resolve(last), NO_END_MS)
    worker.on('error', error => {
      clearTimeout(watch)
      reject(error)
    })
    worker.on('message', (told: Told) => {
      watch.refresh()
      last = told
      look(told)
      if (!told.done) return
      clearTimeout(watch)
      resolve(undefined)
    })
  })
  return ended.finally(() => worker.terminate())
}
