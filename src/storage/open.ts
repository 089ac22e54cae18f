import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type Log, silentLog } from '../kernel/log.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Database } from './context.ts'
import { parseDatabaseUrl } from './database-url.ts'
import type { StoreChoice } from './detect.ts'
import { type Engine, type EngineOptions, openEngine } from './engine/index.ts'
import { refuseHalfRestored } from './half-restored.ts'
import { createPool, guardPool } from './pool.ts'
import { preparingClients } from './prepared.ts'
import { watchReach } from './reach.ts'
import type { Tables } from './tables.generated.ts'
import { decideTls, type TlsSettings } from './tls.ts'
import { MosaicClient } from './values.ts'
import { type WatchQuery, watchedClient } from './watch-queries.ts'

const OLDEST = 15
const CLOSE_PATIENCE_MS = 5_000

/** A frozen server must not keep the probe waiting for ever. */
const PROBE = { connectionTimeoutMillis: 5_000, query_timeout: 5_000 }

export type OpenOptions = {
  where: StoreChoice
  /** Connections of the main pool. */
  poolMax?: number
  statementTimeoutMs?: number
  /** Off for a pooler in transaction mode that knows no prepared statements (PgBouncer before 1.21). */
  prepare?: boolean
  tls?: TlsSettings
  log?: Log
  /** Hears of each statement of every pool. */
  watchQuery?: WatchQuery
  /** For the embedded and memory stores. */
  engine?: Omit<EngineOptions, 'throwaway'>
}

export type Store = {
  kind: 'embedded' | 'memory' | 'server'
  /** The setting that named a server. */
  from?: 'DATABASE_URL' | 'POSTGRES_URL'
  pool: pg.Pool
  db: Database
  /** The server's release, such as `18.4`; empty until it first answered. */
  readonly version: string
  /** Safe to print: a folder, or host and database; never credentials. */
  label: string
  /** What a library needs that makes connections of its own. Holds a password. */
  readonly connection: pg.ClientConfig
  /** Resolves when the database first answered. Rejects for a server too old. */
  ready: Promise<void>
  reachable(): boolean
  readonly unreachableSince: Temporal.Instant | undefined
  engine?: Engine
  /** Another pool on the same store, closed with it. `plain` leaves values as the driver makes them (`Date` for times). */
  openPool(options?: { max?: number; plain?: boolean }): pg.Pool
  /** Ends the pools, then leaves the engine; the last process out stops it. */
  close(): Promise<void>
}

/**
 * Opens the store that the settings chose. An embedded store is running when this resolves. A server store is given back at
 * once and reached in the background, with growing pauses and for ever: until then, and whenever it is away, queries are
 * refused with `unavailable` `storage.unreachable` and `retryAfterSeconds`. No other store ever takes its place.
 */
export async function openStore(options: OpenOptions): Promise<Store> {
  const { where, log = silentLog } = options
  if (where.kind === 'server') return openServer(where, options, log)
  const throwaway = where.kind === 'memory'
  const folder = where.kind === 'embedded' ? where.folder : undefined
  if (folder) refuseHalfRestored(folder)
  const onUpgrade = (what: string) => {
    log.info({}, what)
    options.engine?.onUpgrade?.(what)
  }
  const engine = await openEngine(folder, { ...options.engine, onUpgrade, throwaway })
  const base = { kind: where.kind, label: throwaway ? 'memory' : engine.folder, engine }
  const store = assemble(
    base,
    options,
    log,
    () => engine.connection,
    async client => {
      await engine.revive()
      return readVersion(client())
    },
  )
  await store.ready
  return store
}

function openServer(where: Extract<StoreChoice, { kind: 'server' }>, options: OpenOptions, log: Log): Store {
  const address = parseDatabaseUrl(where.url, where.from)
  const { host, port, user, password, database } = address
  const tls = decideTls(address, options.tls)
  const config: pg.ClientConfig = {
    host,
    port,
    ...(user && { user }),
    ...(password && { password }),
    ...(database && { database }),
    ...(address.options && { options: address.options }),
    ...(address.applicationName && { application_name: address.applicationName }),
    ssl: tls.ssl,
  }
  return assemble(
    { kind: 'server', from: where.from, label: address.label },
    options,
    log,
    () => config,
    async client => {
      try {
        return await readVersion(client())
      } catch (error) {
        if (tls.mode !== 'prefer' || !config.ssl || !/does not support SSL/.test((error as Error).message)) throw error
        config.ssl = false
        return readVersion(client())
      }
    },
  )
}

/** The socket of a client, which the driver's types leave out. */
type WithStream = { connection: { stream: { destroy(): void } } }

type Base = Pick<Store, 'kind' | 'from' | 'label' | 'engine'>

/** `probe` reaches the database once and gives its version; where it lies may differ after each call. */
function assemble(
  base: Base,
  options: OpenOptions,
  log: Log,
  where: () => pg.ClientConfig,
  probe: (client: () => pg.Client) => Promise<number>,
): Store {
  let version = ''
  const pools: pg.Pool[] = []
  const clients = new Set<WithStream>()
  const limits = {
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
  }
  const client = () => new pg.Client({ ...where(), application_name: 'mosaic', ...PROBE })
  const reach = watchReach(
    async () => {
      const number = await probe(client)
      version = `${Math.floor(number / 10_000)}.${number % 10_000}`
      if (number < OLDEST * 10_000)
        refuse('conflict', 'storage.server_too_old', {
          message: `The database server is PostgreSQL ${version}; Mosaic needs ${OLDEST} or newer. Upgrade it or name another.`,
        })
      for (const pool of pools) Object.assign(pool.options, where())
    },
    log,
    base.label,
    () => {
      for (const client of clients) client.connection.stream.destroy()
    },
  )

  function openPool({ max = 2, plain = false } = {}): pg.Pool {
    const values = plain
      ? { types: pg.types as pg.CustomTypesConfig, Client: pg.Client as new () => pg.ClientBase }
      : options.prepare === false
        ? { Client: MosaicClient as new () => pg.ClientBase }
        : { Client: preparingClients() }
    const { watchQuery } = options
    const watched = watchQuery && { Client: watchedClient(values.Client, watchQuery) }
    const pool = createPool({ ...limits, ...where(), max, ...values, ...watched }, reach.suspect)
    guardPool(pool, reach)
    pool.on('connect', client => clients.add(client as unknown as WithStream))
    pool.on('remove', client => clients.delete(client as unknown as WithStream))
    pools.push(pool)
    return pool
  }

  const pool = openPool({ max: options.poolMax ?? 10 })
  reach.suspect()
  let closing: Promise<void> | undefined
  return {
    ...base,
    pool,
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    get version() {
      return version
    },
    get connection() {
      return where()
    },
    ready: reach.ready,
    reachable: reach.reachable,
    get unreachableSince() {
      return reach.unreachableSince()
    },
    openPool,
    close: () => (closing ??= closeAll()),
  }

  async function closeAll() {
    reach.stop()
    const ended = Promise.allSettled(pools.map(pool => pool.end()))
    // A statement that does not end must not keep the process: its server rolls it back.
    let timer: NodeJS.Timeout | undefined
    await Promise.race([ended, new Promise(resolve => (timer = setTimeout(resolve, CLOSE_PATIENCE_MS)))])
    clearTimeout(timer)
    await base.engine?.close()
  }
}

async function readVersion(client: pg.Client): Promise<number> {
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ number: string }>(`select current_setting('server_version_num') as number`)
    return Number(rows[0]!.number)
  } finally {
    await client.end().catch(() => {})
  }
}
