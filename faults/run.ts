import fs from 'node:fs'
import path from 'node:path'
import { check, type Verdict } from './checker/index.ts'
import { setUpHouse, startCrew } from './clients/index.ts'
import { type History, readHistory, record } from './history.ts'
import { type NemesisName, nemeses } from './nemeses/index.ts'
import type { Rows } from './rows.ts'
import { readRows } from './rows.ts'
import { type Fault, plan } from './schedule.ts'
import { healAll, strikeAll, untilQuiet } from './strike.ts'
import { summary } from './summary.ts'
import { openWorld, type Store } from './world.ts'

export type RunOptions = {
  seed: number
  seconds: number
  store: Store
  replicas: number
  pooler: boolean
  spool: boolean
  /** Nemeses that may strike; those that do not fit this world are left out. */
  only: NemesisName[]
  /** Where everything of this run is written. */
  folder: string
}

export type Result = { verdict: Verdict; folder: string; history: History; schedule: Fault[] }

/** One run: clients work while the faults of the schedule come, all is mended, and the history is held against the rules. */
export async function runOnce(options: RunOptions): Promise<Result> {
  const { seed, seconds, folder } = options
  fs.mkdirSync(folder, { recursive: true })
  const write = (name: string, value: unknown) =>
    fs.writeFileSync(path.join(folder, name), typeof value === 'string' ? value : JSON.stringify(value, undefined, 1))
  const recorder = record(path.join(folder, 'history.jsonl'))
  const world = await openWorld({ ...options, recorder })
  let schedule: Fault[]
  try {
    const link = world.servers.map(server => server.link()).find(link => link !== undefined)
    const accounts = await setUpHouse(world.servers[0]!.url, link!)
    const allowed = options.only.filter(name => nemeses[name].fits(world))
    const began = recorder.now()
    schedule = plan(seed, { seconds, allowed })
    write('schedule.json', { ...options, faults: schedule })
    const urls = world.servers.map(server => server.url)
    const crew = startCrew({ urls, seed, recorder, accounts })
    const struck = strikeAll(world, schedule, () => recorder.now() - began)
    await Promise.all([struck, new Promise(resolve => setTimeout(resolve, seconds * 1000))])
    await healAll(world).catch(error => recorder.note('not ready', (error as Error).message))
    recorder.note('all is mended')
    await crew.stop()
    await untilQuiet(world, 120)
    await crew.readEverything()
    write('rows.json', await readRows(world.postgres, world.mail))
  } finally {
    await world.close()
  }
  return recheck(folder)
}

/** Holds a kept run against the rules, as they are now. */
export function recheck(folder: string): Result {
  const read = (name: string) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'))
  const history = readHistory(path.join(folder, 'history.jsonl'))
  const { faults, ...options } = read('schedule.json') as { faults: Fault[] } & RunOptions
  const clocksJumped = faults.some(({ name }) => name.startsWith('clock'))
  const verdict = check({ history, rows: read('rows.json') as Rows, clocksJumped })
  const result = { verdict, folder, history, schedule: faults }
  fs.writeFileSync(path.join(folder, 'verdict.json'), JSON.stringify(verdict, undefined, 1))
  fs.writeFileSync(path.join(folder, 'summary.txt'), summary(result, options))
  return result
}
