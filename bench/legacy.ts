import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { type Figure, quantile } from './figure.ts'
import type { BenchServer } from './mosaic.ts'

const ROWS = Number(process.env.BENCH_LEGACY_ROWS ?? 1_000_000)
/** How often each is run, one after the other; the median counts. */
const ROUNDS = Number(process.env.BENCH_LEGACY_ROUNDS ?? 1)
/** Which of the mixes below, by their names with commas between; all unless told. */
const ONLY = process.env.BENCH_LEGACY_MIXES?.split(',')
const MOSAIC = fileURLToPath(new URL('../src/cli/mosaic.ts', import.meta.url))

/**
 * What the files are made of: shares of their rows. Texts are of the length that such rows have. `as found` has the shares of the
 * file that src/legacy/legacy-mosaic.test.ts begins with, one that was in use; the next has more talk; the last is nothing else.
 */
const MIXES: Record<string, Record<string, number>> = {
  'records of use': { usage_tracking: 0.6, rag_usage: 0.2, match_analytics: 0.2 },
  'as found': {
    ...{
      sessions: 1 / 39,
      wimd_outputs: 1 / 39,
      usage_tracking: 18 / 39,
      match_analytics: 8 / 39,
      feature_flags: 5 / 39,
    },
    ...{ usage_summary: 4 / 39, token_usage: 1 / 39, prompt_selector_cache: 1 / 39 },
  },
  'much talk': { sessions: 0.02, wimd_outputs: 0.08, usage_tracking: 0.6, rag_usage: 0.15, match_analytics: 0.15 },
  conversations: { sessions: 0.1, wimd_outputs: 0.9 },
}

const TABLES: Record<string, { columns: string; row(n: number, sessions: number): (string | number | null)[] }> = {
  sessions: {
    columns: 'id text primary key, created_at timestamp, expires_at timestamp, user_data text',
    row: n => [sessionOf(n), '2025-09-30 16:30:04', '2025-10-30 16:30:04', '{}'],
  },
  wimd_outputs: {
    columns:
      'id integer primary key, session_id text, prompt text, response text, analysis_data text, metrics text, created_at timestamp',
    row: (n, sessions) => [
      ...[n, sessionOf(n % sessions), `What should I try next, after step ${n}?`],
      ...[`You could begin with one small test, and look at it again in ${n % 30} days.`, '{"clarity":3}', null],
      '2025-10-04T03:30:20.623436',
    ],
  },
  usage_tracking: {
    columns:
      'id integer primary key, operation text not null, estimated_cost real, actual_cost real, success integer, response_time real, error_message text, metadata text, created_at timestamp',
    row: n => [n, `operation_${n % 7}`, n / 1e6, n / 2e6, 1, 0.25, null, `{"n":${n}}`, '2025-10-04T03:30:20.623436'],
  },
  rag_usage: {
    columns:
      'id integer primary key, session_id text, operation text not null, query_text text, confidence real, fallback_used integer, response_time real, created_at timestamp',
    row: (n, sessions) => [
      n,
      sessions ? sessionOf(n % sessions) : null,
      'search',
      `how to ${n}`,
      0.5,
      0,
      1.25,
      '2025-10-04 03:30:20',
    ],
  },
  feature_flags: {
    columns:
      'id integer primary key, flag_name text not null, enabled boolean, description text, created_at timestamp, updated_at timestamp',
    row: n => [n, `flag_${n}`, n % 2, `What flag ${n} is for`, '2025-10-04 03:30:20', '2025-10-04 03:30:20'],
  },
  usage_summary: {
    columns:
      'id integer primary key, date text not null, operation text not null, request_count integer, total_cost real, success_count integer, failure_count integer, avg_response_time real, created_at timestamp, updated_at timestamp',
    row: n => [
      ...[n, '2025-10-04', `operation_${n % 7}`, n % 900, n / 1e5, n % 890, n % 10, 0.25],
      ...['2025-10-04 03:30:20', '2025-10-04 03:30:20'],
    ],
  },
  token_usage: {
    columns: 'id integer primary key, operation text, tokens integer, cost real, success boolean, timestamp timestamp',
    row: n => [n, `operation_${n % 7}`, n % 4_000, n / 1e6, 1, '2025-10-04 03:30:20'],
  },
  prompt_selector_cache: {
    columns:
      'id integer primary key, prompt_hash text, csv_available boolean, ai_fallback_used boolean, last_updated timestamp',
    row: n => [n, `hash${n}`, 1, 0, '2025-10-04 03:30:20'],
  },
  match_analytics: {
    columns:
      'id integer primary key, query_hash text, query_text text, pre_rerank_avg real, post_rerank_avg real, improvement_pct real, processing_time real, timestamp timestamp',
    row: n => [n, `hash${n}`, `jobs near ${n % 100}`, 0.4, 0.6, 50, 0.125, '2025-10-04 03:30:20'],
  },
}

const sessionOf = (n: number) => `${String(n).padStart(8, '0')}aaaabbbbccccddddeeeeffff`

function makeFile(folder: string, mix: Record<string, number>): { file: string; rows: number } {
  const file = path.join(folder, 'legacy.db')
  fs.rmSync(file, { force: true })
  const db = new DatabaseSync(file)
  db.exec('pragma journal_mode = off; pragma synchronous = off; begin')
  const sessions = Math.round(ROWS * (mix.sessions ?? 0))
  let rows = 0
  for (const [table, share] of Object.entries(mix)) {
    const { columns, row } = TABLES[table]!
    db.exec(`create table ${table} (${columns})`)
    const insert = db.prepare(
      `insert into ${table} values (${row(0, sessions)
        .map(() => '?')
        .join(', ')})`,
    )
    for (let n = 0; n < Math.round(ROWS * share); n++, rows++) insert.run(...row(n, sessions))
  }
  db.exec('commit')
  db.close()
  return { file, rows }
}

type Run = { seconds: number; peakMb: number }

/** Runs a command to its end, with its peak of resident memory. */
async function measure(command: string, args: string[], env: Record<string, string> = {}): Promise<Run> {
  const began = performance.now()
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let peak = 0
  const look = setInterval(() => {
    const status = readStatus(child.pid!)
    peak = Math.max(peak, status)
  }, 100)
  let said = ''
  child.stderr.on('data', chunk => (said = (said + chunk).slice(-2_000)))
  child.stdout.on('data', chunk => (said = (said + chunk).slice(-2_000)))
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  clearInterval(look)
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said}`)
  return { seconds: (performance.now() - began) / 1_000, peakMb: peak / 1024 }
}

function readStatus(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

function hasPgloader(): boolean {
  try {
    execFileSync('pgloader', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** pgloader's own way in, with the setting that lets it finish. */
async function pgloader(server: BenchServer, folder: string, file: string): Promise<Run> {
  const { url } = await server.make()
  const parsed = new URL(url)
  const socket = parsed.searchParams.get('host')
  const to = socket
    ? `postgresql://${parsed.username}@unix:${socket}:${parsed.port || 5432}${parsed.pathname}`
    : url.replace('postgres:', 'postgresql:')
  const load = path.join(folder, 'file.load')
  fs.writeFileSync(
    load,
    `load database from sqlite://${file} into ${to}\n  with include drop, create tables, create indexes, reset sequences, prefetch rows = 10000;\n`,
  )
  const run = await measure('pgloader', ['--root-dir', path.join(folder, 'pgloader'), load])
  const [counted] = await ask<{ n: number }>(
    url,
    'select coalesce(sum(n_live_tup), 0)::int as n from pg_stat_user_tables',
  )
  if (counted!.n === 0) throw new Error('pgloader left the tables empty')
  return run
}

async function ask<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

function mosaic(url: string, file: string): Promise<Run> {
  return measure(process.execPath, [MOSAIC, 'import', 'legacy-mosaic', file], { DATABASE_URL: url })
}

/** In the order in which they refer to each other. */
const FILLED = [
  ...['legacy_sources', 'legacy_imports', 'legacy_tables', 'persons', 'legacy_persons'],
  ...['conversations', 'messages', 'legacy_rows'],
]

/** Seconds that bare COPY takes for what an import has written, into the same tables with their indexes, constraints and references. */
async function bareCopy(folder: string, fromUrl: string, toUrl: string): Promise<number> {
  const [from, to] = [fromUrl, toUrl].map(connectionString => new pg.Client({ connectionString }))
  await Promise.all([from!.connect(), to!.connect()])
  const file = path.join(folder, 'rows')
  let seconds = 0
  try {
    await to!.query('set synchronous_commit = off')
    for (const table of FILLED) {
      const out = from!.query(copyTo(`copy ${table} to stdout (format binary)`))
      await pipeline(out, fs.createWriteStream(file))
      const began = performance.now()
      const into = to!.query(copyFrom(`copy ${table} from stdin (format binary)`))
      await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 18 }), into)
      seconds += (performance.now() - began) / 1_000
    }
  } finally {
    await Promise.all([from!.end(), to!.end()])
  }
  return seconds
}

const median = (samples: number[]) => quantile(samples, 0.5)

/**
 * A legacy file of a million rows with proof, against pgloader without and against bare COPY of the rows that it became, run by
 * run; BENCH_LEGACY_ROWS, BENCH_LEGACY_ROUNDS and BENCH_LEGACY_MIXES for others. Rates are those of the loading: what each needs to begin, and
 * ours to make a new store, is measured with a file of one row and told apart.
 */
export async function benchLegacy(server: BenchServer): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-bench-legacy-'))
  const isThere = hasPgloader()
  try {
    const ready = await server.make()
    const small = smallFile(folder)
    const first = await mosaic(ready.url, small)
    // It came by an import of its own name, which must not make the next one a second.
    await ask(ready.url, 'truncate legacy_rows, legacy_tables, legacy_imports, legacy_sources cascade')
    const newStore = async () => (await server.make(ready.name)).url
    const starts: number[] = []
    const theirStarts: number[] = []
    for (let round = 0; round < 3; round++) {
      starts.push((await mosaic(await newStore(), small)).seconds)
      if (isThere) theirStarts.push((await pgloader(server, folder, small)).seconds)
    }
    const start = median(starts)
    const theirStart = isThere ? median(theirStarts) : 0
    const figures: Figure[] = [
      { name: 'legacy file: start of the command', ours: start, ...(isThere && { bare: theirStart }), unit: 's' },
      { name: 'legacy file: schema of a new store, once', ours: first.seconds - start, unit: 's' },
    ]
    for (const [name, mix] of Object.entries(MIXES)) {
      if (ONLY && !ONLY.includes(name)) continue
      const { file, rows } = makeFile(folder, mix)
      const ours: Run[] = []
      const theirs: Run[] = []
      const bare: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        if (isThere) theirs.push(await pgloader(server, folder, file))
        const url = await newStore()
        ours.push(await mosaic(url, file))
        bare.push(await bareCopy(folder, url, await newStore()))
      }
      const load = `legacy file, ${name}: rows with proof`
      const rate = rows / (median(ours.map(run => run.seconds)) - start)
      const bareRate = rows / median(bare)
      const copied = `${load}, against bare COPY of what they became`
      if (isThere) {
        const theirRate = rows / (median(theirs.map(run => run.seconds)) - theirStart)
        const aim = name === 'as found' || name === 'records of use' ? '≥ 1 of pgloader' : 'of pgloader'
        figures.push({ name: load, ours: rate, bare: theirRate, ratio: rate / theirRate, unit: 'rows/s', aim })
      }
      figures.push({ name: copied, ours: rate, bare: bareRate, ratio: rate / bareRate, unit: 'rows/s' })
      figures.push({
        ...{ name: `legacy file, ${name}: memory`, ours: Math.max(...ours.map(run => run.peakMb)), unit: 'MB' },
        ...{ aim: '< 512, aim 240', ...(isThere && { bare: Math.max(...theirs.map(run => run.peakMb)) }) },
      })
    }
    return figures
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function smallFile(folder: string): string {
  const file = path.join(folder, 'small.db')
  const db = new DatabaseSync(file)
  db.exec('create table feature_flags (id integer primary key, flag_name text)')
  db.exec(`insert into feature_flags values (1, 'on')`)
  db.close()
  return file
}
