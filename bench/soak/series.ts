import type { Result } from '../results.ts'
import type { Tally } from './crew.ts'
import { judge, median, type Rule, type Verdict } from './judge.ts'
import type { Sample } from './sample.ts'
import type { SoakStore } from './world.ts'

export type Soak = Pick<Result, 'at' | 'commit' | 'dirty' | 'machine' | 'load'> & {
  options: { minutes: number; warmUp: number; seed: number; store: SoakStore; rate: number; every: number }
  tally: Tally
  samples: Sample[]
}

export type Judged = Verdict & { name: string; rule: Rule }

const MIB = 2 ** 20
const flat = (share: number, floor: number): Rule => ({ kind: 'flat', share, floor })

/** What must stay where it is. Shares of the level and floors are what the same load moves in a run without anybody's fault. */
const FIGURES: Record<string, Rule> = {
  'heap used': flat(0.04, 2 * MIB),
  external: flat(0.1, 2 * MIB),
  'array buffers': flat(0.1, 2 * MIB),
  'resident memory': flat(0.12, 16 * MIB),
  'file descriptors': flat(0.1, 4),
  'open handles': flat(0.1, 4),
  timers: flat(0.15, 6),
  threads: flat(0, 2),
  'listeners of the process': flat(0, 1),
  'contexts of the engine': flat(0, 1),
  'global handles': flat(0.1, 16_384),
  'event loop lag p50 ms': flat(0.5, 5),
  'event loop lag p99 ms': flat(0.5, 100),
  'prepared statements for each connection': flat(0.1, 20),
  'memory of a database connection': flat(0.15, 2 * MIB),
  'database connections': flat(0.2, 3),
  'pool waiting': flat(0.5, 2),
  'idle in transaction': flat(0.5, 1),
  'oldest transaction s': flat(1, 5),
  'locks waiting': flat(0.5, 1),
  'locks held': flat(0.5, 30),
  'live streams': flat(0.5, 3),
  'turns under way': flat(0.5, 3),
  'jobs failing': { kind: 'below', limit: 0 },
  deadlocks: { kind: 'below', limit: 0 },
  'temporary files written': flat(0.2, 5),
  'lines of /metrics': flat(0.05, 30),
  'dead rows that vacuum is late for': flat(0.5, 500),
  'files in the data folder': flat(0.02, 3),
  'bytes in the data folder': flat(0.05, 256 * 1024),
  'files in the temporary folder': flat(0.02, 3),
  'bytes in the temporary folder': flat(0.05, 256 * 1024),
  // Twice what is asked for (max_wal_size), as PostgreSQL may keep for a moment.
  'WAL kept': { kind: 'below', limit: 2048 * MIB },
  'WAL written': { kind: 'explained', share: 0.35, floor: 4_096 },
  'database size': { kind: 'explained', share: 0.5, floor: 2_048 },
  'live rows': { kind: 'explained', share: 0.35, floor: 0.5 },
  'log bytes': { kind: 'explained', share: 0.35, floor: 50 },
}

/** Tables that hold what is under way, not what is kept. */
const PASSING = [
  'account_rate_limits',
  'account_verifications',
  'file_removals',
  'first_start_processes',
  'outage_entries',
]

/** A table smaller than this is one page more or less. */
const SMALL = 512 * 1024

/** Every series of a run with its rule; those that never moved from 0 are left out. */
export function judgeAll(soak: Pick<Soak, 'options' | 'samples'>): Judged[] {
  const samples = soak.samples.filter(({ minute }) => minute! >= soak.options.warmUp)
  const names = [...new Set(samples.flatMap(sample => Object.keys(sample)))]
  const judged: Judged[] = []
  for (const name of names) {
    const rule = ruleOf(name, samples)
    if (!rule || samples.every(sample => !sample[name])) continue
    const x = rule.kind === 'explained' ? 'done' : 'minute'
    const points = samples.filter(sample => name in sample).map(sample => ({ x: sample[x]!, y: sample[name]! }))
    judged.push({ name, rule, ...judge(points, rule) })
  }
  return judged
}

function ruleOf(name: string, samples: Sample[]): Rule | undefined {
  if (FIGURES[name]) return FIGURES[name]
  if (name.startsWith('queue ')) return flat(0.5, 10)
  const table = /^(rows|dead rows|bytes) of (.+)$/.exec(name)
  if (!table) return undefined
  const [, what, of] = table
  if (PASSING.includes(of!)) return what === 'rows' ? flat(0.25, 20) : undefined
  const values = samples.map(sample => sample[name] ?? 0)
  const moved = Math.max(...values) - Math.min(...values)
  if (what === 'rows') return moved >= 20 ? { kind: 'explained', share: 0.5, floor: 0.1 } : undefined
  // Vacuum comes at a fifth of the rows and 50 more, looks once a minute, and finds what died meanwhile.
  if (what === 'dead rows') {
    const live = median(samples.map(sample => sample[`rows of ${of}`] ?? 0))
    return moved >= 200 ? { ...flat(0.5, 150 + 0.25 * live) } : undefined
  }
  return moved >= SMALL ? { kind: 'explained', share: 0.75, floor: 1_024 } : undefined
}
