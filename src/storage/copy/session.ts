import type pg from 'pg'
import { Refusal } from '../../kernel/refusal.ts'
import type { Store } from '../open.ts'
import { createPool } from '../pool.ts'

/**
 * What makes the text of a row the same on every PostgreSQL, and lets long statements be long. Given when the connection is
 * made, so that it stands over what a database or a role sets, the hold of writes included.
 */
export const COPY_SESSION = Object.entries({
  client_encoding: 'UTF8',
  search_path: 'public',
  datestyle: 'ISO',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
  default_transaction_read_only: 'off',
  default_transaction_isolation: 'read\\ committed',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  // A fill is durable by its last transaction, which waits for the disk and for all before it.
  synchronous_commit: 'off',
  // Shows that settings pass.
  'mosaic.session': 'copy',
})
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ')

/**
 * Connections for copying, on a store that is open. The caller ends the pool before it closes the store. Refuses
 * `storage.needs_direct` where there is no way past a pooler.
 */
export function openCopyPool(
  store: Pick<Store, 'connection'> & Partial<Pick<Store, 'pooler'>>,
  max: number,
  onError?: (error: Error) => void,
): pg.Pool {
  if (store.pooler?.direct === false) throw lent()
  const { options, ...connection } = store.connection
  return createPool(
    {
      ...connection,
      max,
      application_name: 'mosaic copy',
      connectionTimeoutMillis: 15_000,
      idleTimeoutMillis: 0,
      options: options ? `${options} ${COPY_SESSION}` : COPY_SESSION,
      verify: noticeDeath,
    } as pg.PoolConfig,
    onError,
  )
}

/** A server whose client was killed in the middle of a long statement ends it; where that cannot be noticed, it goes on. */
function noticeDeath(client: pg.PoolClient, done: (error?: Error) => void): void {
  const { processID } = client as unknown as { processID: number }
  const asked = client.query<{ is_ours: boolean }>(
    `select set_config('client_connection_check_interval', '1000', false),
       pg_backend_pid() = $1 or current_setting('mosaic.session', true) = 'copy' as is_ours`,
    [processID],
  )
  asked.then(
    ({ rows }) => done(rows[0]!.is_ours ? undefined : lent()),
    () => done(),
  )
}

/** Rows read or written in a session that is somebody else's a moment later would be proven by nothing. */
function lent(): Refusal {
  return new Refusal('conflict', 'storage.needs_direct', {
    message:
      'This goes through a pooler, and copying needs a session of its own. Name the address of the database server itself in DATABASE_DIRECT_URL, or in the command.',
  })
}

/**
 * Ends a connection in the middle of a COPY. An orderly farewell would wait for a server that waits for us to read on.
 */
export function cutClient(client: pg.PoolClient): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
  client.release(true)
}
