import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import manifest from '../../../package.json' with { type: 'json' }
import { type Progress, restoreBackup, writeBackupFile } from '../backup/index.ts'
import {
  copyIn,
  copyOut,
  fingerprintTable,
  openCopyPool,
  readFill,
  refuseHalfFilled,
  STORE_LOCAL,
  samePrint,
} from '../copy/index.ts'
import type { Connection } from './index.ts'

/** What the new cluster says of where it came from. */
export type Carried = { at: string; from: number; to: number; backup: string; rows: number }

type Way = {
  root: string
  from: Connection
  to: Connection
  majors: [from: number, to: number]
  say(what: string): void
}

const SAY_MS = 1_000

/**
 * Carries everything of one server's database into another one's, empty, by a backup that stays beside: the restore compares
 * every table with it. What is local to a store goes along, for it stays the same store; so does a hold of its writes.
 */
export async function carryStore({ root, from, to, majors, say }: Way): Promise<Carried> {
  const pool = openCopyPool({ connection: from }, 1)
  const target = openCopyPool({ connection: to }, 1)
  try {
    const fill = await readFill(pool)
    if (fill) refuseHalfFilled(fill)
    const folder = path.join(root, 'backups')
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    const at = Temporal.Now.instant().round('second').toString()
    const name = `before-postgresql-${majors[1]}-${at.replace(/[-:]/g, '')}.tar`
    const passphrase = process.env.MOSAIC_BACKUP_PASSPHRASE?.trim() || undefined
    const backup = path.join(folder, passphrase ? `${name}.age` : name)
    const source = { kind: 'embedded' as const, label: root, connection: from }
    const written = await writeBackupFile(source, backup, {
      release: manifest.version,
      passphrase,
      onProgress: progress('writing a backup', say),
    })
    await restoreBackup(
      backup,
      { connection: to },
      { passphrase, label: backup, onProgress: progress('restoring', say) },
    )
    await carryLocal(pool, target)
    await carryHold(pool, target)
    const rows = written.manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    return { at, from: majors[0], to: majors[1], backup, rows }
  } finally {
    await Promise.all([pool.end(), target.end()])
  }
}

/** Once a second at most. */
function progress(what: string, say: (what: string) => void): (progress: Progress) => void {
  let last = 0
  return ({ rows, what: table }) => {
    if (performance.now() - last < SAY_MS) return
    last = performance.now()
    say(`${what}, ${rows} rows, at ${table}`)
  }
}

/** Tables that no backup holds. The new one's own rows of them, such as of its migrations, give way to those of the old one. */
async function carryLocal(pool: pg.Pool, target: pg.Pool): Promise<void> {
  const [from, to] = await Promise.all([pool.connect(), target.connect()])
  try {
    for (const name of STORE_LOCAL.keys()) {
      const columns = await columnsOf(from, name)
      if (columns.length === 0) continue
      if (name === 'migrations') {
        await carryDates(from, to)
        continue
      }
      const table = { name, columns }
      await to.query('begin')
      await to.query(`delete from ${pg.escapeIdentifier(name)}`)
      await pipeline(copyOut(from, table), copyIn(to, table))
      await to.query('commit')
      for (const column of columns) await carrySequence(from, to, name, column)
      if (!samePrint(await fingerprintTable(from, table), await fingerprintTable(to, table)))
        throw new Error(`${name} is not the same in the new cluster`)
    }
    to.release()
  } catch (error) {
    to.release(true)
    throw error
  } finally {
    from.release(true)
  }
}

async function carrySequence(from: pg.ClientBase, to: pg.ClientBase, table: string, column: string): Promise<void> {
  const found = await from.query<{ name: string | null }>(
    'select pg_get_serial_sequence(quote_ident($1), $2) as name',
    [table, column],
  )
  const { name } = found.rows[0]!
  if (!name) return
  const { rows } = await from.query(`select last_value::text as value, is_called as called from ${name}`)
  await to.query('select setval(pg_get_serial_sequence(quote_ident($1), $2), $3::bigint, $4)', [
    table,
    column,
    rows[0].value,
    rows[0].called,
  ])
}

/** When its migrations ran stays; the ones that this release added ran just now. */
async function carryDates(from: pg.ClientBase, to: pg.ClientBase): Promise<void> {
  const { rows } = await from.query('select name, applied_at::text from migrations')
  await to.query(
    `update migrations m set applied_at = o.applied_at::timestamptz
     from jsonb_to_recordset($1::jsonb) as o (name text, applied_at text) where o.name = m.name`,
    [JSON.stringify(rows)],
  )
}

async function carryHold(pool: pg.Pool, target: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ comment: string | null; held: boolean; name: string }>(
    `select shobj_description(oid, 'pg_database') as comment, datname as name,
       exists (select from pg_db_role_setting where setdatabase = d.oid and setrole = 0
               and 'default_transaction_read_only=on' = any (setconfig)) as held
     from pg_database d where datname = current_database()`,
  )
  const { comment, held, name } = rows[0]!
  if (comment) await target.query(`comment on database ${pg.escapeIdentifier(name)} is ${pg.escapeLiteral(comment)}`)
  if (held) await target.query(`alter database ${pg.escapeIdentifier(name)} set default_transaction_read_only = on`)
}

async function columnsOf(client: pg.ClientBase, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select a.attname::text as name from pg_attribute a
     where a.attrelid = to_regclass(quote_ident($1)) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     order by a.attnum`,
    [table],
  )
  return rows.map(({ name }) => name)
}
