import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import pg from 'pg'
import { type Engine, openEngine } from '../src/storage/engine/index.ts'

/** The PostgreSQL of a run, whoever started it: its processes, and a way in that no fault stands in. */
export type Postgres = {
  /** The postmaster, while it runs. */
  postmaster(): number | undefined
  /** Its children: those that serve a client, or all. */
  children(which: 'clients' | 'all'): number[]
  /** Where its socket is; undefined while nobody ever started it. */
  socket(): string | undefined
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
  /** Starts it again where nobody else does. */
  revive(): Promise<void>
  close(): Promise<void>
}

/** What a folder's engine is, for a run on the embedded store: Mosaic starts it and starts it again. */
export function watchEngine(folder: string): Postgres {
  return { ...observe(folder, 'mosaic'), revive: async () => {}, close: () => endEngine(folder) }
}

/** A database server as somebody else runs it, with a database for this run. */
export async function startPostgres(folder: string): Promise<Postgres> {
  const engine: Engine = await openEngine(folder, { settings: { max_connections: '120' } })
  const admin = observe(folder, 'postgres')
  await admin.query('create database desk')
  const watched = observe(folder, 'desk')
  return {
    ...watched,
    async revive() {
      await engine.revive()
    },
    close: () => engine.close().then(() => endEngine(folder)),
  }
}

function observe(folder: string, database: string): Omit<Postgres, 'revive' | 'close'> {
  const lines = () => {
    try {
      return fs.readFileSync(path.join(folder, 'postgresql/postmaster.pid'), 'utf8').split('\n')
    } catch {
      return []
    }
  }
  const postmaster = () => {
    const pid = Number(lines()[0]) || undefined
    return pid && isOf(folder, pid) ? pid : undefined
  }
  return {
    postmaster,
    socket: () => lines()[4],
    children(which) {
      const parent = postmaster()
      if (!parent) return []
      const all = childrenOf(parent)
      return which === 'all' ? all : all.filter(pid => /postgres: mosaic /.test(commandOf(pid)))
    },
    async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) {
      const client = new pg.Client({ host: lines()[4], user: 'mosaic', database, connectionTimeoutMillis: 10_000 })
      client.on('error', () => {})
      await client.connect()
      try {
        return (await client.query<Row>(sql, values)).rows
      } finally {
        await client.end()
      }
    },
  }
}

async function endEngine(folder: string): Promise<void> {
  const pid = Number(firstLine(path.join(folder, 'postgresql/postmaster.pid')))
  if (!pid || !isOf(folder, pid)) return
  process.kill(pid, 'SIGCONT')
  process.kill(pid, 'SIGQUIT')
  for (let wait = 0; wait < 250 && isOf(folder, pid); wait++) await new Promise(resolve => setTimeout(resolve, 20))
}

function isOf(folder: string, pid: number): boolean {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(path.join(folder, 'postgresql'))
  } catch {
    return false
  }
}

function childrenOf(pid: number): number[] {
  try {
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    try {
      const printed = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
      return printed.trim().split(/\s+/).filter(Boolean).map(Number)
    } catch {
      return []
    }
  }
}

function commandOf(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function firstLine(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').split('\n')[0]!
  } catch {
    return ''
  }
}

/** A signal to a process that may be gone. */
export function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (!pid) return
  try {
    process.kill(pid, name)
  } catch {
    // Gone already.
  }
}
