import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const node = path.join(root, 'node_modules/.bin/node')
const START_MS = 180_000

export type StartOptions = {
  /** `server` needs `databaseUrl`; `embedded` needs `folder`. */
  store: 'embedded' | 'server' | 'memory'
  folder?: string
  databaseUrl?: string
  /** Over what is set here. */
  env?: Record<string, string>
  /** `ready` (the default), `listening` (its store may be away), or `spawned` (nothing is waited for). */
  until?: 'ready' | 'listening' | 'spawned'
}

export type Server = {
  /** Empty until it listens. */
  readonly url: string
  pid: number
  /** As printed in the start block, where this start printed one. */
  readonly firstAdministratorLink: string | undefined
  /** What it wrote to standard output and standard error so far. */
  output(): string
  /** SIGKILL; resolves when the process is gone. */
  kill9(): Promise<void>
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number>
  /** Resolves when the process ended by itself or was ended: its exit code, or the signal. */
  ended: Promise<number | string>
  untilListening(): Promise<void>
  untilReady(): Promise<void>
}

const children = new Set<ChildProcess>()
const folders = new Set<string>()

/**
 * Whatever a test leaves behind ends with its file: processes by their number, then folders. Engines end by watchdog. Called after
 * each file by tests/processes/after.ts, for a hook up here would be of the first file of a worker alone.
 */
export async function endAll(): Promise<void> {
  await Promise.all([...children].map(endChild))
  for (const folder of folders) {
    await endEngine(folder)
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  folders.clear()
}

/** A folder that is removed after the test file, with the engine that runs in it. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-test-'))
  folders.add(folder)
  return folder
}

/** Starts the real `mosaic serve` as its own process on a free port. */
export async function startServer(options: StartOptions): Promise<Server> {
  const server = spawnServer(options)
  const until = options.until ?? 'ready'
  if (until !== 'spawned') await server.untilListening()
  if (until === 'ready') await server.untilReady()
  return server
}

function spawnServer(options: StartOptions): Server {
  const child = spawn(node, ['src/cli/mosaic.ts', 'serve'], {
    cwd: root,
    env: environment(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let text = ''
  let isOver = false
  child.stdout!.on('data', chunk => (text += chunk))
  child.stderr!.on('data', chunk => (text += chunk))
  const ended = new Promise<number | string>(resolve => {
    child.once('close', (code, signal) => {
      children.delete(child)
      isOver = true
      resolve(code ?? signal ?? 'unknown')
    })
  })

  const url = () => text.match(/Mosaic listens on (http:\/\/\S+)/)?.[1] ?? ''
  const server: Server = {
    get url() {
      return url()
    },
    pid: child.pid!,
    get firstAdministratorLink() {
      return text.match(/^\s*administrator\s+(\S+)/m)?.[1]
    },
    output: () => text,
    ended,
    async kill9() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      return (await ended) as number
    },
    untilListening: () => until('listen', async () => url() !== ''),
    untilReady: () => until('become ready', async () => url() !== '' && (await isReady(url()))),
  }
  return server

  async function until(what: string, done: () => Promise<boolean>) {
    const end = Date.now() + START_MS
    while (!(await done())) {
      if (isOver) throw new Error(`the server ended (${await ended}) before it did ${what}:\n${text}`)
      if (Date.now() > end) throw new Error(`the server did not ${what} in time:\n${text}`)
      await sleep(20)
    }
    // The start block follows the moment of readiness.
    if (what === 'become ready') for (let wait = 0; wait < 50 && !/^\s*open\s/m.test(text); wait++) await sleep(10)
  }
}

/** Nothing of the caller's own settings: a DATABASE_URL of the machine must not be written to. */
function environment({ store, folder, databaseUrl, env }: StartOptions): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'XDG_CACHE_HOME'].flatMap(name =>
    process.env[name] ? [[name, process.env[name]]] : [],
  )
  const where: Record<string, string> =
    store === 'server'
      ? { DATABASE_URL: databaseUrl!, MOSAIC_DATA: folder ?? path.join(os.tmpdir(), 'mosaic-test-must-not-appear') }
      : store === 'memory'
        ? { MOSAIC_STORAGE: 'memory' }
        : { MOSAIC_DATA: folder! }
  return {
    ...Object.fromEntries(kept),
    PORT: '0',
    HOST: '127.0.0.1',
    RATE_LIMIT_PER_MINUTE: '1000000',
    BOOKINGS_PER_HOUR: '1000000',
    VISITOR_UPLOADS_PER_HOUR: '1000000',
    MESSAGES_PER_MINUTE: '1000000',
    ...where,
    ...env,
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) })).status === 200
  } catch {
    return false
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('close', resolve))
  child.kill('SIGKILL')
  await gone
}

/** The process of the engine in a data folder, or undefined when none is written down. */
export function enginePid(folder: string): number | undefined {
  try {
    return Number(fs.readFileSync(path.join(folder, 'postgresql/postmaster.pid'), 'utf8').split('\n')[0]) || undefined
  } catch {
    return undefined
  }
}

/** SIGKILL to the engine of a data folder, as the kernel does when memory is short. */
export function killEngine(folder: string): void {
  const pid = enginePid(folder)
  if (pid && isEngineOf(folder, pid)) process.kill(pid, 'SIGKILL')
}

async function endEngine(folder: string): Promise<void> {
  const pid = enginePid(folder)
  if (!pid || !isEngineOf(folder, pid)) return
  process.kill(pid, 'SIGQUIT')
  for (let wait = 0; wait < 250 && isEngineOf(folder, pid); wait++) await sleep(20)
}

function isEngineOf(folder: string, pid: number): boolean {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(path.join(folder, 'postgresql'))
  } catch {
    return false
  }
}
