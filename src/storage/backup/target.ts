import type pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { emptyDatabase, findContent, listOurs } from '../copy/content.ts'
import { type FillTitle, lockFill, prepareFill, readFill, refuseHalfFilled } from '../copy/fill.ts'
import { listTables, type TableShape } from '../copy/inventory.ts'
import { refuseUnfitTarget } from '../copy/preconditions.ts'
import { type Migration, migrate, readMigrations } from '../migrate.ts'
import type { BackupHead } from './format.ts'

/**
 * Makes a database ready to be filled from a backup: as the migrations of the backup leave it, marked as half filled. Goes on
 * with a fill of the same id. The client holds the database until its session ends.
 *
 * Refuses `backup.target_not_empty`, `storage.half_filled` in the middle of another fill, `storage.being_filled`.
 */
export async function prepareTarget(
  client: pg.ClientBase,
  pool: pg.Pool,
  { head, migrations }: { head: BackupHead; migrations: Migration[] },
  title: FillTitle,
): Promise<void> {
  await lockFill(client)
  const begun = await readFill(client)
  if (begun && begun.id !== title.id) refuseHalfFilled(begun)
  if (!begun) {
    await refuseUnfitTarget(client)
    const held = await findContent(client)
    if (held.length > 0) refuseNotEmpty(held)
    // What a first start or a killed attempt wrote by itself, at another state than the backup's.
    await emptyDatabase(client)
    await migrate(pool, { migrations })
    await refuseOtherColumns(client, head)
  }
  await prepareFill(client, title, new Set((await listOurTables(client)).map(({ name }) => name)))
}

/** The tables that a restore fills: what others keep in the database is none of its affair. */
export async function listOurTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { tables } = await listOurs(client)
  return (await listTables(client)).filter(({ name }) => tables.has(name))
}

async function refuseOtherColumns(client: pg.ClientBase, head: BackupHead): Promise<void> {
  const shapes = new Map((await listOurTables(client)).map(shape => [shape.name, shape]))
  const names = new Set(head.tables.map(({ name }) => name))
  const missing = [...shapes.keys()].filter(name => !names.has(name))
  if (missing.length > 0)
    refuse('conflict', 'backup.altered', {
      message: `This backup lacks tables that a Mosaic of its schema has (${missing.slice(0, 5).join(', ')}): their rows would be missing without a word. Take another backup, or restore with the release that made it (${head.release}).`,
    })
  for (const { name, columns } of head.tables) {
    const shape = shapes.get(name)
    if (shape && shape.columns.toSorted().join() !== columns.toSorted().join())
      refuse('conflict', 'backup.altered', {
        message: `The table ${name} of this backup has other columns than Mosaic gives it. Bring its own schema back to the release’s (${head.release}), and make the backup anew.`,
      })
  }
}

export function refuseNotEmpty(held: string[]): never {
  refuse('conflict', 'backup.target_not_empty', {
    message: `The store to restore into holds data already (${held.slice(0, 5).join(', ')}${held.length > 5 ? ', …' : ''}), and a restore neither mixes nor overwrites. Name an empty database, or a folder that does not exist.`,
  })
}

/** The migrations that had run where the backup was made. Refuses `backup.newer` and `backup.altered`. */
export async function migrationsOf(head: BackupHead): Promise<Migration[]> {
  const shipped = new Map((await readMigrations()).map(migration => [migration.name, migration]))
  return head.migrations.map(({ name, checksum }) => {
    const migration = shipped.get(name)
    if (!migration)
      refuse('conflict', 'backup.newer', {
        message: `This backup was made by a newer Mosaic (${head.release}; it has ${name}). Restore it with that release or a later one.`,
      })
    if (migration.checksum !== checksum)
      refuse('conflict', 'backup.altered', {
        message: `This backup was made by a Mosaic whose migration ${name} is not the one of this release. Restore it with the release that made it (${head.release}).`,
      })
    return migration
  })
}
