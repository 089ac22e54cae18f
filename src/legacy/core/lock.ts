import { sql } from 'kysely'
import type pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'

/** Of PostgreSQL's advisory locks: held by the connection of a running import, gone with it. */
const CLASS = 1_818_585_953
const LOCK = 1

/** One import at a time. Refuses `legacy.running`. */
export async function holdImports(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [CLASS, LOCK])
  if (!rows[0]!.held)
    refuse('conflict', 'legacy.running', {
      message: 'Another import is running on this store. Wait until it is done, then run this again.',
    })
}

/** Keeps imports out for the rest of a transaction, through a pooler too. Whether it could: none is at work. */
export async function holdForTransaction(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_xact_lock($1, $2) as held', [
    CLASS,
    LOCK,
  ])
  return rows[0]!.held
}

export async function releaseImports(client: pg.ClientBase): Promise<void> {
  await client.query('select pg_advisory_unlock($1, $2)', [CLASS, LOCK]).catch(() => {})
}

/** Whether an import is at work on this store: until it is done nothing is sent and nothing swept. */
export async function importRuns(ctx: Context): Promise<boolean> {
  const { rows } = await sql`
    select from pg_locks
    where locktype = 'advisory' and classid = ${CLASS} and objid = ${LOCK} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(ctx.db)
  return rows.length > 0
}
