import type pg from 'pg'
import {
  findContent,
  fingerprintTable,
  listSequences,
  listTables,
  lockFill,
  readFill,
  samePrint,
} from '../copy/index.ts'
import { listRan } from '../ours.ts'
import type { BackupHead, BackupManifest } from './format.ts'

/**
 * Whether a database holds just what the backup holds, its numbers too: a restore that was killed after its proof and before
 * it could say so. Migrations that came on top of the backup's may have added tables and columns; where they changed its rows
 * nothing is proven. Ends at the first difference. Refuses `storage.being_filled`.
 */
export async function isRestored(
  client: pg.ClientBase,
  { head, manifest }: { head: BackupHead; manifest: BackupManifest },
): Promise<boolean> {
  if (!(await wasRestored(client, head))) return false
  const numbers = new Set((await listSequences(client)).map(sequence => JSON.stringify(sequence)))
  if (manifest.sequences.some(sequence => !numbers.has(JSON.stringify(sequence)))) return false
  const kept = new Map(manifest.tables.map(table => [table.name, table]))
  const shapes = await listTables(client)
  const known = shapes.filter(({ name }) => kept.has(name))
  if (known.length !== kept.size) return false
  const written = new Set(shapes.length > known.length ? await findContent(client) : [])
  if (shapes.some(({ name }) => !kept.has(name) && written.has(name))) return false
  for (const shape of known) {
    const { columns, rows, bytes, fingerprint } = kept.get(shape.name)!
    const there = shape.columns.length >= columns.length && columns.every(column => shape.columns.includes(column))
    if (!there || !samePrint(await fingerprintTable(client, { ...shape, columns }), { rows, bytes, hash: fingerprint }))
      return false
  }
  return true
}

/**
 * Whether a database may be what a restore of this backup left, without a look at its rows: it is not half filled, and the migrations
 * of the backup ran on it first. Refuses `storage.being_filled`,
 * `storage.name_taken`.
 */
export async function wasRestored(client: pg.ClientBase, head: BackupHead): Promise<boolean> {
  await lockFill(client)
  if (await readFill(client)) return false
  const ran = (await listRan(client)).map(({ name, checksum }) => ({ name, checksum }))
  if (ran.length === 0 || (await findContent(client)).length === 0) return false
  return JSON.stringify(ran.slice(0, head.migrations.length)) === JSON.stringify(head.migrations)
}
