import pg from 'pg'
import type { Store } from '../../storage/index.ts'

/** Any constant serves; it only has to be the same in every Mosaic process, and not that of the migrations. */
const LOCK = 5_202_611_22

/**
 * The right to fill this database at its first start, or undefined while another process has it. It is held by a connection
 * of its own, so that it ends with the process. Gives what gives it back.
 */
export async function takeMoveLock(store: Store): Promise<(() => Promise<void>) | undefined> {
  const client = new pg.Client({ ...store.connection, application_name: 'mosaic first start' })
  client.on('error', () => {})
  const leave = () => client.end().catch(() => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LOCK])
    if (rows[0]!.taken) return leave
  } catch (error) {
    await leave()
    throw error
  }
  await leave()
  return undefined
}

/** Whether some process moves into this database just now: known also while its tables are not there. */
export async function isMoveLocked({ pool }: Pick<Store, 'pool'>): Promise<boolean> {
  const { rows } = await pool.query(
    `select from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = $1 and objsubid = 1
       and database = (select oid from pg_database where datname = current_database())`,
    [LOCK],
  )
  return rows.length > 0
}
