import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** One look at everything, as names and numbers. */
export type Sample = Record<string, number>

export type Looked = {
  url: string
  token: string
  pid: number
  /** Where the probe writes. */
  probe: string
  database: pg.Client
  /** Folders of the server itself, by a name for each. */
  folders: Record<string, string>
  logBytes(): number
}

/** Reads everything once: figures of the process after its garbage was collected, of the system about it, and of the database. */
export async function look(at: Looked): Promise<Sample> {
  return {
    ...(await metrics(at)),
    ...(await probe(at)),
    ...system(at),
    ...(await rows(at.database)),
    'log bytes': at.logBytes(),
  }
}

/** Those of /metrics, before the collection makes the event loop late. */
async function metrics({ url, token }: Looked): Promise<Sample> {
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(20_000),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}: ${text.slice(0, 200)}`)
  const read = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, value]) => Number(value))
  const sum = (values: number[]) => values.reduce((sum, value) => sum + value, 0)
  const one = (pattern: RegExp) => sum(read(pattern))
  const queues = [...text.matchAll(/^mosaic_queue_waiting\{[^}]*queue="([^"]+)"[^}]*\} (\S+)/gm)]
  return {
    'event loop lag p50 ms': 1000 * one(/^mosaic_event_loop_lag_seconds\{[^}]*quantile="0\.5"[^}]*\} (\S+)/gm),
    'event loop lag p99 ms': 1000 * one(/^mosaic_event_loop_lag_seconds\{[^}]*quantile="0\.99"[^}]*\} (\S+)/gm),
    'live streams': one(/^mosaic_live_streams(?:\{[^}]*\})? (\S+)/gm),
    'turns under way': one(/^mosaic_turns_active(?:\{[^}]*\})? (\S+)/gm),
    'pool connections': one(/^mosaic_pool_connections\{[^}]*\} (\S+)/gm),
    'pool waiting': one(/^mosaic_pool_waiting(?:\{[^}]*\})? (\S+)/gm),
    'jobs failing': one(/^mosaic_jobs_failing\{[^}]*\} (\S+)/gm),
    'lines of /metrics': text.split('\n').length,
    ...Object.fromEntries(queues.map(([, name, value]) => [`queue ${name}`, Number(value)])),
  }
}

type Probed = {
  heapUsed: number
  external: number
  arrayBuffers: number
  resources: Record<string, number>
  listeners: number
  contexts: number
  globalHandles: number
  prepared: number
  speaking: number
}

async function probe({ pid, probe }: Looked): Promise<Sample> {
  const before = size(probe)
  process.kill(pid, 'SIGUSR2')
  for (const end = Date.now() + 60_000; size(probe) === before; await sleep(20))
    if (Date.now() > end) throw new Error('the server did not answer the probe within a minute')
  // A heap snapshot follows its line, and takes its time.
  for (const end = Date.now() + 300_000; fs.existsSync(`${probe}.snapshot`) && Date.now() < end; ) await sleep(100)
  const one = JSON.parse(fs.readFileSync(probe, 'utf8').trimEnd().split('\n').at(-1)!) as Probed
  const resources = Object.entries(one.resources)
  const handles = resources.filter(([kind]) => !kind.startsWith('FSReq') && kind !== 'Timeout')
  return {
    'heap used': one.heapUsed,
    external: one.external,
    'array buffers': one.arrayBuffers,
    'open handles': handles.reduce((sum, [, count]) => sum + count, 0),
    timers: one.resources.Timeout ?? 0,
    'listeners of the process': one.listeners,
    'contexts of the engine': one.contexts,
    'global handles': one.globalHandles,
    'prepared statements for each connection': one.speaking === 0 ? 0 : one.prepared / one.speaking,
  }
}

/** What Linux says of the process, its folders and what the folders hold. */
function system({ pid, folders }: Looked): Sample {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  const held = Object.entries(folders).flatMap(([name, folder]) => {
    const files = filesOf(folder)
    return [
      [`files in the ${name} folder`, files.length],
      [`bytes in the ${name} folder`, files.reduce((sum, file) => sum + size(file), 0)],
    ] as const
  })
  return {
    'resident memory': 1024 * field('VmRSS'),
    threads: field('Threads'),
    'file descriptors': fs.readdirSync(`/proc/${pid}/fd`).length,
    ...Object.fromEntries(held),
  }
}

/** Without the database's own files, which it counts itself. */
function filesOf(folder: string): string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true })
  return entries.flatMap(entry => {
    const file = path.join(folder, entry.name)
    try {
      return entry.isDirectory() ? (entry.name === 'postgresql' ? [] : filesOf(file)) : [file]
    } catch {
      return []
    }
  })
}

const FACTS = `
  select
    (select count(*) from pg_stat_activity where backend_type = 'client backend' and datname = current_database()
      and pid <> pg_backend_pid())::float8 as "database connections",
    (select count(*) from pg_stat_activity where state like 'idle in transaction%')::float8 as "idle in transaction",
    (select coalesce(extract(epoch from max(now() - xact_start)), 0) from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid())::float8 as "oldest transaction s",
    (select count(*) from pg_locks where not granted)::float8 as "locks waiting",
    (select count(*) from pg_locks)::float8 as "locks held",
    (select deadlocks from pg_stat_database where datname = current_database())::float8 as deadlocks,
    (select temp_files from pg_stat_database where datname = current_database())::float8 as "temporary files written",
    pg_database_size(current_database())::float8 as "database size",
    (pg_current_wal_lsn() - '0/0')::float8 as "WAL written",
    (select sum(size) from pg_ls_waldir())::float8 as "WAL kept"`

const TABLES = `
  select relname as name, n_live_tup::float8 as live, n_dead_tup::float8 as dead, pg_total_relation_size(relid)::float8 as bytes,
    greatest(0, n_dead_tup - 50 - 0.2 * n_live_tup)::float8 as late
  from pg_stat_user_tables`

async function rows(database: pg.Client): Promise<Sample> {
  const facts = (await database.query<Sample>(FACTS)).rows[0]!
  type Table = { name: string; live: number; dead: number; bytes: number; late: number }
  const tables = (await database.query<Table>(TABLES)).rows
  const pids = (
    await database.query<{ pid: number }>(
      `select pid from pg_stat_activity where backend_type = 'client backend' and datname = current_database() and pid <> pg_backend_pid()`,
    )
  ).rows
  const sum = (pick: (table: Table) => number) => tables.reduce((sum, table) => sum + pick(table), 0)
  const memory = pids.map(({ pid }) => privateMemory(pid)).filter(bytes => bytes > 0)
  return {
    ...facts,
    'memory of a database connection': memory.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, memory.length),
    'live rows': sum(({ live }) => live),
    'dead rows': sum(({ dead }) => dead),
    'dead rows that vacuum is late for': sum(({ late }) => late),
    ...Object.fromEntries(
      tables.flatMap(({ name, live, dead, bytes }) => [
        [`rows of ${name}`, live],
        [`dead rows of ${name}`, dead],
        [`bytes of ${name}`, bytes],
      ]),
    ),
  }
}

/** Of a backend, without the buffers that all share. */
function privateMemory(pid: number): number {
  try {
    return 1024 * Number(/^RssAnon:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

function size(file: string): number {
  try {
    return fs.statSync(file).size
  } catch {
    return 0
  }
}
