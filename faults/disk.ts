import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const SIZE_MB = 600

/** A disk of a few hundred megabytes that can be filled to the brim. */
export type Disk = { folder: string; fill(): void; free(): void; close(): void }

/** Removes the folder of an earlier run, with the disk that stayed there when its process was killed. */
export function clearFolder(folder: string): void {
  if (!fs.existsSync(folder)) return
  const store = path.join(folder, 'store')
  if (fs.readFileSync('/proc/self/mounts', 'utf8').includes(` ${store} `))
    execFileSync('umount', ['-l', store], { stdio: 'ignore' })
  fs.rmSync(folder, { recursive: true, force: true })
}

/**
 * Mounts a small file system in memory for a run's data. Undefined where that is not allowed: without root, or in a container
 * that may not mount. A quota on a folder needs the same rights, so there the fault is left out, and the run says so.
 */
export function mountDisk(folder: string): Disk | undefined {
  fs.mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=0755`, 'mosaic-faults', folder], {
      stdio: 'ignore',
    })
  } catch {
    return undefined
  }
  const resize = (size: string) => execFileSync('mount', ['-o', `remount,size=${size}`, folder], { stdio: 'ignore' })
  return {
    folder,
    // Made as small as what lies on it, which takes no time and no memory, as ballast would.
    fill() {
      const { blocks, bfree, bsize } = fs.statfsSync(folder)
      resize(String((blocks - bfree) * bsize))
    },
    free: () => resize(`${SIZE_MB}m`),
    close() {
      for (let attempt = 0; attempt < 20; attempt++)
        try {
          execFileSync('umount', [folder], { stdio: 'ignore' })
          return
        } catch {
          execFileSync('sleep', ['0.2'])
        }
      execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
    },
  }
}
