import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Log } from '../kernel/log.ts'
import type { Database } from './context.ts'
import { createPool, guardPool } from './pool.ts'
import { preparingClients } from './prepared.ts'
import { watchReach } from './reach.ts'
import type { Tables } from './tables.generated.ts'

/** A standby that is not there by then is not waited for: the primary answers. */
const WAIT_MS = 150
/** After that it is left alone for a while, so that not each reader waits in vain. */
const REST_MS = 1_000
const PATIENCE_MS = 2_000

export type ReplicaFacts = {
  /** `behind`: it was not there in time when it was asked last. `away`: it cannot be reached, or is no standby of this database. */
  state: 'current' | 'behind' | 'away'
  /** How many reads it has answered, and how many the primary answered instead. */
  used: number
  missed: number
  /** Why it is away, without address or password. */
  reason: string | null
}

/** A standby of the store, for long reads. */
export type Replica = {
  label: string
  /** Resolves once it was looked at for the first time, whatever came of it. */
  looked: Promise<void>
  /**
   * A handle that sees everything that was committed when this was called, or undefined where the primary is to be asked: the
   * standby is away, or not that far within a moment.
   */
  current(): Promise<Database | undefined>
  facts(): ReplicaFacts
  close(): Promise<void>
}

/**
 * Opens the standby at `where`. Whoever reads there reads their own writes, and those of everybody else: the primary says how far
 * its log is, which costs it next to nothing, and the standby is asked whether it has replayed as much.
 */
export function openReplica(options: {
  label: string
  where: pg.ClientConfig
  primary: pg.Pool
  max: number
  statementTimeoutMs: number
  log: Log
  /** Wraps what connects, where the server may speak no TLS. */
  connecting?: <Result>(ask: () => Promise<Result>) => Promise<Result>
}): Replica {
  const { where, primary, log } = options
  const counts = { used: 0, missed: 0 }
  const looked = Promise.withResolvers<void>()
  let restUntil = 0
  let isBehind = false
  let reason: string | null = null
  const connecting = options.connecting ?? (ask => ask())

  async function probe() {
    try {
      const [here, there] = [await connecting(() => identify(where)), await identityOf(primary)]
      if (!here.standby) throw new Error('it takes writes: DATABASE_READ_URL names no standby')
      if (here.cluster && there.cluster && here.cluster !== there.cluster)
        throw new Error('DATABASE_READ_URL names a standby of another database')
      reason = null
    } catch (error) {
      reason = (error as Error).message
      throw error
    } finally {
      looked.resolve()
    }
  }

  const reach = watchReach(probe, log, `standby ${options.label}`)
  const pool = createPool(
    {
      ...where,
      max: options.max,
      application_name: 'mosaic reads',
      connectionTimeoutMillis: PATIENCE_MS,
      statement_timeout: options.statementTimeoutMs,
      idle_in_transaction_session_timeout: 60_000,
      Client: preparingClients() as new () => pg.ClientBase,
    },
    reach.suspect,
  )
  guardPool(pool, reach)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  reach.suspect()

  async function isCurrent(): Promise<boolean> {
    const { rows } = await primary.query<{ at: string }>('select pg_current_wal_flush_lsn()::text as at')
    for (const end = performance.now() + WAIT_MS; ; ) {
      const found = await pool.query<{ standby: boolean; there: boolean | null }>(
        'select pg_is_in_recovery() as standby, pg_last_wal_replay_lsn() >= $1::pg_lsn as there',
        [rows[0]!.at],
      )
      const { standby, there } = found.rows[0]!
      if (!standby) reach.suspect()
      if (!standby || there === null) return false
      if (there) return true
      if (performance.now() > end) return false
      await sleep(5)
    }
  }

  return {
    label: options.label,
    looked: looked.promise,
    async current() {
      const isAsked = reach.reachable() && performance.now() >= restUntil
      const isThere = isAsked && (await isCurrent().catch(() => false))
      if (isAsked) isBehind = !isThere
      if (isAsked && !isThere) restUntil = performance.now() + REST_MS
      if (isThere) counts.used++
      else counts.missed++
      return isThere ? db : undefined
    },
    facts: () => ({ ...counts, reason, state: !reach.reachable() ? 'away' : isBehind ? 'behind' : 'current' }),
    async close() {
      reach.stop()
      await pool.end()
    },
  }
}

type Identity = { standby: boolean; cluster: string | null }

async function identify(where: pg.ClientConfig): Promise<Identity> {
  const client = new pg.Client({ ...where, connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS })
  client.on('error', () => {})
  try {
    await client.connect()
    return await identityOf(client)
  } finally {
    void client.end().catch(() => {})
  }
}

/** `cluster` is the same in a primary and its standbys, and null where the role may not ask. */
async function identityOf(client: Pick<pg.ClientBase, 'query'> | pg.Pool): Promise<Identity> {
  const asks = client as pg.Pool
  const { rows } = await asks.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
  const cluster = await asks
    .query<{ id: string }>('select system_identifier::text as id from pg_control_system()')
    .then(({ rows }) => rows[0]!.id)
    .catch(() => null)
  return { standby: rows[0]!.standby, cluster }
}
