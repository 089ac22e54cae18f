import fs from 'node:fs'
import path from 'node:path'
import type { Place } from './place.ts'

/** The new cluster while it is made; a start that finds it beside the old one begins anew. */
export const ASIDE = 'postgresql.upgrade'
/** In the new cluster once it is proven equal; with it, and no cluster in place, the last rename was not reached. */
export const PROVEN = 'mosaic.upgraded'

/**
 * Goes on with an upgrade that was killed between its two renames: the old cluster was set aside, the new one is proven and not
 * yet in its place. The caller holds the engine's lock.
 */
export function finishUpgrade({ root, cluster }: Pick<Place, 'root' | 'cluster'>): void {
  if (fs.existsSync(cluster)) return
  const aside = path.join(root, ASIDE)
  if (!fs.existsSync(path.join(aside, PROVEN))) return
  fs.renameSync(aside, cluster)
  syncFolder(root)
}

/** Not every system can. */
export function syncFolder(folder: string): void {
  try {
    const handle = fs.openSync(folder, 'r')
    fs.fsyncSync(handle)
    fs.closeSync(handle)
  } catch {
    // The rename is as lasting as the system makes it.
  }
}
