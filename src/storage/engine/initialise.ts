import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newSecret } from '../../kernel/ids.ts'
import { finished, runOnCluster } from './child.ts'
import { isLinux, isRoot, isWindows, newOwner } from './platform.ts'
import { engineRefusal } from './refusals.ts'

const LEFTOVER = 'postgresql.new-'

/** Held by the cluster itself, so that it appears and moves with it. Only a loopback engine has one. */
export const PASSWORD_FILE = 'mosaic.password'

export type Home = { home: string; major: number }

/**
 * Makes the cluster under another name and renames it, so that a cluster is whole or absent. Left-overs of a killed attempt
 * are removed by the next start. The caller holds the engine's lock.
 */
export async function initialise(
  engine: Home,
  cluster: string,
  options: { throwaway: boolean; loopback: boolean },
): Promise<void> {
  const half = path.join(path.dirname(cluster), LEFTOVER + randomBytes(6).toString('hex'))
  const folder = path.dirname(cluster)
  // Not in the folder: its parents may be closed to the cluster's owner.
  const passwordFile = path.join(os.tmpdir(), `mosaic-${randomBytes(16).toString('hex')}`)
  try {
    fs.mkdirSync(half, { mode: 0o700 })
    handOver(half)
    const auth = options.loopback ? ['-A', 'scram-sha-256', `--pwfile=${passwordFile}`] : ['-A', 'trust']
    const password = newSecret()
    if (options.loopback) {
      fs.writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' })
      handOver(passwordFile)
    }
    const args = ['-U', 'mosaic', '-E', 'UTF8', ...auth, ...locale(engine.major), ...(options.throwaway ? ['-N'] : [])]
    const child = runOnCluster({ ...engine, name: 'initdb' }, half, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const { status, printed } = await finished(child).catch(error => {
      throw engineRefusal(error, { doing: 'spawn', folder })
    })
    if (status !== 0) throw engineRefusal(`initdb ended with ${status}: ${printed}`, { doing: 'run', folder })
    if (options.loopback) fs.writeFileSync(path.join(half, PASSWORD_FILE), password, { mode: 0o600 })
    fs.renameSync(half, cluster)
  } catch (error) {
    fs.rmSync(half, { recursive: true, force: true, maxRetries: 3 })
    throw engineRefusal(error, { doing: isRoot && isChown(error) ? 'spawn' : 'run', folder })
  } finally {
    fs.rmSync(passwordFile, { force: true })
  }
}

/** What a killed attempt left behind. Its `initdb` may have outlived it and would go on writing. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of fs.readdirSync(folder).filter(name => name.startsWith(LEFTOVER))) {
    const leftover = path.join(folder, name)
    for (let attempt = 0; attempt < 100 && fs.existsSync(leftover); attempt++) {
      killWorkersIn(leftover)
      try {
        fs.rmSync(leftover, { recursive: true, force: true })
      } catch {
        await sleep(20)
      }
    }
  }
}

/** Elsewhere than on Linux nothing tells who works in a folder; there the repetition has to do. */
function killWorkersIn(folder: string): void {
  if (!isLinux) return
  const real = fs.realpathSync(folder)
  for (const pid of fs.readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      if (fs.readlinkSync(`/proc/${pid}/cwd`) === real) process.kill(Number(pid), 'SIGKILL')
    } catch {
      // Gone, or somebody else's.
    }
  }
}

function handOver(file: string): void {
  const owner = newOwner()
  if (isRoot && owner) fs.chownSync(file, owner.uid, owner.gid)
}

function isChown(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall === 'chown'
}

/** Code points order text everywhere alike; letters beyond ASCII still fold. Only the character class differs by platform. */
function locale(major: number): string[] {
  const libc = isWindows
    ? ['--locale=C']
    : process.platform === 'darwin'
      ? ['--locale=C', '--lc-ctype=UTF-8']
      : ['--locale=C.UTF-8']
  return major >= 17 ? [...libc, '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : libc
}
