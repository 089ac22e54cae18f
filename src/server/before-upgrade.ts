import fsp from 'node:fs/promises'
import path from 'node:path'
import type { Log } from '../kernel/log.ts'
import { writeBackupFile } from '../storage/backup/index.ts'
import { readMigrations, type Store } from '../storage/index.ts'
import { release } from './release.ts'

/** Of each upgrade one is kept; of all of them so many. */
const KEPT = 3
const PREFIX = 'before-upgrade-'

/**
 * Keeps an embedded store as it is before migrations change it, as a backup in its folder: an older release does not start on the
 * newer schema, and this is the way back to it. Does nothing for a new store, one that is at today's schema, and a server store,
 * whose owner keeps backups. What cannot be written is told and the start goes on: each migration is whole or not there.
 */
export async function keepBeforeUpgrade(
  store: Store,
  { passphrase, log }: { passphrase: string | null | undefined; log: Log },
): Promise<string | undefined> {
  if (store.kind !== 'embedded' || !(await isBehind(store))) return undefined
  const folder = path.join(store.engine!.folder, 'backups')
  const stamp = Temporal.Now.instant().toString({ smallestUnit: 'second' }).replace(/[:-]/g, '')
  const file = path.join(folder, `${PREFIX}${stamp}.mosaic${passphrase ? '.age' : ''}`)
  try {
    await fsp.mkdir(folder, { recursive: true, mode: 0o700 })
    const { bytes } = await writeBackupFile(store, file, { release, passphrase: passphrase ?? undefined })
    log.info({ file, bytes }, 'the store of before this upgrade is kept as a backup')
    await removeOlder(folder)
    return file
  } catch (error) {
    log.warn({ err: error }, 'no backup could be written before this upgrade; it goes on without one')
    return undefined
  }
}

/** Whether migrations have run on it, and not all of ours. */
async function isBehind(store: Store): Promise<boolean> {
  const there = await store.pool.query<{ name: string | null }>(`select to_regclass('public.migrations')::text as name`)
  if (!there.rows[0]!.name) return false
  const { rows } = await store.pool.query<{ name: string }>('select name from migrations')
  const done = new Set(rows.map(({ name }) => name))
  return done.size > 0 && (await readMigrations()).some(({ name }) => !done.has(name))
}

async function removeOlder(folder: string): Promise<void> {
  const kept = (await fsp.readdir(folder)).filter(name => name.startsWith(PREFIX) && !name.endsWith('.part')).sort()
  for (const name of kept.slice(0, -KEPT)) await fsp.rm(path.join(folder, name))
}
