import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { ownFolder } from './folders.ts'
import type { EnginePackage } from './package.ts'
import { isRoot, newOwner } from './platform.ts'
import { engineRefusal } from './refusals.ts'

/** Unpacking takes a fraction of a second on most disks. */
const ABANDONED_MS = 10 * 60_000

/**
 * Copies the engine's programs out of node_modules into a cache folder that its user can enter, and makes the library links
 * that the package leaves to an install script. The folder appears by a rename, so it is whole or absent. Gives its path.
 *
 * Tries `roots` in order and takes the first where the programs also run (a cache may lie on a noexec mount).
 */
export function unpack(engine: EnginePackage, roots: string[]): string {
  let refusal: Refusal | undefined
  for (const root of roots) {
    if (!ownFolder(root, 0o755)) continue
    const home = path.join(root, `postgresql-${engine.version}`)
    if (isWhole(home)) return home
    sweep(root, home)
    try {
      unpackTo(engine.native, home)
      return home
    } catch (error) {
      if (isWhole(home)) return home
      refusal = engineRefusal(error, { doing: 'unpack', folder: root })
      if (refusal.code === 'storage.engine_libc' || refusal.code === 'storage.engine_user') throw refusal
    }
  }
  if (refusal) throw refusal
  return refuse('unavailable', 'storage.engine_folder', {
    message: `Mosaic found no folder for the engine's programs: none of ${roots.join(', ')} can be written. Set XDG_CACHE_HOME or TMPDIR to one that can.`,
  })
}

/**
 * Where the programs may lie. The user's cache comes before the temporary directory, which may be memory; the data folder
 * is the last resort of a read-only image.
 */
export function cacheRoots(dataFolder: string): string[] {
  const shared = path.join(os.tmpdir(), `mosaic-${process.getuid?.() ?? os.userInfo().username}`)
  if (isRoot) return ['/var/cache/mosaic', shared, path.join(dataFolder, 'programs')]
  const cache = process.env.XDG_CACHE_HOME || process.env.LOCALAPPDATA || homeCache()
  return [...(cache ? [path.join(cache, 'mosaic')] : []), shared, path.join(dataFolder, 'programs')]
}

/** None for a user number that stands in no list of users, as containers are given. */
function homeCache(): string | undefined {
  try {
    return path.join(os.homedir(), '.cache')
  } catch {
    return undefined
  }
}

/** Temporary directories are swept file by file, oldest first: these are among the first to go and the ones we need. */
function isWhole(home: string): boolean {
  return ['lib', 'share/postgresql/postgresql.conf.sample', 'share/postgresql/timezonesets/Default'].every(
    part => fs.existsSync(path.join(home, part)) || fs.existsSync(path.join(home, part.replace('/postgresql/', '/'))),
  )
}

/** What a process left that was killed while it unpacked; each is as large as the engine. Younger ones may be at work. */
function sweep(root: string, home: string): void {
  for (const name of fs.readdirSync(root).filter(name => name.startsWith(`${path.basename(home)}.`))) {
    const half = path.join(root, name)
    const age = Date.now() - (fs.statSync(half, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > ABANDONED_MS) fs.rmSync(half, { recursive: true, force: true })
  }
}

function unpackTo(native: string, home: string): void {
  const half = `${home}.${randomBytes(6).toString('hex')}`
  try {
    fs.cpSync(native, half, { recursive: true, verbatimSymlinks: true, filter: file => !file.endsWith('.a') })
    openToAll(half)
    linkLibraries(native, half)
    tryRun(half)
    if (fs.existsSync(home) && !isWhole(home)) fs.renameSync(home, `${half}.old`)
    fs.renameSync(half, home)
  } finally {
    fs.rmSync(half, { recursive: true, force: true })
    fs.rmSync(`${half}.old`, { recursive: true, force: true })
  }
}

/** Installed under a strict umask they are closed to the unprivileged user who runs them where Mosaic is root. */
function openToAll(half: string): void {
  for (const entry of fs.readdirSync(half, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isDirectory()) fs.chmodSync(file, 0o755)
    else if (entry.isFile()) fs.chmodSync(file, fs.statSync(file).mode & 0o100 ? 0o755 : 0o644)
  }
  fs.chmodSync(half, 0o755)
}

function linkLibraries(native: string, half: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(half, path.relative('native', target))
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link)
  }
}

/** As the user who will run it: finds a noexec mount, a closed parent, a wrong libc, while another root can still be tried. */
function tryRun(half: string): void {
  const run = spawnSync(path.join(half, 'bin/postgres'), ['--version'], {
    ...(isRoot ? newOwner() : {}),
    cwd: half,
    encoding: 'utf8',
  })
  if (run.error) throw engineRefusal(run.error, { doing: 'spawn', folder: half })
  if (run.status !== 0) throw engineRefusal(run.stderr, { doing: 'run', folder: half })
}
