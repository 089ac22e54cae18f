import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const SIZE_MB = 600

/** A disk of a few hundred megabytes that can be filled to the brim. */
export type Disk = { folder: string; fill(): void; free(): void; close(): void }

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
  const ballast = path.join(folder, 'ballast')
  return {
    folder,
    fill() {
      const out = fs.openSync(ballast, 'w')
      const piece = Buffer.alloc(1 << 20)
      try {
        for (;;) fs.writeSync(out, piece)
      } catch {
        // Full: what was wanted.
      } finally {
        fs.closeSync(out)
      }
    },
    free: () => fs.rmSync(ballast, { force: true }),
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
