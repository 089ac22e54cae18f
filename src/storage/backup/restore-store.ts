import fs from 'node:fs'
import { open, rename } from 'node:fs/promises'
import path from 'node:path'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import type { StoreChoice } from '../detect.ts'
import { RESTORING } from '../half-restored.ts'
import { openStore, type Store } from '../open.ts'
import type { TlsSettings } from '../tls.ts'
import { type Restored, type RestoreOptions, restoreBackup } from './restore.ts'
import { refuseNotEmpty } from './target.ts'

const PATIENCE_MS = 15_000

/**
 * Restores a backup into a store that is not open: an empty server database, or a folder without an embedded store, where the
 * cluster is filled aside and appears by a rename when it is proven. After a kill the same call goes on.
 *
 * Refuses what `restoreBackup` refuses, and `storage.unreachable` when the server does not answer for 15 s.
 */
export async function restoreStore(
  from: string | AsyncIterable<Uint8Array>,
  where: StoreChoice,
  options: RestoreOptions & { tls?: TlsSettings } = {},
): Promise<Restored & { label: string }> {
  if (where.kind === 'memory')
    refuse('invalid', 'backup.target', {
      message: 'A memory store is gone with its process. Name a folder or a database address with --to.',
    })
  if (where.kind === 'server') {
    const store = await openStore({ where, ...(options.tls && { tls: options.tls }) })
    try {
      const timer = setTimeout(() => void store.close(), PATIENCE_MS)
      await store.ready.finally(() => clearTimeout(timer))
      return { ...(await restoreBackup(from, store, options)), label: store.label }
    } finally {
      await store.close()
    }
  }
  return { ...(await restoreFolder(from, where.folder, options)), label: where.folder }
}

async function restoreFolder(from: string | AsyncIterable<Uint8Array>, folder: string, options: RestoreOptions) {
  const cluster = path.join(folder, 'postgresql')
  const aside = path.join(folder, RESTORING)
  if (fs.existsSync(cluster)) refuseNotEmpty([cluster])
  const begun = fs.existsSync(aside)
  let store: Store | undefined
  try {
    store = await openStore({ where: { kind: 'embedded', folder: aside } })
    const restored = await restoreBackup(from, store, options)
    await store.close()
    if (fs.existsSync(path.join(aside, 'postgresql', 'postmaster.pid')))
      refuse('conflict', 'storage.being_filled', {
        message: `Another process works on ${aside}. End it, and run the restore again.`,
      })
    // A folder that somebody filled meanwhile is not empty, and no rename replaces it.
    await rename(path.join(aside, 'postgresql'), cluster).catch(() => refuseNotEmpty([cluster]))
    await syncFolder(folder)
    fs.rmSync(aside, { recursive: true, force: true, maxRetries: 5 })
    return restored
  } catch (error) {
    await store?.close().catch(() => {})
    // What this run began and could not fill is of no use; what a killed one began is, to the right backup, and what another
    // process fills just now is its own.
    const isOthers = error instanceof Refusal && error.code === 'storage.being_filled'
    if (!begun && !isOthers) fs.rmSync(aside, { recursive: true, force: true, maxRetries: 5 })
    throw error
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
