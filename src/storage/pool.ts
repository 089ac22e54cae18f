import pg from 'pg'
import type { Refusal } from '../kernel/refusal.ts'
import { MosaicClient, mosaicTypes } from './values.ts'

/** Session settings that the meaning of our statements depends on, whatever the server's own are. */
const SESSION = '-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres'

/** Who may have a connection. `refusal` answers callers while the database is away; `failed` hears of every failure to connect. */
export type Gate = { refusal(): Refusal | undefined; failed(error: Error): Error }

/**
 * A pool whose values follow Mosaic's rules. `onError` hears of connections that broke while nobody used them or between two
 * statements of a transaction: without a listener such an error ends the process.
 */
export function createPool(options: pg.PoolConfig, onError: (error: Error) => void = () => {}): pg.Pool {
  const pool = new pg.Pool({
    application_name: 'mosaic',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    Client: MosaicClient,
    types: mosaicTypes,
    ...options,
    options: options.options ? `${SESSION} ${options.options}` : SESSION,
  })
  pool.on('error', onError)
  pool.on('connect', client => client.on('error', onError))
  return pool
}

/**
 * Puts a gate before a pool: while the database is away callers are refused at once instead of each waiting for the timeout
 * of a connection. Covers `pool.query`, `pool.connect` and Kysely, which all go through `connect`.
 */
export function guardPool(pool: pg.Pool, gate: Gate): void {
  const connect = pool.connect.bind(pool) as (callback?: Callback) => Promise<pg.PoolClient>
  const guarded = (callback?: Callback): Promise<pg.PoolClient> | undefined => {
    const refusal = gate.refusal()
    if (!callback)
      return refusal ? Promise.reject(refusal) : connect().catch((error: Error) => Promise.reject(gate.failed(error)))
    if (refusal) process.nextTick(callback, refusal, undefined, () => {})
    else connect((error, client, release) => callback(error && gate.failed(error), client, release))
    return undefined
  }
  pool.connect = guarded as pg.Pool['connect']
}

type Callback = (error: Error | undefined, client: pg.PoolClient | undefined, release: (error?: Error) => void) => void
