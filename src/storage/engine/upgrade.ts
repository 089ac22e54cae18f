import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { type Carried, carryStore } from './carry-store.ts'
import { ASIDE, PROVEN, syncFolder } from './finish-upgrade.ts'
import type { Connection } from './index.ts'
import { type Home, initialise } from './initialise.ts'
import { writeLease } from './leases.ts'
import type { Place } from './place.ts'
import { engineInUse, engineRefusal } from './refusals.ts'
import { type PidFile, readPidFile } from './running.ts'
import { startServer } from './start.ts'
import { stopServer } from './stop.ts'
import { watch } from './watchdog.ts'

/** A copy of the rows in text, and a new cluster with its indexes. */
const ROOM_FACTOR = 2.2

type Tools = {
  connect(cluster: string, server: PidFile): Connection
  createDatabase(connection: Connection): Promise<void>
}

/**
 * Brings a cluster of an older major version to this one: the old server is started privately, everything is written to a backup
 * beside, restored into a new cluster and compared table by table; then the old cluster is set aside as `postgresql.<major>` and
 * the new one put in its place. Until the last two renames nothing of the old one is changed, so that a kill at any moment
 * leaves it, and the next start begins anew. The caller holds the engine's lock.
 *
 * Refuses `storage.engine_in_use` while an older Mosaic serves the folder, `storage.engine_upgrade_room`, and what a
 * backup and a restore refuse.
 */
export async function upgradeCluster(place: Place, old: Home, tools: Tools): Promise<void> {
  const newPlace = { ...place, cluster: path.join(place.root, ASIDE), log: path.join(place.root, 'upgrade.log') }
  const oldPlace = { ...place, programs: old, log: path.join(place.root, `postgresql.${old.major}.log`) }
  const say = (what: string) => place.onUpgrade?.(`PostgreSQL ${old.major} to ${place.programs.major}: ${what}`)
  await clear(oldPlace, newPlace)
  await requireRoom(place)
  // Servers of ours end with us, should we be killed.
  const lease = writeLease(place.leases)
  try {
    say('starting the old server')
    const from = await serve(oldPlace, tools)
    say('making a new cluster')
    await initialise(place.programs, newPlace.cluster, place)
    const to = await serve(newPlace, tools)
    const carried = await carryStore({
      root: place.root,
      from,
      to,
      majors: [old.major, place.programs.major],
      say,
    })
    say('both hold the same, table by table; putting the new one in place')
    await stopServer(place.programs, newPlace.cluster, { immediate: false })
    if (to.host.startsWith('/')) fs.rmSync(to.host, { recursive: true, force: true })
    await stopServer(old, place.cluster, { immediate: false })
    swap(place, newPlace.cluster, old.major, carried)
    say(`done; the old cluster is kept as postgresql.${old.major}, and ${path.basename(carried.backup)} beside it`)
  } catch (error) {
    await stopServer(place.programs, newPlace.cluster, { immediate: true }).catch(() => {})
    await stopServer(old, place.cluster, { immediate: false }).catch(() => {})
    throw (error as NodeJS.ErrnoException).syscall ? engineRefusal(error, { doing: 'run', folder: place.root }) : error
  } finally {
    fs.rmSync(lease, { force: true })
  }
}

/** Of a killed attempt: its servers, its backup, and a new cluster that nobody may trust once the old one could be served again. */
async function clear(oldPlace: Place, newPlace: Place): Promise<void> {
  if (fs.existsSync(newPlace.cluster)) {
    await stopServer(newPlace.programs, newPlace.cluster, { immediate: true })
    fs.rmSync(newPlace.cluster, { recursive: true, force: true, maxRetries: 5 })
  }
  const folder = path.join(oldPlace.root, 'backups')
  const ours = new RegExp(`^before-postgresql-${newPlace.programs.major}-\\d{8}T\\d{6}Z\\.tar`)
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : [])
    if (ours.test(name)) fs.rmSync(path.join(folder, name), { force: true })
  // Whoever is in holds a lease, and has been looked for: a server without one is what a killed process left.
  if (readPidFile(oldPlace.cluster)?.who === 'server')
    await stopServer(oldPlace.programs, oldPlace.cluster, { immediate: false })
  if (readPidFile(oldPlace.cluster)?.who === 'server') throw engineInUse(oldPlace.root)
}

async function serve(place: Place, tools: Tools): Promise<Connection> {
  const server = await startServer(place)
  watch(server, place)
  const connection = tools.connect(place.cluster, server)
  await tools.createDatabase(connection)
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 })
  await client.connect()
  await client.end()
  return connection
}

async function requireRoom(place: Place): Promise<void> {
  const needed = folderSize(path.join(place.cluster, 'base')) * ROOM_FACTOR
  const { bavail, bsize } = fs.statfsSync(place.root)
  if (bavail * bsize > needed) return
  const inMb = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`
  refuse('unavailable', 'storage.engine_upgrade_room', {
    message: `To bring the data in ${place.root} to PostgreSQL ${place.programs.major} it is copied once: about ${inMb(needed)} are needed and ${inMb(bavail * bsize)} are free. Make room and start again; nothing was changed.`,
  })
}

/** The new cluster says that it is proven before the old one goes: with that, the way between the renames is only forward. */
function swap(place: Place, aside: string, oldMajor: number, carried: Carried): void {
  const marker = path.join(aside, PROVEN)
  fs.writeFileSync(marker, JSON.stringify(carried, null, 1), { mode: 0o600, flush: true })
  const { uid, gid } = fs.statSync(aside)
  if (process.getuid?.() === 0) fs.chownSync(marker, uid, gid)
  syncFolder(aside)
  let kept = `${place.cluster}.${oldMajor}`
  for (let number = 2; fs.existsSync(kept); number++) kept = `${place.cluster}.${oldMajor}-${number}`
  fs.renameSync(place.cluster, kept)
  fs.renameSync(aside, place.cluster)
  syncFolder(place.root)
}

function folderSize(folder: string): number {
  let bytes = 0
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      bytes += fs.statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
  return bytes
}
