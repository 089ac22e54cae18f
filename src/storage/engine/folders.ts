import fs from 'node:fs'
import { engineRefusal } from './refusals.ts'

/**
 * Makes or takes over a folder of ours. False where it cannot be made, or where somebody else put it there first: in a
 * shared temporary directory a stranger's folder of the right name is a trap.
 */
export function ownFolder(folder: string, mode: number, owner = process.getuid?.() ?? 0): boolean {
  try {
    fs.mkdirSync(folder, { recursive: true, mode })
    const found = fs.lstatSync(folder)
    if (!found.isDirectory()) return false
    const me = process.getuid?.() ?? 0
    if (found.uid === me && owner !== me) fs.chownSync(folder, owner, owner)
    else if (found.uid !== owner) return false
    fs.chmodSync(folder, mode)
    return true
  } catch {
    return false
  }
}

/** The data folder itself, private to us. Refuses with words where it cannot be made or written. */
export function makeDataFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK)
  } catch (error) {
    throw engineRefusal(error, { doing: 'folder', folder })
  }
}
