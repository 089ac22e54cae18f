import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { finishUpgrade } from './finish-upgrade.ts'
import type { Connection } from './index.ts'
import { initialise, PASSWORD_FILE, removeLeftovers } from './initialise.ts'
import { clearLeases, livingLeases, writeLease } from './leases.ts'
import { becomeMember, takeLock } from './lock.ts'
import { findOlder } from './package.ts'
import type { Place } from './place.ts'
import { engineInUse, engineRefusal, noWayUp, otherMajor } from './refusals.ts'
import { ask, createDatabase, type PidFile, readPidFile } from './running.ts'
import { startServer } from './start.ts'
import { cutOff, stopServer } from './stop.ts'
import { unpack } from './unpack.ts'
import { watch } from './watchdog.ts'

/** A server that says it is ready and does not answer for this long is cut off. */
const SILENCE_MS = 5_000

/** How long a server may take to start or stop before we try ourselves; recovery after a crash is part of a start. */
const PATIENCE_MS = 180_000

export type Entry = { server: PidFile; started: boolean; initialised: boolean; lease: string; leave(): void }

/** Goes in: with the lock held, makes the cluster if there is none, becomes a member and finds or starts the server. */
export async function enter(place: Place): Promise<Entry> {
  const unlock = await takeLock(place.lock)
  let leave: (() => void) | undefined
  let lease: string | undefined
  try {
    await removeLeftovers(place.root)
    finishUpgrade(place)
    const alone = mustBeAlone(place)
    leave = becomeMember(place.members, { alone, folder: place.root })
    if (alone) clearLeases(place.leases)
    const initialised = !fs.existsSync(place.cluster)
    if (initialised) await initialise(place.programs, place.cluster, place)
    else await ensureMajor(place)
    const orphaned = livingLeases(place.leases).length === 0
    // Before the server is looked for: a watchdog must not take it for abandoned in the meantime.
    lease = writeLease(place.leases)
    const found = await ensureServer(place)
    // The watchdog of an adopted server may have been killed with its processes; a second one is no harm.
    if (orphaned && !found.started) watch(found.server, place)
    return { ...found, initialised, lease, leave }
  } catch (error) {
    if (lease) fs.rmSync(lease, { force: true })
    leave?.()
    // Of the system's own errors the caller gets words; anything else is a bug and stays as it is.
    throw (error as NodeJS.ErrnoException).syscall ? engineRefusal(error, { doing: 'run', folder: place.root }) : error
  } finally {
    unlock()
  }
}

/** Finds or starts the server again, for a process that is in already. */
export async function reenter(place: Place): Promise<{ server: PidFile; started: boolean }> {
  const unlock = await takeLock(place.lock)
  try {
    return await ensureServer(place)
  } finally {
    unlock()
  }
}

/** Goes out; the last one stops the server. A throwaway folder goes with it. */
export async function goOut(place: Place, entry: Entry): Promise<'left' | 'stopped'> {
  const unlock = await takeLock(place.lock)
  let last = false
  try {
    fs.rmSync(entry.lease, { force: true })
    entry.leave()
    last = livingLeases(place.leases).length === 0
    if (!last) return 'left'
    const socketFolder = readPidFile(place.cluster)?.host
    await stopServer(place.programs, place.cluster, { immediate: place.throwaway })
    if (socketFolder?.startsWith('/')) fs.rmSync(socketFolder, { recursive: true, force: true })
    return 'stopped'
  } finally {
    unlock()
    if (last && place.throwaway) fs.rmSync(place.root, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Everything is said, so that no PG… variable of the environment has a say. */
export function connectionTo(cluster: string, server: PidFile): Connection {
  const base = { host: server.host, port: server.port, user: 'mosaic', database: 'mosaic', ssl: false } as const
  if (server.host.startsWith('/')) return base
  return { ...base, password: fs.readFileSync(path.join(cluster, PASSWORD_FILE), 'utf8') }
}

/**
 * A server that we can see is joined with whoever else is in. Where we see none and nobody of ours lives, a member can only
 * be in another container: its server is invisible to us, and a second one would destroy the data.
 */
function mustBeAlone(place: Place): boolean {
  return livingLeases(place.leases).length === 0 && readPidFile(place.cluster)?.who !== 'server'
}

async function ensureServer(place: Place): Promise<{ server: PidFile; started: boolean }> {
  const running = await findServer(place.cluster)
  if (running) return { server: running, started: false }
  const server = await startServer(place)
  watch(server, place)
  await answer(place.cluster, server)
  return { server, started: true }
}

/** The running server of a cluster, once it answers. One that is starting or stopping is waited for; a dead one is nobody. */
async function findServer(cluster: string): Promise<PidFile | undefined> {
  let silentSince: number | undefined
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(50)) {
    const running = readPidFile(cluster)
    if (running?.who !== 'server') return undefined
    if (!running.ready) continue
    if (await answer(cluster, running)) return running
    silentSince ??= performance.now()
    if (performance.now() - silentSince > SILENCE_MS) cutOff(running.pid)
  }
  return undefined
}

/** Whether the server answers. Makes Mosaic's database on the way, should whoever started the server not have come to it. */
async function answer(cluster: string, server: PidFile): Promise<boolean> {
  const connection = connectionTo(cluster, server)
  const said = await ask(connection)
  if (said === 'no_database') await createDatabase(connection)
  return said !== 'silent'
}

/** A cluster of an older major is brought up to this one, where its programs are at hand; a newer one is refused. */
async function ensureMajor(place: Place): Promise<void> {
  const { cluster, programs, root } = place
  const found = Number(fs.readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim())
  if (found === programs.major) return
  if (found > programs.major) throw otherMajor(root, `${found} there, ${programs.major} here`)
  if (livingLeases(place.leases).length > 0) throw engineInUse(root)
  const older = findOlder(found, place.older)
  if (!older) throw noWayUp(root, found, programs.major)
  // Loaded only now: of a hundred thousand starts one needs it.
  const { upgradeCluster } = await import('./upgrade.ts')
  const old = { home: unpack(older, place.cacheRoots), major: found }
  await upgradeCluster(place, old, { connect: connectionTo, createDatabase })
}
