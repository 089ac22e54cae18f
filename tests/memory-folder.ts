import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'

const MEMORY = '/dev/shm'
const NAME = 'mosaic-tests'
const GB = 1024 ** 3

/**
 * Makes memory the temporary directory of this process and of all that it starts, where the machine has plenty of it, until it
 * ends: a test database is a copy of 1,300 files, and there are hundreds. Nothing that a test can see is weaker: what the kernel
 * holds outlives a kill -9 in memory as on a disk, and nobody pulls a plug here. `MOSAIC_TEST_DISK` keeps the name of the temporary directory from
 * before, for what shall stay from one run to the next; `MOSAIC_TEST_ON=disk` leaves everything there.
 */
export function keepInMemory(): void {
  if (process.env.MOSAIC_TEST_DISK || process.env.MOSAIC_TEST_ON === 'disk' || !hasRoom()) return
  process.env.MOSAIC_TEST_DISK = os.tmpdir()
  sweep()
  const folder = fs.mkdtempSync(path.join(MEMORY, `${NAME}-${process.pid}-`))
  // Engines run as another user where the tests are root's.
  fs.chmodSync(folder, 0o711)
  process.env.TMPDIR = folder
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
}

/** A temporary directory on a disk, for what shall stay from one run to the next or needs to be one. */
export const onDisk = (): string => process.env.MOSAIC_TEST_DISK ?? os.tmpdir()

function hasRoom(): boolean {
  if (process.platform !== 'linux') return false
  try {
    fs.accessSync(MEMORY, fs.constants.W_OK)
    const { bavail, bsize } = fs.statfsSync(MEMORY)
    const free = Number(/^MemAvailable:\s+(\d+) kB/m.exec(fs.readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) * 1024
    return bavail * bsize > 6 * GB && Math.min(free, process.constrainedMemory() || free) > 10 * GB
  } catch {
    return false
  }
}

/** What a killed run has left is in everybody's way. */
function sweep(): void {
  for (const name of fs.readdirSync(MEMORY)) {
    const pid = new RegExp(`^${NAME}-(\\d+)-`).exec(name)?.[1]
    if (pid && !fs.existsSync(`/proc/${pid}`)) fs.rmSync(path.join(MEMORY, name), { recursive: true, force: true })
  }
}
