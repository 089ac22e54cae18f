import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Connection } from './index.ts'
import { isAlive } from './leases.ts'
import { isLinux, isWindows } from './platform.ts'

/** What `postmaster.pid` says, and whether that process is a server on this cluster. */
export type PidFile = {
  pid: number
  lines: string[]
  /** `server`: ours. `stranger`: a live process that was given the number of a dead server. `dead`: nobody. */
  who: 'server' | 'stranger' | 'dead'
  ready: boolean
  host: string
  port: number
}

export function readPidFile(cluster: string): PidFile | undefined {
  let lines: string[]
  try {
    lines = fs.readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
  // Negative while a single-user backend holds the cluster.
  const pid = Math.abs(Number(lines[0])) || 0
  const who = pid === 0 || !isAlive(pid) ? 'dead' : isServerOn(pid, cluster) ? 'server' : 'stranger'
  return {
    pid,
    lines,
    who,
    ready: lines[7]?.trim() === 'ready',
    host: lines[4] || lines[5] || '',
    port: Number(lines[3]) || 5432,
  }
}

/** On Linux the working directory tells: a zombie has none, a stranger has another or does not show it. */
function isServerOn(pid: number, cluster: string): boolean {
  if (isLinux) {
    try {
      return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(cluster)
    } catch {
      return false
    }
  }
  // PostgreSQL itself sorts out stale numbers on Windows, and nothing here signals a process there.
  if (isWindows) return true
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return /postgres/.test(stdout) && stdout.includes(cluster)
}

/**
 * Whether the server answers a query, which is the only proof of life: a dying one still has its socket and its working
 * directory. `no_database`: it answers, but Mosaic's database has not been made.
 */
export async function ask(connection: Connection): Promise<'answers' | 'no_database' | 'silent'> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 1_000, query_timeout: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return 'answers'
  } catch (error) {
    return (error as { code?: string }).code === '3D000' ? 'no_database' : 'silent'
  } finally {
    await client.end().catch(() => {})
  }
}

/** Makes Mosaic's database. The caller holds the engine's lock; a second creator would be no harm either. */
export async function createDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(`create database ${pg.escapeIdentifier(connection.database)}`)
  } catch (error) {
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error
  } finally {
    await client.end().catch(() => {})
  }
}
