/**
 * The embedded engine: a private PostgreSQL server that Mosaic brings, starts and stops itself.
 *
 * Words: the *folder* holds all that is the engine's: the *cluster* (`postgresql/`, PostgreSQL's own files), the locks, the
 * leases and the server's log. A cluster of an older major version is *upgraded* on the way in. A *lease* says that a process uses the server; a *member* holds a shared kernel lock that also
 * counts between containers. The *watchdog* stops a server whose processes were all killed.
 *
 * Invariants: a folder has at most one server, whoever starts together; a cluster is whole or absent; the last one out stops
 * the server; a server whose parents were killed is adopted by the next start.
 */
import fs from 'node:fs'
import { connectionTo, enter, goOut, reenter } from './life.ts'
import { preparePlace } from './place.ts'

export type Connection = { host: string; port: number; user: 'mosaic'; password?: string; database: string; ssl: false }

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
  /** Where the package of an older major lies, its name or path: a cluster of it is brought up. Default: `postgresql-<major>`. */
  older?: (major: number) => string
  /** Hears what is done while a cluster of an older major is brought up. */
  onUpgrade?: (what: string) => void
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

/**
 * Opens the engine of a folder: makes its cluster if there is none, joins or adopts a running server, else starts one.
 * Several processes may call it together, and one process more than once. Without a folder a throwaway one is made in the
 * temporary directory.
 *
 * Refuses `unavailable` with `storage.engine_…`: `platform`, `libc`, `user`, `noexec`, `folder`, `disk_full`, `version`,
 * `upgrade_room`, `in_use`, `busy`, `socket`, `failed`. A cluster of an older major is brought up first, which may take long.
 */
export async function openEngine(folder: string | undefined, options: EngineOptions = {}): Promise<Engine> {
  const place = preparePlace(folder, options)
  const entry = await enter(place).catch(error => {
    if (folder === undefined) fs.rmSync(place.root, { recursive: true, force: true })
    throw error
  })
  let closing: Promise<'left' | 'stopped'> | undefined
  const engine: Engine = {
    connection: connectionTo(place.cluster, entry.server),
    pid: entry.server.pid,
    version: place.version,
    started: entry.started,
    initialised: entry.initialised,
    folder: place.root,
    async revive() {
      const { server, started } = await reenter(place)
      Object.assign(engine.connection, connectionTo(place.cluster, server))
      engine.pid = server.pid
      return started ? 'started' : 'alive'
    },
    close: () => (closing ??= goOut(place, entry)),
  }
  return engine
}
