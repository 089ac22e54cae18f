import fsp from 'node:fs/promises'
import path from 'node:path'
import type { Log } from '../kernel/log.ts'
import { mendRows } from '../legacy/index.ts'
import { writeBackupFile } from '../storage/backup/index.ts'
import { migrate, type Store } from '../storage/index.ts'
import { release } from './release.ts'

/** Of each schema the newest is kept, so that a start which fails again and again pushes no earlier schema out; of so many schemas. */
const KEPT = 3
const OURS = /^before-upgrade-\d{8}T\d{6}Z-(\d{4})\.mosaic(\.age)?$/

type Settings = { passphrase: string | null | undefined; log: Log }

const TELL_MS = 30_000

/**
 * Brings a store to this release's schema, as `migrate` does, past a pooler where there is a way; an embedded one is kept as a
 * backup first. What a killed import left undone of it is mended.
 */
export async function upgradeStore(store: Store, settings: Settings): Promise<string[]> {
  const pool = store.pooler?.direct ? store.openPool({ max: 1, direct: true }) : store.pool
  let told = Number.NEGATIVE_INFINITY
  try {
    const done = await migrate(pool, {
      before: last => keepBeforeUpgrade(store, last, settings),
      waiting(migration) {
        if (performance.now() - told < TELL_MS) return
        told = performance.now()
        settings.log.warn({ migration }, 'a migration gives way to others who use the same tables, and is tried again')
      },
    })
    await mendRows(pool).catch(error =>
      settings.log.warn({ err: error }, 'the kept rows of a killed import have no key yet'),
    )
    return done
  } finally {
    if (pool !== store.pool) await pool.end()
  }
}

/**
 * Keeps an embedded store as it is before migrations change it, as a backup in its folder: an older release does not start on the
 * newer schema, and this is the way back to it. Does nothing for a server store, whose owner keeps backups; `last` is the
 * last migration that ran on it. What cannot be
 * written is told and the start goes on: each migration is whole or not there.
 */
export async function keepBeforeUpgrade(
  store: Store,
  last: string,
  { passphrase, log }: Settings,
): Promise<string | undefined> {
  if (store.kind !== 'embedded') return undefined
  const level = last.slice(0, 4)
  const folder = path.join(store.engine!.folder, 'backups')
  const stamp = Temporal.Now.instant().toString({ smallestUnit: 'second' }).replace(/[:-]/g, '')
  const file = path.join(folder, `before-upgrade-${stamp}-${level}.mosaic${passphrase ? '.age' : ''}`)
  try {
    await fsp.mkdir(folder, { recursive: true, mode: 0o700 })
    const { bytes } = await writeBackupFile(store, file, { release, passphrase: passphrase ?? undefined })
    log.info({ file, bytes }, 'the store of before this upgrade is kept as a backup')
  } catch (error) {
    log.warn({ err: error }, 'no backup could be written before this upgrade; it goes on without one')
    return undefined
  }
  await removeOlder(folder).catch(error => log.warn({ err: error }, 'older backups of upgrades could not be removed'))
  return file
}

async function removeOlder(folder: string): Promise<void> {
  const newestFirst = (await fsp.readdir(folder))
    .filter(name => OURS.test(name))
    .sort()
    .reverse()
  const levels = new Set<string>()
  for (const name of newestFirst) {
    const level = OURS.exec(name)![1]!
    if (levels.has(level) || levels.size >= KEPT) await fsp.rm(path.join(folder, name))
    else levels.add(level)
  }
}
