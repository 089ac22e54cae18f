import fs from 'node:fs'
import { link, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Writable } from 'node:stream'
import { refuse } from '../../kernel/refusal.ts'
import { isAlive, pidNamespace } from '../engine/leases.ts'
import { type BackupOptions, type BackupSource, type Written, writeBackup } from './write.ts'

/** A part whose process cannot be asked for, of another container, is given up after this long without a byte. */
const SILENT_MS = 60 * 60 * 1000
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * Writes a backup as a file that appears whole, on disk, under a name that nobody took meanwhile, or not at all. What earlier runs for the same name left
 * behind when they were killed is removed. Gives what is in it and its size.
 *
 * Refuses `backup.exists` for a name that is taken, `backup.folder` where no file can be made, `backup.disk_full`.
 */
export async function writeBackupFile(
  source: BackupSource,
  file: string,
  options: BackupOptions,
): Promise<Written & { bytes: number }> {
  const target = path.resolve(file)
  if (fs.existsSync(target)) refuseTaken(file)
  await removeParts(target).catch(error => refuseFile(error, file))
  const part = `${target}.${pidNamespace()}.${process.pid}.part`
  const handle = await open(part, 'wx', 0o600).catch(error => refuseFile(error, file))
  let writing = Promise.resolve()
  try {
    // Not the handle's own stream: without `autoClose` it never says that it is done, and with it nothing is left to sync.
    const sink = new Writable({
      highWaterMark: 1024 * 1024,
      write(piece: Buffer, _encoding, done) {
        writing = handle.writeFile(piece)
        writing.then(() => done(), done)
      },
    })
    const written = await writeBackup(source, sink, options)
    await handle.sync()
    const { size } = await handle.stat()
    await handle.close()
    await appear(part, target).catch(error => (error.code === 'EEXIST' ? refuseTaken(file) : Promise.reject(error)))
    await syncFolder(path.dirname(target))
    return { ...written, bytes: size }
  } catch (error) {
    // A stream that is given up does not wait for its last write, whose descriptor may by then be another file's.
    await writing.catch(() => {})
    await handle.close().catch(() => {})
    await rm(part, { force: true })
    return refuseFile(error, file)
  }
}

/** A rename would go over what another process put there since we looked; a second name for the same file does not. */
async function appear(part: string, target: string): Promise<void> {
  try {
    await link(part, target)
  } catch (error) {
    // Not every filesystem knows second names, such as that of a memory stick; there only a look is left.
    if (!WITHOUT_LINKS.has((error as NodeJS.ErrnoException).code ?? '') || fs.existsSync(target)) throw error
    return rename(part, target)
  }
  await rm(part, { force: true })
}

function refuseTaken(file: string): never {
  refuse('conflict', 'backup.exists', {
    message: `${file} exists already, and a backup never overwrites anything. Choose another name.`,
  })
}

async function removeParts(target: string): Promise<void> {
  const folder = path.dirname(target)
  const prefix = `${path.basename(target)}.`
  for (const name of await readdir(folder)) {
    const [namespace, pid] = name.startsWith(prefix)
      ? (/^(\d+)\.(\d+)\.part$/.exec(name.slice(prefix.length)) ?? []).slice(1)
      : []
    if (!namespace) continue
    const part = path.join(folder, name)
    const isAbandoned =
      namespace === pidNamespace()
        ? Number(pid) === process.pid || !isAlive(Number(pid))
        : Date.now() - (await stat(part)).mtimeMs > SILENT_MS
    if (isAbandoned) await rm(part, { force: true })
  }
}

/** Elsewhere than on unix a folder cannot be synced, and need not be. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

/** A disk's own errors in words; everything else as it is. */
function refuseFile(error: unknown, file: string): never {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    refuse('unavailable', 'backup.disk_full', {
      message: `There is no room for the backup where ${file} should lie. Nothing of it was left. Free some space, or write it elsewhere.`,
    })
  if (syscall && ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'EIO'].includes(code ?? ''))
    refuse('invalid', 'backup.folder', {
      message: `No backup can be written as ${file} (${code}). Make its folder, or choose one that this user may write to.`,
    })
  throw error
}
