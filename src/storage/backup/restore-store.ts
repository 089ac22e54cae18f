import fs from 'node:fs'
import { open, rename } from 'node:fs/promises'
import path from 'node:path'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import { findContent, openCopyPool, readFill } from '../copy/index.ts'
import type { StoreChoice } from '../detect.ts'
import { RESTORING } from '../half-restored.ts'
import { openStore, type Store } from '../open.ts'
import type { TlsSettings } from '../tls.ts'
import { isDiskFull } from '../unavailable.ts'
import { type Restored, type RestoreOptions, restoreBackup } from './restore.ts'
import { refuseNotEmpty } from './target.ts'

const PATIENCE_MS = 15_000
/** Refused in a folder that was not there when we came: another process is at work in it, or was until now. */
const OTHERS = new Set(['storage.being_filled', 'storage.half_filled', 'backup.target_not_empty'])

/**
 * Restores a backup into a store that is not open: an empty server database, or a folder without an embedded store, where the
 * cluster is filled aside and appears by a rename when it is proven. After a kill the same call goes on.
 *
 * Refuses what `restoreBackup` refuses, `storage.disk_full` with what is left of it, and `storage.unreachable` when the server does not answer for 15 s.
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
    const where = { kind: 'embedded', folder: aside } as const
    store = await openStore({ where })
    if (begun && (await isProven(store))) {
      // Killed between the proof and the rename. Nobody says of which backup it was, so that it is done again.
      await store.close()
      refuseBusy(aside)
      // By a rename first, of which only one can succeed: whoever was just about to bring it home must not find half of it.
      const given = path.join(aside, `given-up.${process.pid}.${Date.now()}`)
      await rename(path.join(aside, 'postgresql'), given).catch(() => refuseNotEmpty([cluster]))
      fs.rmSync(aside, { recursive: true, force: true, maxRetries: 5 })
      store = await openStore({ where })
    }
    const restored = await restoreBackup(from, store, options)
    await store.close()
    refuseBusy(aside)
    // A folder that somebody filled meanwhile is not empty, and no rename replaces it.
    await rename(path.join(aside, 'postgresql'), cluster).catch(() => refuseNotEmpty([cluster]))
    await syncFolder(folder)
    fs.rmSync(aside, { recursive: true, force: true, maxRetries: 5 })
    return restored
  } catch (error) {
    const isFull = isOfFullDisk(error, folder)
    await store?.close().catch(() => {})
    // What this run began and could not fill is of no use; what a killed one began is, to the right backup, and what another
    // process fills just now is its own.
    const isOthers = error instanceof Refusal && OTHERS.has(error.code)
    if (!begun && !isOthers) fs.rmSync(aside, { recursive: true, force: true, maxRetries: 5 })
    if (isFull)
      refuse('unavailable', 'storage.disk_full', {
        message: `The disk is full where ${folder} lies. ${begun ? `What is there stays in ${aside} and is served to nobody` : 'Nothing was left there'}. Make room, a restore needs the size of the database, and run the same restore again.`,
      })
    throw error
  }
}

/** Two pieces of PostgreSQL's log: where less is free it cannot go on writing, and its server ends. */
const LEAST_BYTES = 32 * 1024 * 1024

/** Asked before anything is removed: whether it was for want of room, also where the server ended of it and says nothing. */
function isOfFullDisk(error: unknown, folder: string): boolean {
  if (!(error instanceof Refusal)) return isDiskFull(error)
  if (error.code === 'storage.disk_full' || error.code === 'storage.engine_disk_full') return true
  if (error.code !== 'storage.unreachable' && error.code !== 'storage.engine_failed') return false
  try {
    const { bavail, bsize } = fs.statfsSync(folder)
    return bavail * bsize < LEAST_BYTES
  } catch {
    return false
  }
}

/** Whether a store in the making is filled: it holds data and no longer says that it is half filled. */
async function isProven(store: Store): Promise<boolean> {
  await store.ready
  const pool = openCopyPool(store, 1)
  try {
    const client = await pool.connect()
    try {
      return !(await readFill(client)) && (await findContent(client)).length > 0
    } finally {
      client.release()
    }
  } finally {
    await pool.end()
  }
}

function refuseBusy(aside: string): void {
  if (fs.existsSync(path.join(aside, 'postgresql', 'postmaster.pid')))
    refuse('conflict', 'storage.being_filled', {
      message: `Another process works on ${aside}. End it, and run the restore again.`,
    })
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
