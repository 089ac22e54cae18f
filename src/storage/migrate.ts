import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import type pg from 'pg'
import { refuse } from '../kernel/refusal.ts'
import { readFill, refuseHalfFilled } from './copy/fill.ts'
import { type Hold, readHold } from './copy/hold.ts'

const folder = new URL('./migrations/', import.meta.url)

/** Any constant serves; it only has to be the same in every Mosaic process. */
const LOCK = 5_202_611_21

export type Migration = { name: string; sql: string; checksum: string }

export type MigrateOptions = {
  /** The name of the last migration to run, for a store that an older backup is restored into. All run without it. */
  upTo?: string
  /** The id of the fill that the caller carries out, for a database that is held and being filled. */
  filling?: string
  /** In place of the shipped ones. */
  migrations?: Migration[]
  /**
   * Called where a schema that is there is about to change, with the name of its last migration: no other process migrates
   * meanwhile, so that whoever reads the whole database here and a migration elsewhere do not wait for each other.
   */
  before?: (last: string) => Promise<unknown>
}

/** The shipped migrations in order. Their names sort as they run: `0001-people.sql`. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await fs.readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async name => {
      const sql = await fs.readFile(new URL(name, folder), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Brings the database to this release's schema. Replicas may call it together: one works, the others wait on an advisory
 * lock and find it done. Each migration is one transaction with its row in `migrations`. Gives the names of those that ran.
 *
 * A database whose writes are held, since it is being moved or has moved, is left as it is when there is nothing to do.
 *
 * Refuses `storage.half_filled` in the middle of a move or a restore, `storage.held` when there is something to do and writes
 * are held, `storage.newer_schema` when a newer Mosaic has been here, and `storage.altered_migration` when a migration that
 * has run is not the one shipped.
 */
export async function migrate(pool: pg.Pool, options: MigrateOptions = {}): Promise<string[]> {
  const { upTo } = options
  const shipped = options.migrations ?? (await readMigrations())
  const last = upTo === undefined ? shipped.length - 1 : shipped.findIndex(migration => migration.name === upTo)
  if (upTo !== undefined && last < 0) throw new RangeError(`there is no migration ${upTo}`)
  const client = await pool.connect()
  try {
    await client.query('set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [LOCK])
    const fill = await readFill(client)
    if (fill && fill.id !== options.filling) refuseHalfFilled(fill)
    const found = await readHold(client)
    const hold = found && found.id === options.filling ? undefined : found
    if (!hold)
      await client.query(
        `create table if not exists migrations (
           name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
      )
    const done = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from migrations order by name collate "C"',
    )
    refuseStrangers(shipped, done.rows)
    const seen = new Set(done.rows.map(row => row.name))
    const pending = shipped.slice(0, last + 1).filter(migration => !seen.has(migration.name))
    if (hold && pending.length > 0) refuseHeld(hold)
    const newest = done.rows.at(-1)
    if (pending.length > 0 && newest) await options.before?.(newest.name)
    for (const migration of pending) await apply(client, migration)
    return pending.map(migration => migration.name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {})
    // The session's timeout was changed: it does not go back into the pool.
    client.release(true)
  }
}

async function apply(client: pg.PoolClient, migration: Migration) {
  try {
    await client.query('begin')
    await client.query(migration.sql)
    await client.query('insert into migrations (name, checksum) values ($1, $2)', [migration.name, migration.checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw new Error(`migration ${migration.name} failed: ${(error as Error).message}`, { cause: error })
  }
}

function refuseStrangers(shipped: Migration[], done: { name: string; checksum: string }[]) {
  const known = new Map(shipped.map(migration => [migration.name, migration.checksum]))
  for (const row of done) {
    if (!known.has(row.name))
      refuse('conflict', 'storage.newer_schema', {
        message: `This database was brought up by a newer Mosaic (it has ${row.name}). Start that release or a later one.`,
      })
    if (known.get(row.name) !== row.checksum)
      refuse('conflict', 'storage.altered_migration', {
        message: `Migration ${row.name} has changed since it ran on this database. Restore the released file.`,
      })
  }
}

function refuseHeld({ to, moved }: Hold): never {
  refuse('unavailable', 'storage.held', {
    message: moved
      ? `The data of this database has moved to ${to}. Start Mosaic on that one; or, to go on here, lift the hold with: move --release.`
      : `The data of this database is being moved to ${to}, and it takes no writes until then. Run that move to its end, or give it up with: move --cancel.`,
    retryAfterSeconds: 30,
  })
}
