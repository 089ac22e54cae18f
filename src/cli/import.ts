import fs from 'node:fs'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { refuse } from '../kernel/refusal.ts'
import { type Imported, type ImportOptions, importLegacyMosaic, type Progress, writeReport } from '../legacy/index.ts'
import { type Context, detectStore, type Store, type StoreChoice } from '../storage/index.ts'
import { refuseArguments } from './outcome.ts'
import { withStore } from './store.ts'

type Io = { out(line: string): void; err(line: string): void }

const USAGE = [
  'import legacy-mosaic FILE.db|URL [--dry-run] [--report OUT.json] [--files FOLDER] [--source NAME]',
  'import legacy-sales URL --time-zone ZONE [--stamp-zone ZONE] [--region IN] [--dry-run] [--report OUT.json] [--source NAME]',
  'A database may be named env:NAME, by a setting that holds its address.',
]

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  report: { type: 'string' },
  files: { type: 'string' },
  source: { type: 'string' },
  'time-zone': { type: 'string' },
  'stamp-zone': { type: 'string' },
  region: { type: 'string' },
} as const

type ImportValues = ReturnType<typeof parse>['values']

/** Exit 0: every row imported or archived. 2: no such command. 3: done, and some rows are quarantined. */
export async function importCommand(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args)
  const [kind, named, ...more] = positionals
  if ((kind !== 'legacy-mosaic' && kind !== 'legacy-sales') || !named || more.length > 0) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  const from = addressOf(named)
  const run = kind === 'legacy-mosaic' ? mosaic : (await import('./import-legacy-sales.ts')).runLegacySales
  return withStore(
    async (ctx, store) => {
      const pool = sessionsOf(store)
      const client = await pool.connect()
      const prover = await pool.connect()
      const recorder = await pool.connect()
      let isBroken = true
      try {
        const done = await run(ctx, client, { from, values, beside: { prover, recorder }, progress: telling(io) })
        isBroken = false
        return tell(done, values.report, io)
      } finally {
        // Whatever its session was set to goes with it.
        client.release(isBroken)
        prover.release(isBroken)
        recorder.release(isBroken)
      }
    },
    values['dry-run'] ? dryStore() : undefined,
  )
}

/** An import locks, sets and puts aside what stays with its session: it goes past a pooler, or not at all. */
function sessionsOf(store: Store): pg.Pool {
  if (store.pooler?.direct === false)
    refuse('conflict', 'storage.needs_direct', {
      message:
        'This goes through a pooler, and an import needs sessions of its own. Name the address of the database server itself in DATABASE_DIRECT_URL.',
    })
  return store.pooler ? store.openPool({ max: 3, direct: true }) : store.pool
}

export type LegacyRun = (
  ctx: Context,
  client: pg.PoolClient,
  input: { from: string; values: ImportValues; beside: ImportOptions['beside']; progress: (done: Progress) => void },
) => Promise<Imported>

const mosaic: LegacyRun = (ctx, client, { from, values, beside, progress }) => {
  const { files } = values
  if (files !== undefined && !fs.statSync(files, { throwIfNoEntry: false })?.isDirectory())
    refuse('invalid', 'legacy.no_folder', `There is no folder ${files}.`)
  return importLegacyMosaic(ctx, client, {
    ...{ from, files, beside, progress, name: values.source ?? 'main', dryRun: values['dry-run'] ?? false },
  })
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS })
  } catch (error) {
    return refuseArguments('legacy.arguments', error, USAGE)
  }
}

function addressOf(named: string): string {
  if (!named.startsWith('env:')) return named
  const setting = named.slice(4)
  return process.env[setting] || refuse('invalid', 'legacy.no_source', `The setting ${setting} is empty or not set.`)
}

/** Where there is no data yet, a dry run leaves none either. */
function dryStore(): StoreChoice | undefined {
  const where = detectStore(process.env, process.cwd())
  return where.kind === 'embedded' && !fs.existsSync(where.folder) ? { kind: 'memory' } : undefined
}

/** About once a second: how far it is, how fast, and how long it will take. */
function telling(io: Io): (done: Progress) => void {
  const began = performance.now()
  let told = began
  return ({ table, rows, ofRows }) => {
    const now = performance.now()
    if (now - told < 1_000) return
    told = now
    const rate = rows / ((now - began) / 1_000)
    const left = Math.ceil((ofRows - rows) / rate)
    io.err(`${table}: ${rows} of ${ofRows} rows, ${Math.round(rate)}/s, about ${left} s left`)
  }
}

function tell(done: Imported, file: string | undefined, io: Io): number {
  const { tables, repairs, homes, attention, dryRun } = done
  try {
    if (file !== undefined) writeReport(file, done, done.repairList())
  } finally {
    done.close()
  }
  const sum = (key: 'source' | 'imported' | 'archived' | 'quarantined' | 'already') =>
    Object.values(tables).reduce((total, table) => total + table[key], 0)
  io.out(dryRun ? 'Dry run: nothing was changed.' : 'Done. What is kept was proven to be what was read.')
  for (const [name, table] of Object.entries(tables))
    io.out(
      `${name}: ${table.source} rows, ${table.imported} imported, ${table.archived} archived, ${table.quarantined} quarantined, ${table.already} already here`,
    )
  io.out(
    `Together: ${sum('source')} rows, ${sum('imported')} imported, ${sum('archived')} archived, ${sum('quarantined')} quarantined, ${sum('already')} already here`,
  )
  io.out(`Made here: ${listed(homes) || 'nothing'}`)
  if (Object.keys(repairs).length > 0) io.out(`Repairs: ${listed(repairs)}`)
  for (const sentence of attention) io.out(sentence)
  if (sum('quarantined') > 0)
    io.out(
      'What is quarantined is kept as it came, in the table legacy_rows. docs/legacy-import.md explains the codes.',
    )
  return sum('quarantined') > 0 ? 3 : 0
}

function listed(counts: Record<string, number>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}
