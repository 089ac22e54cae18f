/**
 * The embedded engine: a private PostgreSQL server that Mosaic brings, starts and stops itself.
 *
 * Words: the *folder* holds all that is the engine's: the *cluster* (`postgresql/`, PostgreSQL's own files), the locks, the
 * leases and the server's log. A *lease* says that a process uses the server; a *member* holds a shared kernel lock that also
 * counts between containers. The *watchdog* stops a server whose processes were all killed.
 *
 * Invariants: a folder has at most one server, whoever starts together; a cluster is whole or absent; the last one out stops
 * the server; a server whose parents were killed is adopted by the next start.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDataFolder } from './folders.ts'
import { type Home, initialise, PASSWORD_FILE, removeLeftovers } from './initialise.ts'
import { livingLeases, writeLease } from './leases.ts'
import { becomeMember, takeLock } from './lock.ts'
import { findPackage } from './package.ts'
import { isWindows } from './platform.ts'
import { otherMajor } from './refusals.ts'
import { ask, createDatabase, type PidFile, readPidFile } from './running.ts'
import { startServer } from './start.ts'
import { cutOff, stopServer } from './stop.ts'
import { cacheRoots, unpack } from './unpack.ts'
import { watch } from './watchdog.ts'

export type Connection = { host: string; port?: number; user: 'mosaic'; password?: string; database: string }

export type EngineOptions = {
  /** The package that holds the programs: its name, or the absolute path of its folder. Default: the one for this machine. */
  package?: string
  /** Nothing is kept: no fsync, and the folder is removed at close. */
  throwaway?: boolean
  /** Server settings, over Mosaic's own. Only the process that starts the server decides. */
  settings?: Record<string, string>
  /** How often the watchdog looks whether anybody still uses the server. */
  watchdogSeconds?: number
  /** `loopback` (127.0.0.1 with a password) is for platforms without unix sockets, and the default there. */
  transport?: 'socket' | 'loopback'
  /** Where the programs may be unpacked, in order of preference. */
  cacheRoots?: string[]
}

export type Engine = {
  connection: Connection
  /** The server's process. */
  pid: number
  /** The release of PostgreSQL, such as `18.4`. */
  version: string
  /** Whether this call started the server, rather than joined or adopted one. */
  started: boolean
  /** Whether this call made the cluster. */
  initialised: boolean
  folder: string
  /** Starts the server again if it is gone, or joins the one that another process started. Updates `connection` and `pid`. */
  revive(): Promise<'alive' | 'started'>
  /** Leaves; the last one out stops the server and waits for it. */
  close(): Promise<'left' | 'stopped'>
}

/** How often a server that lives is asked, 50 ms apart, and after how many silences one that calls itself ready is cut off. */
const QUESTIONS = 600
const SILENCES = 100

/**
 * Opens the engine of a folder: makes its cluster if there is none, joins or adopts a running server, else starts one.
 * Several processes may call it together. Without a folder a throwaway one is made in the temporary directory.
 *
 * Refuses `unavailable` with `storage.engine_…`: `platform`, `libc`, `user`, `noexec`, `folder`, `disk_full`, `version`,
 * `in_use`, `busy`, `socket`, `failed`.
 */
export async function openEngine(folder: string | undefined, options: EngineOptions = {}): Promise<Engine> {
  const throwaway = options.throwaway ?? folder === undefined
  const root = folder === undefined ? fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-memory-')) : path.resolve(folder)
  makeDataFolder(root)
  const files = {
    root,
    cluster: path.join(root, 'postgresql'),
    leases: path.join(root, 'leases'),
    lock: path.join(root, 'engine.lock'),
    members: path.join(root, 'members.lock'),
  }
  const found = findPackage(options.package)
  const engine: Home = { home: unpack(found, options.cacheRoots ?? cacheRoots(root)), major: found.major }
  // PostgreSQL 15 finds the cluster by its path, as the cluster's owner.
  if (throwaway && found.major < 16) fs.chmodSync(root, 0o711)
  const startOptions = {
    throwaway,
    loopback: (options.transport ?? (isWindows ? 'loopback' : 'socket')) === 'loopback',
    settings: options.settings,
  }

  /** Joins or starts, with the lock held and our lease written, so that no watchdog takes the server for abandoned. */
  async function ensureServer(): Promise<{ server: PidFile; started: boolean }> {
    const running = await findServer(files.cluster)
    if (running) return { server: running, started: false }
    const server = await startServer(engine, files.cluster, startOptions)
    const remove = throwaway ? root : undefined
    watch(server.pid, { ...files, remove, home: engine.home }, options.watchdogSeconds ?? 5)
    await createDatabaseIfMissing(files.cluster, server)
    return { server, started: true }
  }

  const unlock = await takeLock(files.lock)
  let lease: string | undefined
  let leave: (() => void) | undefined
  try {
    removeLeftovers(root)
    const initialised = !fs.existsSync(files.cluster)
    const isFirst = livingLeases(files.leases).length === 0
    // A running server's members are of our own machine; a start with no one of ours alive must be alone on the volume.
    leave = becomeMember(files.members, { alone: isFirst && !(await findServer(files.cluster)), folder: root })
    if (initialised) await initialise(engine, files.cluster, startOptions)
    else refuseOtherMajor(files.cluster, engine.major, root)
    lease = writeLease(files.leases)
    const { server, started } = await ensureServer()
    return makeEngine(server, started, initialised, lease, leave)
  } catch (error) {
    if (lease) fs.rmSync(lease, { force: true })
    leave?.()
    if (folder === undefined) fs.rmSync(root, { recursive: true, force: true })
    throw error
  } finally {
    unlock()
  }

  function makeEngine(
    server: PidFile,
    started: boolean,
    initialised: boolean,
    lease: string,
    leave: () => void,
  ): Engine {
    let closing: Promise<'left' | 'stopped'> | undefined
    const opened: Engine = {
      connection: connectionTo(files.cluster, server),
      pid: server.pid,
      version: found.version.split('.').slice(0, 2).join('.'),
      started,
      initialised,
      folder: root,
      async revive() {
        const unlock = await takeLock(files.lock)
        try {
          const { server, started } = await ensureServer()
          Object.assign(opened.connection, connectionTo(files.cluster, server))
          opened.pid = server.pid
          return started ? 'started' : 'alive'
        } finally {
          unlock()
        }
      },
      close: () => (closing ??= close(lease, leave)),
    }
    return opened
  }

  async function close(lease: string, leave: () => void): Promise<'left' | 'stopped'> {
    const unlock = await takeLock(files.lock)
    try {
      fs.rmSync(lease, { force: true })
      leave()
      if (livingLeases(files.leases).length > 0) return 'left'
      const socketFolder = readPidFile(files.cluster)?.host
      await stopServer(engine, files.cluster, { immediate: throwaway })
      if (socketFolder?.startsWith('/')) fs.rmSync(socketFolder, { recursive: true, force: true })
      return 'stopped'
    } finally {
      unlock()
      if (throwaway && livingLeases(files.leases).length === 0)
        fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** The running server of a cluster, once it answers. One that is starting or stopping is waited for; a dead one is nobody. */
async function findServer(cluster: string): Promise<PidFile | undefined> {
  for (let question = 0; question < QUESTIONS; question++) {
    const running = readPidFile(cluster)
    if (running?.who !== 'server') return undefined
    if (running.ready && (await createDatabaseIfMissing(cluster, running)) === 'answers') return running
    if (question === SILENCES && running.ready) cutOff(running.pid)
    await sleep(50)
  }
  return undefined
}

async function createDatabaseIfMissing(cluster: string, server: PidFile): Promise<'answers' | 'silent'> {
  const connection = connectionTo(cluster, server)
  const answer = await ask(connection)
  if (answer !== 'no_database') return answer
  await createDatabase(connection)
  return 'answers'
}

function connectionTo(cluster: string, server: PidFile): Connection {
  const base = { host: server.host, user: 'mosaic', database: 'mosaic' } as const
  if (server.host.startsWith('/')) return base
  return { ...base, port: server.port, password: fs.readFileSync(path.join(cluster, PASSWORD_FILE), 'utf8') }
}

function refuseOtherMajor(cluster: string, major: number, folder: string): void {
  const found = fs.readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (Number(found) !== major) throw otherMajor(folder, `${found} there, ${major} here`)
}
