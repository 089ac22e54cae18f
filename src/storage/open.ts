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
import { openReplica, type Replica } from './replica.ts'
import { isPreparing, OLDEST, probeSession, type Session, sessionClients, type Way } from './session.ts'
import type { Tables } from './tables.generated.ts'
import { decideTls, type TlsSettings } from './tls.ts'
import { type WatchQuery, watchedClient } from './watch-queries.ts'

const CLOSE_PATIENCE_MS = 5_000

/** A frozen server must not keep the probe waiting for ever. */
const PROBE = { connectionTimeoutMillis: 5_000, query_timeout: 5_000 }

export type OpenOptions = {
  where: StoreChoice
  /** Connections of the main pool. */
  poolMax?: number
  statementTimeoutMs?: number
  /** `auto`, the default: no prepared statements where a pooler shows. PgBouncer from 1.21 on can pass them. */
  prepare?: boolean | 'auto'
  tls?: TlsSettings
  log?: Log
  /** Hears of each statement of every pool. */
  watchQuery?: WatchQuery
  /** Opens the standby that DATABASE_READ_URL names, too. */
  reads?: boolean
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
  /**
   * For connections that need a session of their own: to listen, to copy, to hold a lock. Past the pooler, where
   * DATABASE_DIRECT_URL names the way. Holds a password.
   */
  readonly connection: pg.ClientConfig
  /** A pooler stands before the database, which lends sessions; and whether `connection` goes past it. */
  readonly pooler: { direct: boolean } | undefined
  /** A standby for long reads, where one is named. */
  replica?: Replica | undefined
  /** Resolves when the database first answered. Rejects for a server too old. */
  ready: Promise<void>
  reachable(): boolean
  readonly unreachableSince: Temporal.Instant | undefined
  /** Whether it was away and came back less than `ms` ago. */
  cameBackWithin(ms: number): boolean
  engine?: Engine
  /**
   * Another pool on the same store, closed with it. `plain` leaves values as the driver makes them (`Date` for times); `direct`
   * goes past a pooler where there is a way.
   */
  openPool(options?: { max?: number; plain?: boolean; direct?: boolean }): pg.Pool
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
    async () => {
      await engine.revive()
      return { version: await readVersion(engine.connection), pooled: false, wrong: [] }
    },
  )
  await store.ready
  return store
}

function openServer(where: Extract<StoreChoice, { kind: 'server' }>, options: OpenOptions, log: Log): Store {
  const main = placeOf(where.url, where.from, options.tls)
  const direct = where.directUrl ? placeOf(where.directUrl, 'DATABASE_DIRECT_URL', options.tls) : undefined
  const read = where.readUrl && options.reads ? placeOf(where.readUrl, 'DATABASE_READ_URL', options.tls) : undefined
  return assemble(
    { kind: 'server', from: where.from, label: main.label },
    options,
    log,
    () => main.config,
    async () => {
      const way = await withTls(main, () => probeSession({ ...main.config, ...PROBE }))
      // Nobody waits for the other way: what needs it tries again by itself.
      if (direct) void withTls(direct, () => readVersion({ ...direct.config, ...PROBE })).catch(() => {})
      return way
    },
    {
      ...(direct && { direct: () => direct.config }),
      ...(read && {
        openReplica: primary =>
          openReplica({
            label: read.label,
            where: read.config,
            primary,
            max: options.poolMax ?? 10,
            statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
            log,
            connecting: ask => withTls(read, ask),
          }),
      }),
    },
  )
}

type Place = { label: string; config: pg.ClientConfig; isTlsWish: boolean }

/** Where an address leads, and how it is spoken to. */
export function placeOf(url: string, from: string, settings?: TlsSettings): Place {
  const address = parseDatabaseUrl(url, from)
  const { host, port, user, password, database } = address
  const tls = decideTls(address, settings)
  return {
    label: address.label,
    isTlsWish: tls.mode === 'prefer',
    config: {
      host,
      port,
      ...(user && { user }),
      ...(password && { password }),
      ...(database && { database }),
      ...(address.options && { options: address.options }),
      ...(address.applicationName && { application_name: address.applicationName }),
      ssl: tls.ssl,
    },
  }
}

/** Speaks without TLS from here on where it was only wished for and the server has none. */
export async function withTls<Result>(place: Place, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask()
  } catch (error) {
    const { config, isTlsWish } = place
    if (!isTlsWish || !config.ssl || !/does not support SSL/.test((error as Error).message)) throw error
    config.ssl = false
    return ask()
  }
}

/** The socket of a client, which the driver's types leave out. */
type WithStream = { connection: { stream: { destroy(): void } } }

type Base = Pick<Store, 'kind' | 'from' | 'label' | 'engine'>

/** `probe` reaches the database once and says how the way is; where it lies may differ after each call. */
function assemble(
  base: Base,
  options: OpenOptions,
  log: Log,
  where: () => pg.ClientConfig,
  probe: () => Promise<Way>,
  { direct, openReplica }: { direct?: () => pg.ClientConfig; openReplica?: (primary: pg.Pool) => Replica } = {},
): Store {
  let version = ''
  const pools: pg.Pool[] = []
  const directs = new Set<pg.Pool>()
  const clients = new Set<WithStream>()
  const limits = {
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
  }
  const session: Session = {
    pooled: false,
    prepare: options.prepare ?? 'auto',
    statementTimeoutMs: limits.statement_timeout,
    idleInTransactionMs: limits.idle_in_transaction_session_timeout,
    options: where().options,
    where,
  }
  /** `wrong`: what the database would have to set for itself. */
  function lent(wrong: string[] = []) {
    if (session.pooled) return
    session.pooled = true
    log.info(
      { store: base.label, direct: direct !== undefined },
      'a pooler stands before the database: nothing is left to its sessions',
    )
    if (wrong.length > 0)
      log.warn(
        { store: base.label },
        `settings do not pass the pooler; let the database set them: alter database … set ${wrong.join(', ')}`,
      )
  }
  const reach = watchReach(
    async () => {
      const { version: number, pooled, wrong } = await probe()
      version = `${Math.floor(number / 10_000)}.${number % 10_000}`
      if (number < OLDEST * 10_000)
        refuse('conflict', 'storage.server_too_old', {
          message: `The database server is PostgreSQL ${version}; Mosaic needs ${OLDEST} or newer. Upgrade it or name another.`,
        })
      if (pooled) lent(wrong)
      for (const pool of pools) {
        // Its options have ours beside those of the address.
        const { options: _, ...place } = directs.has(pool) ? direct!() : where()
        Object.assign(pool.options, place)
      }
    },
    log,
    base.label,
    () => {
      for (const client of clients) client.connection.stream.destroy()
    },
  )

  function openPool({ max = 2, plain = false, direct: past = false } = {}): pg.Pool {
    const isPast = past && direct !== undefined
    const Base = plain ? pg.Client : preparingClients(() => isPast || isPreparing(session), lent)
    const Own = isPast ? (Base as new () => pg.ClientBase) : sessionClients(session, Base)
    const Client = options.watchQuery ? watchedClient(Own, options.watchQuery) : Own
    const types = plain && { types: pg.types as pg.CustomTypesConfig }
    const pool = createPool({ ...limits, ...(isPast ? direct() : where()), max, ...types, Client }, reach.suspect)
    if (isPast) directs.add(pool)
    guardPool(pool, reach)
    pool.on('connect', client => clients.add(client as unknown as WithStream))
    pool.on('remove', client => clients.delete(client as unknown as WithStream))
    pools.push(pool)
    return pool
  }

  const pool = openPool({ max: options.poolMax ?? 10 })
  reach.suspect()
  const replica = openReplica?.(pool)
  let closing: Promise<void> | undefined
  return {
    ...base,
    pool,
    replica,
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    get version() {
      return version
    },
    get connection() {
      return direct ? direct() : where()
    },
    get pooler() {
      return session.pooled ? { direct: direct !== undefined } : undefined
    },
    ready: reach.ready,
    reachable: reach.reachable,
    cameBackWithin: reach.cameBackWithin,
    get unreachableSince() {
      return reach.unreachableSince()
    },
    openPool,
    close: () => (closing ??= closeAll()),
  }

  async function closeAll() {
    reach.stop()
    const ended = Promise.allSettled([...pools.map(pool => pool.end()), replica?.close()])
    // A statement that does not end must not keep the process: its server rolls it back.
    let timer: NodeJS.Timeout | undefined
    await Promise.race([ended, new Promise(resolve => (timer = setTimeout(resolve, CLOSE_PATIENCE_MS)))])
    clearTimeout(timer)
    await base.engine?.close()
  }
}

async function readVersion(config: pg.ClientConfig): Promise<number> {
  const client = new pg.Client({ ...config, ...PROBE })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ number: string }>(`select current_setting('server_version_num') as number`)
    return Number(rows[0]!.number)
  } finally {
    await client.end().catch(() => {})
  }
}
