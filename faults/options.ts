import { parseArgs } from 'node:util'
import { type NemesisName, nemesisNames } from './nemeses/index.ts'
import type { Store } from './world.ts'

export const USAGE = `npm run faults -- [options]             runs with random faults, held against the rules
  --seed N          the first seed; the next runs take the next ones (printed first; without it a random one)
  --runs N          how many runs (1)
  --seconds N       how long each is under faults (120)
  --store NAME      embedded, server or both (both)
  --replicas N      servers on one store (by the seed: 1 to 3)
  --pooler          PgBouncer between servers and database, server store only
  --spool           servers keep messages, wishes and uploads while the database is away
  --only A,B        these faults alone
  --out FOLDER      where the folders of the runs are made (a temporary one)
  --keep            keeps the folder of a run that broke nothing too
  --results FILE    adds a line of JSON for each run
  --replay FOLDER   holds a kept run against the rules again
npm run faults -- kills                 the tests with kills, many rounds of them
npm run faults -- rolling               old and new servers side by side

faults: ${nemesisNames.join(' ')}`

export type Options = {
  seed: number
  runs: number
  seconds: number
  stores: Store[]
  replicas?: number
  pooler: boolean
  spool: boolean
  only: NemesisName[]
  out?: string
  keep: boolean
  /** One line of JSON is added for each run. */
  results?: string
  replay?: string
}

/** Reads the command line; throws with a sentence for whoever typed it. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      runs: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '120' },
      store: { type: 'string', default: 'both' },
      replicas: { type: 'string' },
      pooler: { type: 'boolean', default: false },
      spool: { type: 'boolean', default: false },
      only: { type: 'string' },
      out: { type: 'string' },
      keep: { type: 'boolean', default: false },
      results: { type: 'string' },
      replay: { type: 'string' },
    },
  })
  const only = values.only ? values.only.split(',') : nemesisNames
  const unknown = only.filter(name => !(nemesisNames as string[]).includes(name))
  if (unknown.length > 0) throw new Error(`No such fault: ${unknown.join(', ')}. There are ${nemesisNames.join(' ')}.`)
  if (!['embedded', 'server', 'both'].includes(values.store)) throw new Error('--store is embedded, server or both.')
  const stores: Store[] = values.store === 'both' ? ['embedded', 'server'] : [values.store as Store]
  return {
    seed: values.seed === undefined ? 1 + Math.floor(Math.random() * 1e9) : whole(values.seed, 'seed'),
    runs: whole(values.runs, 'runs'),
    seconds: whole(values.seconds, 'seconds'),
    stores: values.pooler ? ['server'] : stores,
    replicas: values.replicas === undefined ? undefined : whole(values.replicas, 'replicas'),
    pooler: values.pooler,
    spool: values.spool,
    only: only as NemesisName[],
    out: values.out,
    keep: values.keep,
    results: values.results,
    replay: values.replay,
  }
}

function whole(text: string, name: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} is a whole number from 1.`)
  return number
}
