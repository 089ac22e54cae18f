import fs from 'node:fs'
import path from 'node:path'
import { refuse } from '../kernel/refusal.ts'

/** Within the folder of an embedded store: where a backup is restored before the store appears. */
export const RESTORING = 'restoring'

/** A restore that was begun and not finished must not become an empty store. Refuses `storage.half_filled`. */
export function refuseHalfRestored(folder: string): void {
  const aside = path.join(folder, RESTORING)
  if (fs.existsSync(path.join(folder, 'postgresql')) || !fs.existsSync(path.join(aside, 'postgresql'))) return
  refuse('conflict', 'storage.half_filled', {
    message: `A restore into ${folder} was begun and is not finished. Run the restore again, it goes on where it stopped; or remove ${aside} to give it up.`,
  })
}
