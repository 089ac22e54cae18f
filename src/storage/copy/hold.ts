import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import type { Asks } from './inventory.ts'

/** Writes are held: which move holds them, where the data goes, since when, and when it had arrived. Labels only. */
export type Hold = { id: string; to: string; since: Temporal.Instant; moved?: Temporal.Instant | undefined }

const MARK = 'Mosaic hold '
const PATIENCE_MS = 15_000
/** PostgreSQL hides from an owner since when sessions of other roles are there; those that can write nothing may stay. */
const MAY_WRITE = `exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and usesysid is not null and has_table_privilege(usesysid, c.oid, 'insert, update, delete'))`

/**
 * The hold of writes on a database, if there is one: PostgreSQL gives every new session read-only transactions, and the
 * comment of the database says why, above whatever it said before.
 */
export async function readHold(client: Asks): Promise<Hold | undefined> {
  return (await readComment(client)).hold
}

/**
 * Holds writes: for every process, also those that know nothing of a move, since PostgreSQL itself refuses them. Sessions from
 * before are ended; who reconnects may read. Needs no more than the rights of the database's owner.
 *
 * `instead` is the hold of an earlier move that this one takes the place of.
 *
 * Refuses `move.held` where another move holds it, `move.not_owner`, and `move.sessions` where somebody who may write cannot
 * be made to leave; the hold is lifted again then.
 */
export async function takeHold(
  client: pg.ClientBase,
  hold: Pick<Hold, 'id' | 'to'>,
  { instead }: { instead?: Hold | undefined } = {},
): Promise<Hold> {
  const { hold: other, rest, database } = await readComment(client)
  const found = other && other.id === instead?.id ? undefined : other
  if (found && found.id !== hold.id)
    refuse('conflict', 'move.held', {
      message: `Another move of this database to ${found.to} began at ${found.since} and holds its writes. Finish that one, or lift its hold with: move --release.`,
    })
  const { rows } = await client.query<{ now: Temporal.Instant }>('select now() as now')
  const held: Hold = { ...hold, since: found?.since ?? rows[0]!.now, moved: found?.moved }
  await write(client, database, held, rest)
  try {
    await endSessions(client)
  } catch (error) {
    if (!other) await releaseHold(client)
    throw error
  }
  return held
}

/** Notes that the data has arrived: the hold stays, so that nobody writes what nobody would carry. */
export async function markMoved(client: pg.ClientBase): Promise<void> {
  const { hold, rest, database } = await readComment(client)
  if (!hold || hold.moved) return
  const { rows } = await client.query<{ now: Temporal.Instant }>('select now() as now')
  await write(client, database, { ...hold, moved: rows[0]!.now }, rest)
}

/** Puts a hold back as it was before another move took its place and gave up. */
export async function restoreHold(client: pg.ClientBase, hold: Hold): Promise<void> {
  const { rest, database } = await readComment(client)
  await write(client, database, hold, rest)
}

/** Lifts the hold. May be called in a transaction. Sessions that began under it are ended by `endSessions`. */
export async function releaseHold(client: pg.ClientBase): Promise<void> {
  const { hold, rest, database } = await readComment(client)
  if (!hold) return
  await client.query(
    `alter database ${pg.escapeIdentifier(database)} reset default_transaction_read_only;
     comment on database ${pg.escapeIdentifier(database)} is ${rest ? pg.escapeLiteral(rest) : 'null'}`,
  )
}

/**
 * Ends every other session of the database that began before now, those that copy only if asked to, and waits until they are
 * gone. A session reads what the database sets while it begins: one that is older than the setting may not know it.
 */
export async function endSessions(client: pg.ClientBase, { copying = false } = {}): Promise<void> {
  const { rows: now } = await client.query<{ now: string }>('select clock_timestamp()::text as now')
  const others = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
    ${copying ? '' : `and application_name <> 'mosaic copy'`}
    and (backend_type = 'client backend' and backend_start <= $1 or backend_type is null and ${MAY_WRITE})`
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const { rows } = await client.query<{ pid: number; who: string }>(
      `select pid, concat_ws(' ', usename, nullif(application_name, '')) as who ${others}`,
      [now[0]!.now],
    )
    if (rows.length === 0) break
    let denied = false
    for (const { pid } of rows)
      await client.query('select pg_terminate_backend($1)', [pid]).catch((error: { code?: string }) => {
        if (error.code !== '42501') throw error
        denied = true
      })
    if (denied || Date.now() > end)
      refuse('conflict', 'move.sessions', {
        message: `Others are connected to the database and could not be made to leave: ${[...new Set(rows.map(({ who }) => who))].join(', ')}. Stop them and run the command again.`,
      })
  }
  const { rows } = await client.query('select gid from pg_prepared_xacts where database = current_database()')
  if (rows.length > 0)
    refuse('conflict', 'move.sessions', {
      message: `The database has ${rows.length} prepared transactions that are neither committed nor rolled back. End them and run the command again.`,
    })
}

/**
 * Waits for whoever still writes, and keeps every writer out for as long as the client's transaction is open. The setting
 * alone would let somebody with the rights to change it write all the same.
 */
export async function lockTables(client: pg.ClientBase, tables: { name: string }[]): Promise<void> {
  await client.query(`begin; set local lock_timeout = '30s'`)
  const list = tables.map(({ name }) => pg.escapeIdentifier(name)).join(', ')
  if (list) await client.query(`lock table ${list} in share mode`)
}

async function write(client: pg.ClientBase, database: string, hold: Hold, rest: string): Promise<void> {
  const mark = MARK + JSON.stringify({ ...hold, since: hold.since.toString(), moved: hold.moved?.toString() })
  const name = pg.escapeIdentifier(database)
  try {
    await client.query(
      `begin; comment on database ${name} is ${pg.escapeLiteral(rest ? `${mark}\n${rest}` : mark)};
       alter database ${name} set default_transaction_read_only = on; commit`,
    )
  } catch (error) {
    await client.query('rollback')
    if ((error as { code?: string }).code === '42501')
      refuse('forbidden', 'move.not_owner', {
        message: `The user of this connection does not own the database ${database}, which holding writes needs. Name its owner in the address.`,
      })
    throw error
  }
}

async function readComment(client: Asks): Promise<{ hold: Hold | undefined; rest: string; database: string }> {
  const { rows } = await (client as pg.Pool).query<{ database: string; comment: string | null; held: boolean }>(
    `select datname as database, shobj_description(oid, 'pg_database') as comment,
       exists (select from pg_db_role_setting where setdatabase = d.oid and setrole = 0
               and 'default_transaction_read_only=on' = any (setconfig)) as held
     from pg_database d where datname = current_database()`,
  )
  const { database, comment, held } = rows[0]!
  if (!comment?.startsWith(MARK)) return { hold: undefined, rest: comment ?? '', database }
  const end = comment.indexOf('\n')
  const mark = JSON.parse(comment.slice(MARK.length, end === -1 ? undefined : end))
  const hold: Hold = {
    id: mark.id,
    to: mark.to,
    since: Temporal.Instant.from(mark.since),
    moved: mark.moved && Temporal.Instant.from(mark.moved),
  }
  return { hold: held ? hold : undefined, rest: end === -1 ? '' : comment.slice(end + 1), database }
}
