import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const BUSY = 5
export const LOCK = 'lock'

/** A collected handle frees its lock, so every one in use is kept here, by its folder. */
const held = new Map<string, DatabaseSync>()

/**
 * Makes a journal's folder this process's own, until the returned function is called or the process ends, however it ends: the
 * kernel frees the lock, and process numbers, which mean nothing between containers on one volume, play no part. Undefined
 * where somebody has it, this process included: the lock would be lost if its file were opened twice.
 */
export function lockFolder(folder: string): (() => void) | undefined {
  if (held.has(folder)) return undefined
  const file = path.join(folder, LOCK)
  const db = new DatabaseSync(file)
  try {
    fs.chmodSync(file, 0o600)
    db.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if ((error as { errcode?: number }).errcode === BUSY) return undefined
    throw error
  }
  held.set(folder, db)
  return () => {
    if (held.delete(folder)) db.close()
  }
}
