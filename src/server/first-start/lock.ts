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
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LOCK])
    if (rows[0]!.taken) return leave
  } catch (error) {
    await leave()
    throw error
  }
  await leave()
  return undefined
}
