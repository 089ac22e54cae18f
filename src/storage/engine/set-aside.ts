import fs from 'node:fs'
import path from 'node:path'
import { refuse } from '../../kernel/refusal.ts'
import { livingLeases } from './leases.ts'
import { becomeMember, takeLock } from './lock.ts'
import { preparePlace } from './place.ts'
import { readPidFile } from './running.ts'

/**
 * Puts the cluster of a folder aside under the name that is given back, so that the next start makes a new one. Nothing is
 * deleted. Refuses `storage.engine_in_use` while anybody uses it.
 */
export async function setAside(folder: string, now: Temporal.Instant): Promise<string> {
  const place = preparePlace(folder, {})
  const unlock = await takeLock(place.lock)
  try {
    if (livingLeases(place.leases).length > 0 || readPidFile(place.cluster)?.who === 'server')
      refuse('unavailable', 'storage.engine_in_use', {
        message: `Another Mosaic uses the folder ${folder}. Stop it and run the command again.`,
      })
    // Also when it is used from another container, whose processes we cannot see.
    becomeMember(place.members, { alone: true, folder })()
    const stamp = now.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')
    const name = `${path.basename(place.cluster)}.before-${stamp}`
    fs.renameSync(place.cluster, path.join(place.root, name))
    return name
  } finally {
    unlock()
  }
}
