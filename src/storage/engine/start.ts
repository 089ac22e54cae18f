import type { SpawnOptions } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { finished, runOnCluster } from './child.ts'
import { ownFolder } from './folders.ts'
import type { Place } from './place.ts'
import { isRoot, isWindows } from './platform.ts'
import { engineRefusal } from './refusals.ts'
import { type PidFile, readPidFile } from './running.ts'

/** Recovery after a crash is part of a start; the amount of log to replay is bounded by max_wal_size. */
const START_SECONDS = 180
/** A server writes its pid file in one go; one that is empty for so long will stay so. */
const EMPTY_MS = 1_000
/** What a later attempt finds mended. */
const PASSING =
  /pre-existing shared memory block|could not bind|already in use|could not create lock file|lock file "[^"]+" (is empty|already exists)/
/** How a server ends that was healthy and was told to: by a system short of memory, or by an administrator. */
const TOLD_TO_END = /^The server ended with (0|SIG(KILL|TERM|INT|QUIT))$/
const MAX_SOCKET_FOLDER = 90

/**
 * Starts a server on a whole cluster and waits until it takes connections. It is detached: a Ctrl-C in the terminal must
 * reach Mosaic only, whose handlers may still have something to write. The caller holds the engine's lock and has made sure
 * that no server runs. Waits go by the clock that never jumps, here and wherever a server is waited for.
 */
export async function startServer(place: Place): Promise<PidFile> {
  const { cluster } = place
  for (const end = performance.now() + START_SECONDS * 1000; ; ) {
    const socketFolder = place.loopback ? '' : makeSocketFolder(cluster)
    clearStale(cluster, socketFolder)
    const address: Record<string, string> = place.loopback
      ? { listen_addresses: '127.0.0.1', port: String(await freePort()), unix_socket_directories: '' }
      : { listen_addresses: '', port: '5432', unix_socket_directories: socketFolder, unix_socket_permissions: '0700' }
    const settings = { ...defaults(place.programs.major, place.throwaway), ...place.settings, ...address }
    const outcome = await launch(place, settings, end)
    if (typeof outcome !== 'string') return outcome
    // One whose starter was killed in the middle of it came first: it serves as well.
    const other = await orphanOf(cluster, end)
    if (other) return other
    const said = fs.readFileSync(place.log, 'utf8')
    // Backends of a killed server need a moment to notice; a port may have been taken since it was found free; the watchdog
    // of the last server may have swept the socket folder. Whoever is killed while it starts failed by nothing of its own.
    const passing = PASSING.test(said) || TOLD_TO_END.test(outcome)
    if (!passing || performance.now() > end)
      throw engineRefusal(`${outcome}. ${said}`, { doing: 'run', folder: place.root })
    await sleep(100)
  }
}

/** A server on the cluster that we did not start, once it is ready. */
async function orphanOf(cluster: string, end: number): Promise<PidFile | undefined> {
  const other = readPidFile(cluster)
  if (other?.who !== 'server') return undefined
  const isOver = () => readPidFile(cluster)?.pid !== other.pid || performance.now() > end
  const ready = await waitUntilReady(cluster, () => (isOver() ? 'It is gone' : undefined), other.pid)
  return typeof ready === 'string' ? undefined : ready
}

/** Starts the server once. Gives what its pid file says when it is ready, else how it ended. */
async function launch(place: Place, settings: Record<string, string>, end: number): Promise<PidFile | string> {
  const list = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const late = () => (performance.now() > end ? 'timed out' : undefined)
  if (isWindows) {
    const status = await launchByPgCtl(place, list)
    return status === 0 ? waitUntilReady(place.cluster, late) : `pg_ctl ended with ${status}`
  }
  const out = fs.openSync(place.log, 'w')
  let ended: string | undefined
  let refused: Refusal | undefined
  try {
    const options: SpawnOptions = { detached: true, stdio: ['ignore', out, out] }
    const child = runOnCluster({ ...place.programs, name: 'postgres' }, place.cluster, list, options)
    child.on('error', error => {
      refused = engineRefusal(error, { doing: 'spawn', folder: place.root })
    })
    child.on('exit', (code, signal) => {
      ended = `The server ended with ${code ?? signal}`
    })
    child.unref()
    const over = () => {
      if (refused) throw refused
      return ended ?? late()
    }
    return await waitUntilReady(place.cluster, over, child.pid)
  } finally {
    fs.closeSync(out)
  }
}

/** Only pg_ctl can lay down an administrator's rights on Windows, without which the server would refuse to run. */
async function launchByPgCtl(place: Place, settings: string[]): Promise<number | string> {
  const args = ['start', '-W', '-l', place.log, '-o', settings.map(word => `"${word}"`).join(' ')]
  const child = runOnCluster({ ...place.programs, name: 'pg_ctl' }, place.cluster, args, { stdio: 'ignore' })
  return (await finished(child)).status
}

async function waitUntilReady(
  cluster: string,
  over: () => string | undefined,
  pid?: number,
): Promise<PidFile | string> {
  for (;;) {
    const now = readPidFile(cluster)
    if (now?.who === 'server' && now.ready && (pid === undefined || now.pid === pid)) return now
    const how = over()
    if (how) return how
    await sleep(5)
  }
}

/** A small server: a desk on a 512 MB machine. `settings` of the caller come after these. */
function defaults(major: number, throwaway: boolean): Record<string, string> {
  return {
    dynamic_shared_memory_type: isWindows ? 'windows' : 'mmap',
    shared_buffers: '64MB',
    max_connections: '100',
    jit: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    min_wal_size: '32MB',
    max_wal_size: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Failed statements are Mosaic's to log: their text and keys may hold what a person said.
    log_min_messages: 'log',
    ...(major >= 18 ? { io_method: 'sync' } : {}),
    ...(throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  }
}

/**
 * Both the pid file and the socket's lock name a process. When that number was given to a stranger, PostgreSQL would refuse
 * to start: name ourselves instead, and keep the rest. The file itself must stay, its shared-memory line guards against
 * backends that still live. An empty one guards nothing: its writer was killed, and PostgreSQL would refuse it for ever.
 */
function clearStale(cluster: string, socketFolder: string): void {
  const file = path.join(cluster, 'postmaster.pid')
  const stale = readPidFile(cluster)
  if (stale?.who === 'stranger') fs.writeFileSync(file, [process.pid, ...stale.lines.slice(1)].join('\n'))
  if (stale?.lines.join('').trim() === '' && Date.now() - fs.statSync(file).mtimeMs > EMPTY_MS) fs.rmSync(file)
  if (socketFolder)
    for (const name of fs.readdirSync(socketFolder)) fs.rmSync(path.join(socketFolder, name), { force: true })
}

/** Named after the cluster, so that it is the same after a restart; short, because a socket's path has at most 107 bytes. */
function makeSocketFolder(cluster: string): string {
  const hash = createHash('sha256').update(fs.realpathSync(cluster)).digest('hex').slice(0, 12)
  const owner = isRoot ? fs.statSync(cluster).uid : undefined
  const candidates = [...new Set([os.tmpdir(), '/tmp', path.dirname(cluster)])].map(root =>
    path.join(root, `mosaic-${hash}`),
  )
  const found = candidates.find(
    folder => Buffer.byteLength(folder) <= MAX_SOCKET_FOLDER && ownFolder(folder, 0o700, owner),
  )
  return (
    found ??
    refuse('unavailable', 'storage.engine_socket', {
      message: `Mosaic found no private folder for the engine's socket among ${candidates.join(', ')}. Set TMPDIR to a short path that only you can write.`,
    })
  )
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
