import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { refuse } from '../kernel/refusal.ts'
import { readFill, refuseHalfFilled } from './copy/fill.ts'
import { type Hold, readHold } from './copy/hold.ts'
import { listRan, type Ran, refuseInTheWay } from './ours.ts'

const folder = new URL('./migrations/', import.meta.url)

/** Any constant serves; it only has to be the same in every Mosaic process. */
const LOCK = 5_202_611_21

const LOCK_MS = 1_000
const PATIENCE_MS = 60_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000
/** Another process migrates: it is looked whether it is done. */
const ELSEWHERE_MS = 150

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
  /** How long a change of a table waits for whoever uses it, and everybody else for the change. */
  lockMs?: number
  /** For how long it is tried again. */
  patienceMs?: number
  /** Hears each time that one gave way. */
  waiting?: (name: string) => void
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
 * Brings the database to this release's schema. Replicas may call it together: one works, the others wait and find it done. Each
 * migration is one transaction with its row in `migrations`, under a lock that ends with it, so that nothing is left to a
 * session, which a pooler would lend to others. Gives the names of those that ran.
 *
 * Older processes serve meanwhile. A change of a table waits for whoever uses it, and everybody after that waits for the
 * change: so it waits for no longer than `lockMs`, gives way, and tries again.
 *
 * A database whose writes are held, since it is being moved or has moved, is left as it is when there is nothing to do. So is one
 * that a newer release has brought further, as long as that only added to it.
 *
 * Refuses `storage.half_filled` in the middle of a move or a restore, `storage.held` when there is something to do and writes
 * are held, `storage.name_taken` where somebody else's table has the name of one of ours, `storage.newer_schema` when a newer Mosaic has taken something away, `storage.altered_migration` when a migration that
 * has run is not the one shipped, and `storage.in_use` (unavailable) when nobody let a migration through for `patienceMs`.
 */
export async function migrate(pool: pg.Pool, options: MigrateOptions = {}): Promise<string[]> {
  const { upTo } = options
  const shipped = options.migrations ?? (await readMigrations())
  const last = upTo === undefined ? shipped.length - 1 : shipped.findIndex(migration => migration.name === upTo)
  if (upTo !== undefined && last < 0) throw new RangeError(`there is no migration ${upTo}`)
  const wanted = shipped.slice(0, last + 1)
  const ran: string[] = []
  let pause = FIRST_PAUSE_MS
  for (const end = Date.now() + (options.patienceMs ?? PATIENCE_MS); ; ) {
    const step = await takeStep(pool, shipped, wanted, options, ran.length === 0)
    if (step.outcome === 'done') return ran
    if (step.outcome === 'ran') {
      ran.push(step.name)
      pause = FIRST_PAUSE_MS
      continue
    }
    // Another process works, for as long as that takes.
    if (step.outcome === 'in use' && Date.now() > end) refuseInUse(step.name)
    if (step.outcome === 'in use') options.waiting?.(step.name)
    await sleep(step.outcome === 'elsewhere' ? ELSEWHERE_MS : pause * (0.75 + Math.random() / 2))
    if (step.outcome === 'in use') pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }
}

type Step = { outcome: 'done' | 'elsewhere' } | { outcome: 'ran' | 'in use'; name: string }

/** One migration, or what keeps it. */
async function takeStep(
  pool: pg.Pool,
  shipped: Migration[],
  wanted: Migration[],
  options: MigrateOptions,
  isFirst: boolean,
): Promise<Step> {
  const client = await pool.connect()
  let pending: Migration | undefined
  try {
    await client.query('begin')
    await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [LOCK])
    if (!rows[0]!.mine) return await leave({ outcome: 'elsewhere' })
    const fill = await readFill(client)
    if (fill && fill.id !== options.filling) refuseHalfFilled(fill)
    const found = await readHold(client)
    const hold = found && found.id === options.filling ? undefined : found
    const done = await listRan(client)
    refuseStrangers(shipped, done)
    const seen = new Set(done.map(row => row.name))
    const todo = wanted.filter(migration => !seen.has(migration.name))
    pending = todo[0]
    if (!pending) return await leave({ outcome: 'done' })
    if (hold) refuseHeld(hold)
    if (isFirst)
      await refuseInTheWay(
        client,
        shipped.filter(migration => seen.has(migration.name)),
        todo,
      )
    const newest = done.at(-1)
    if (newest && isFirst) await options.before?.(newest.name)
    await apply(client, pending, options.lockMs ?? LOCK_MS)
    return { outcome: 'ran', name: pending.name }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    if (pending && anyCode(error, '55P03')) return { outcome: 'in use', name: pending.name }
    throw error
  } finally {
    client.release()
  }

  async function leave(step: Step): Promise<Step> {
    await client.query('rollback')
    return step
  }
}

async function apply(client: pg.PoolClient, { name, sql, checksum }: Migration, lockMs: number): Promise<void> {
  try {
    await client.query(`set local lock_timeout = ${lockMs}`)
    await client.query(
      `create table if not exists migrations (
         name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
    )
    await client.query(sql)
    await client.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum])
    if (isContracting(sql)) await client.query('update migrations set contracts = true where name = $1', [name])
    await client.query('commit')
  } catch (error) {
    throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * Whether a migration takes away what the release before it reads or writes: it says so, and why, in a line of its own. An older
 * release does not start after it.
 */
export function isContracting(sql: string): boolean {
  return /^-- contracts: \S/m.test(sql)
}

function anyCode(error: unknown, code: string): boolean {
  const { code: own, cause } = (error ?? {}) as { code?: string; cause?: unknown }
  return own === code || (cause !== undefined && anyCode(cause, code))
}

function refuseStrangers(shipped: Migration[], done: Ran[]) {
  const known = new Map(shipped.map(migration => [migration.name, migration.checksum]))
  const newest = shipped.at(-1)?.name ?? ''
  for (const row of done) {
    const isAdding = !row.contracts && row.name > newest
    if (!known.has(row.name) && isAdding) continue
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

function refuseInUse(name: string): never {
  refuse('unavailable', 'storage.in_use', {
    message: `Migration ${name} waits for others who use the same tables, such as a long report or a backup. It is tried again by itself; the older release serves meanwhile.`,
    retryAfterSeconds: 10,
  })
}

function refuseHeld({ to, moved }: Hold): never {
  refuse('unavailable', 'storage.held', {
    message: moved
      ? `The data of this database has moved to ${to}. Start Mosaic on that one; or, to go on here, lift the hold with: move --release.`
      : `The data of this database is being moved to ${to}, and it takes no writes until then. Run that move to its end, or give it up with: move --cancel.`,
    retryAfterSeconds: 30,
  })
}
