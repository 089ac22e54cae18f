import { spawn } from 'node:child_process'
import os from 'node:os'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../cli/mosaic.ts', import.meta.url))
/** Below whoever answers, above what never gets a turn. */
const PRIORITY = 10
/** What it has written is taken away within this; then it is ended, and the next look does that. */
const ENDING_MS = 3_000

/**
 * Makes a backup that was taken in a process of its own, of low priority, so that reading and pressing everything costs nobody
 * an answer. The child says in the row what came of it; it goes on alone where we are killed. Throws where it could not even
 * begin.
 */
export async function runBackup(env: NodeJS.ProcessEnv, id: string, stopping: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, 'backup', '--run', id], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    windowsHide: true,
  })
  const ended = new Promise<number | string>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'))
  })
  try {
    if (child.pid) os.setPriority(child.pid, PRIORITY)
  } catch {
    // Gone already, or a system without priorities.
  }
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    child.kill('SIGTERM')
    timer = setTimeout(() => child.kill('SIGKILL'), ENDING_MS)
  }
  if (stopping.aborted) stop()
  else stopping.addEventListener('abort', stop, { once: true })
  try {
    const status = await ended
    // 1: it failed and says so in its row.
    if (status !== 0 && status !== 1) throw new Error(`the process ended with ${status}`)
  } finally {
    clearTimeout(timer)
    stopping.removeEventListener('abort', stop)
  }
}
