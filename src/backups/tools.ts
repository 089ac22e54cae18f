import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import {
  type BackupOptions,
  type BackupSource,
  type Written as Contents,
  restoreBackup,
  writeBackup,
  writeBackupFile,
} from '../storage/backup/index.ts'
import { openEngine } from '../storage/engine/index.ts'
import type { Tools, Written } from './make.ts'

const CHECK = '.mosaic-check-'
/** What a check left whose process and watchdog were both killed. */
const ABANDONED_MS = 24 * 60 * 60_000

/** Writes backups of a store and reads them back, as storage does it. */
export function backupTools(source: BackupSource, options: BackupOptions): Tools {
  const passphrase = options.passphrase
  return {
    async writeFile(file, signal) {
      const { bytes, ...contents } = await writeBackupFile(source, file, { ...options, signal })
      return { bytes, ...summary(contents, passphrase) }
    },
    async writeTo(send, signal) {
      const through = new PassThrough({ highWaterMark: 1024 * 1024 })
      // Nobody else hears it where writing has not begun yet, or is over: it would end the process.
      through.on('error', () => {})
      const giveUp = (error: Error) => {
        through.destroy(error)
        throw error
      }
      const [contents, bytes] = await Promise.all([
        writeBackup(source, through, { ...options, signal }).catch(giveUp),
        send(through).catch(giveUp),
      ])
      return { bytes, ...summary(contents, passphrase) }
    },
    check: (open, folder, signal) => restoreAside(open, folder, passphrase, signal),
  }
}

/** Restores into a throwaway engine, which compares every table with the manifest on the way. */
async function restoreAside(
  open: () => Promise<Readable>,
  folder: string,
  passphrase: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  await sweepChecks(folder)
  const at = await fs.mkdtemp(path.join(folder, CHECK))
  const engine = await openEngine(at, { throwaway: true }).catch(async error => {
    await fs.rm(at, { recursive: true, force: true })
    throw error
  })
  try {
    const bytes = await open()
    const stop = () => bytes.destroy(new Error('Stopped in the middle.'))
    signal.addEventListener('abort', stop, { once: true })
    await restoreBackup(bytes, { connection: engine.connection }, { passphrase, label: 'a check' })
    signal.removeEventListener('abort', stop)
  } finally {
    await engine.close()
  }
}

async function sweepChecks(folder: string): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    if (!name.startsWith(CHECK)) continue
    const left = path.join(folder, name)
    // Another process may end its own just now; in a temporary directory others have theirs.
    const found = await fs.lstat(left).catch(() => undefined)
    if (!found?.isDirectory() || (process.getuid && found.uid !== process.getuid())) continue
    if (Date.now() - found.mtimeMs > ABANDONED_MS) await fs.rm(left, { recursive: true, force: true })
  }
}

function summary({ manifest }: Contents, passphrase: string | undefined): Omit<Written, 'bytes'> {
  return {
    rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
    // As it stands in the archive, beside the manifest itself.
    manifestHash: createHash('sha256')
      .update(`${JSON.stringify(manifest, null, 1)}\n`)
      .digest('hex'),
    encrypted: passphrase !== undefined,
  }
}
