import pg from 'pg'
import type { Store } from '../../storage/index.ts'

/** Any constant serves; it only has to be the same in every Mosaic process, and not that of the migrations. */
const LOCK = 5_202_611_22

/**
 * The right to be the one that begins to move, or undefined while another process has it. It is held by a connection of its
 * own, so that it ends with the process. Gives what gives it back.
 */
export async function takeMoveLock(store: Store): Promise<(() => Promise<void>) | undefined> {
  const client = new pg.Client({ ...store.connection, application_name: 'mosaic first start' })
  client.on('error', () => {})
  const leave = () => client.end().catch(() => {})
  try {
    await client.connect()
    // Of a transaction, not of a session, which a pooler would give to somebody else.
    await client.query('begin')
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [LOCK])
    if (rows[0]!.taken) return leave
  } catch (error) {
    await leave()
    throw error
  }
  await leave()
  return undefined
}

/**
 * What the rows of a first start are written with: a move holds the writes of everybody else, and ends their sessions, after
 * which this one comes back.
 */
export function openRows(store: Store): pg.Pool {
  const { options, ...where } = store.connection
  const isLent = store.pooler?.direct === false
  const pool = new pg.Pool({
    ...where,
    max: 1,
    application_name: 'mosaic first start',
    connectionTimeoutMillis: 5_000,
    // A pooler lets no settings pass: through one there is no move, and nothing to come back after.
    options: isLent ? options : `${options ?? ''} -c default_transaction_read_only=off -c statement_timeout=10000`,
  })
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}

/** Whether anybody fills this database just now, from whatever process. */
export async function isBeingFilled(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query(
    `select from pg_stat_activity where datname = current_database() and application_name = 'mosaic copy' limit 1`,
  )
  return rows.length > 0
}
