import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { refuse } from '../../kernel/refusal.ts'
import { engineInUse, engineRefusal } from './refusals.ts'

const BUSY = 5
/** Read-only, I/O error, full disk, cannot open, not allowed. */
const CANNOT_WRITE = new Set([8, 10, 13, 14, 23])

/** A collected handle frees its lock, so every one in use is kept here. */
const held = new Set<DatabaseSync>()

/**
 * Takes the lock that `file` stands for, waiting for its holder. The kernel frees it with the process, even after SIGKILL.
 * Gives the function that frees it. The file must never be read or deleted by other means in a process that holds it.
 */
export async function takeLock(file: string, waitSeconds = 240): Promise<() => void> {
  for (const end = performance.now() + waitSeconds * 1000; ; ) {
    const db = open(file)
    try {
      db.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
      return keep(db)
    } catch (error) {
      db.close()
      if (!isBusy(error)) throw lockRefusal(error, file)
      if (performance.now() > end)
        refuse('unavailable', 'storage.engine_busy', {
          message: `Another process has been starting or stopping the engine behind ${file} for ${waitSeconds} s. Look at that process, then start again.`,
        })
    }
    await sleep(15 + Math.random() * 15)
  }
}

/**
 * Becomes a member of whoever shares `file`, for as long as the process lives or until the returned function is called.
 * Process numbers mean nothing between containers on one volume; this lock does. `alone`: refuses
 * `storage.engine_in_use` when there is another member.
 */
export function becomeMember(file: string, { alone, folder }: { alone: boolean; folder: string }): () => void {
  const db = open(file)
  try {
    db.exec('PRAGMA busy_timeout = 0')
    if (alone) db.exec('BEGIN EXCLUSIVE; COMMIT')
    db.exec('BEGIN; SELECT * FROM sqlite_schema')
    return keep(db)
  } catch (error) {
    db.close()
    throw isBusy(error) ? engineInUse(folder) : lockRefusal(error, file)
  }
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file)
  } catch (error) {
    throw lockRefusal(error, file)
  }
}

function keep(db: DatabaseSync): () => void {
  held.add(db)
  return () => {
    if (held.delete(db)) db.close()
  }
}

function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === BUSY
}

function lockRefusal(error: unknown, file: string) {
  const code = (error as { errcode?: number }).errcode ?? 0
  return CANNOT_WRITE.has(code & 0xff) ? engineRefusal(error, { doing: 'folder', folder: file }) : error
}
