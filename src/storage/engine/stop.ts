import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { finished, runOnCluster } from './child.ts'
import type { Home } from './initialise.ts'
import { isWindows } from './platform.ts'
import { readPidFile } from './running.ts'

/** How long a fast shutdown may take before the server is cut off; it then recovers at its next start. */
const PATIENCE_MS = 20_000

/**
 * Stops the server and waits until it is gone. Fast: clients are disconnected, transactions rolled back, a checkpoint
 * written. `immediate` skips the checkpoint, for data that nobody wants back. The caller holds the engine's lock.
 */
export async function stopServer(engine: Home, cluster: string, { immediate }: { immediate: boolean }): Promise<void> {
  const running = readPidFile(cluster)
  if (running?.who !== 'server') return
  if (isWindows) {
    const mode = immediate ? 'immediate' : 'fast'
    await finished(runOnCluster({ ...engine, name: 'pg_ctl' }, cluster, ['stop', '-m', mode], { stdio: 'ignore' }))
    return
  }
  signal(running.pid, immediate ? 'SIGQUIT' : 'SIGINT')
  const end = performance.now() + PATIENCE_MS
  for (let cut = false; isStillThere(cluster, running.pid); ) {
    if (!cut && performance.now() > end) {
      cut = true
      signal(running.pid, 'SIGQUIT')
    }
    await sleep(5)
  }
}

/** For a server that lives and does not answer. Backends notice within moments; the start after it waits for them. */
export function cutOff(pid: number): void {
  if (!isWindows) signal(pid, 'SIGQUIT')
}

function isStillThere(cluster: string, pid: number): boolean {
  if (!fs.existsSync(path.join(cluster, 'postmaster.pid'))) return false
  const now = readPidFile(cluster)
  return now?.who === 'server' && now.pid === pid
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It went by itself.
  }
}
