import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterAll } from 'vitest'
import { type Engine, openEngine } from '../../src/storage/engine/index.ts'
import { enginePid, killEngine, temporaryFolder } from './server.ts'

/** A PostgreSQL server that somebody else runs, as far as Mosaic can tell: durable, with its own settings. */
export type DatabaseServer = {
  /** What DATABASE_URL says; the address stays the same over restarts. */
  url(database: string): string
  create(database: string): Promise<string>
  /** An orderly shutdown: clients are cut off, then nobody listens. */
  stop(): Promise<void>
  start(): Promise<void>
  /** SIGKILL to the server: it recovers from its log at the next start. */
  kill9(): void
  /** The folder of its files. */
  cluster: string
}

/** Starts a database server of the engine's own package in a temporary folder; it ends with the test file. */
export async function startDatabase(settings: Record<string, string> = {}): Promise<DatabaseServer> {
  const folder = temporaryFolder()
  let engine: Engine | undefined
  const open = () => openEngine(folder, { settings: { max_connections: '120', ...settings } })
  engine = await open()
  const { host } = engine.connection
  afterAll(async () => {
    await engine?.close()
  })

  const url = (database: string) => `postgres://mosaic@localhost/${database}?host=${encodeURIComponent(host)}`
  return {
    url,
    cluster: path.join(folder, 'postgresql'),
    async create(database) {
      await runSql(url('postgres'), `create database ${pg.escapeIdentifier(database)}`)
      return url(database)
    },
    async stop() {
      await engine?.close()
      engine = undefined
    },
    async start() {
      if (engine) await engine.revive()
      else engine = await open()
    },
    kill9() {
      if (!enginePid(folder)) throw new Error('the database server is not running')
      killEngine(folder)
    },
  }
}

/** One statement on a connection of its own, past Mosaic: for what a test must see with its own eyes. */
export async function runSql<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}

/** Where the engine of a data folder can be asked by us, while it runs. */
export function urlOfFolder(folder: string): string {
  const lines = fs.readFileSync(path.join(folder, 'postgresql/postmaster.pid'), 'utf8').split('\n')
  return `postgres://mosaic@localhost/mosaic?host=${encodeURIComponent(lines[4]!)}`
}
