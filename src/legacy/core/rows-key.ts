import pg from 'pg'
import { holdForTransaction } from './lock.ts'

/** A lock that others hold for long, and a role that does not own the table: then the key stays. */
const KEY_STAYS = new Set(['55P03', '42501'])

const ADD_KEY = `
  create unique index legacy_rows_pkey on legacy_rows (table_id, key, variant);
  alter table legacy_rows add constraint legacy_rows_pkey primary key using index legacy_rows_pkey`

/**
 * Takes the key off the table of rows while it is empty: built once over all rows, it costs a third of what it costs row by row. Whether
 * it did. Until `restoreKey` only an import that holds the lock of imports may write rows.
 */
export async function putKeyAside(client: pg.ClientBase): Promise<boolean> {
  try {
    await client.query(`begin; set local lock_timeout = '2s'; lock table legacy_rows in access exclusive mode`)
    const { rows } = await client.query<{ empty: boolean }>('select not exists (select from legacy_rows) as empty')
    if (rows[0]!.empty) await client.query('alter table legacy_rows drop constraint legacy_rows_pkey')
    await client.query('commit')
    return rows[0]!.empty
  } catch (error) {
    await client.query('rollback')
    if (error instanceof pg.DatabaseError && KEY_STAYS.has(error.code ?? '')) return false
    throw error
  }
}

/** Gives the table of rows its key where it has none: an import put it aside, and perhaps was killed. Reading goes on meanwhile. */
export async function restoreKey(client: pg.ClientBase): Promise<void> {
  if (await hasKey(client)) return
  await client.query(`begin; ${ADD_KEY}; commit`)
}

/**
 * What an import that was killed left undone of the table of rows, unless one is at work: a store without the key could not be
 * moved. Whether it did. Through a pooler too; who reads for long comes first, and the next call mends it.
 */
export async function mendRows(pool: pg.Pool): Promise<boolean> {
  if (await hasKey(pool)) return false
  const client = await pool.connect()
  try {
    await client.query(`begin; set local statement_timeout = 0; set local lock_timeout = '2s'`)
    const isOurs = (await holdForTransaction(client)) && !(await hasKey(client))
    if (isOurs) await client.query(ADD_KEY)
    await client.query('commit')
    return isOurs
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function hasKey(on: Pick<pg.Pool, 'query'>): Promise<boolean> {
  const { rows } = await on.query(
    `select from pg_constraint where conrelid = 'legacy_rows'::regclass and contype = 'p'`,
  )
  return rows.length > 0
}
