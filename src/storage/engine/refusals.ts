import fs from 'node:fs'
import path from 'node:path'
import { Refusal } from '../../kernel/refusal.ts'
import { commandFor } from './package.ts'

/** What the engine was about when it failed: the same errno means different things in each. */
export type Doing = { doing: 'folder' | 'unpack' | 'spawn' | 'run'; folder: string }

const INSTEAD = 'or set DATABASE_URL to a PostgreSQL 15 or newer.'

/**
 * Turns what went wrong while opening the engine into a refusal that says what to do. `error` is an exception of Node or
 * what a PostgreSQL program printed. A refusal passes through as it is.
 */
export function engineRefusal(error: unknown, { doing, folder }: Doing): Refusal {
  if (error instanceof Refusal) return error
  const said = error instanceof Error ? error.message : String(error)
  const code = (error as { code?: string } | null)?.code
  const no = (name: string, message: string) => new Refusal('unavailable', `storage.engine_${name}`, { message })

  if (code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device|disk quota exceeded|disk is full/i.test(said))
    return no(
      'disk_full',
      `The disk is full where the data folder ${folder} or the engine's cache lies. Free some space.`,
    )
  if (doing === 'spawn') {
    if (code === 'EINVAL' || code === 'EPERM')
      return no(
        'user',
        `Mosaic runs as root but may not become another user, and PostgreSQL refuses to run as root. Run Mosaic as an ordinary user (docker run --user 1000, unshare --map-user=1000), ${INSTEAD}`,
      )
    if (code === 'ENOENT')
      return no(
        'libc',
        `The embedded PostgreSQL needs glibc 2.28 or newer, which this system does not have (Alpine has musl). Use a Debian-based image, ${INSTEAD}`,
      )
    if (code === 'EACCES')
      return no(
        'noexec',
        `The embedded PostgreSQL may not be executed where it was unpacked: the file system is mounted noexec or a folder above it is closed. Point XDG_CACHE_HOME or TMPDIR to a folder where programs may run, ${INSTEAD}`,
      )
  }
  if (/could not look up (effective )?user/i.test(said))
    return no(
      'user',
      `PostgreSQL must run as a user that /etc/passwd knows, and user number ${process.getuid?.() || 65534} is not in it. Run Mosaic as a user of the image, ${INSTEAD}`,
    )
  if (
    /version .?GLIBC.* not found|Exec format error|Syntax error/i.test(said) ||
    code === 'ENOEXEC' ||
    code === 'UNKNOWN'
  )
    return no(
      'libc',
      `The embedded PostgreSQL does not run on this system: ${firstLine(said)}. It needs glibc 2.28 or newer and the right processor. Use a Debian-based image, ${INSTEAD}`,
    )
  if (/database files are incompatible/.test(said)) return otherMajor(folder, firstLine(said))
  if (doing === 'folder' || code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || /Permission denied/.test(said))
    return no(
      'folder',
      `Mosaic cannot write to the data folder ${folder} (${code ?? firstLine(said)}). Give it to the user that runs Mosaic, name another by MOSAIC_DATA, ${INSTEAD}`,
    )
  return no('failed', `The embedded PostgreSQL did not start in ${folder}: ${said.trim().slice(-800)}`)
}

export function otherMajor(folder: string, found: string): Refusal {
  return new Refusal('unavailable', 'storage.engine_version', {
    message: `The data in ${folder} belongs to another major version of PostgreSQL (${found}). Start the Mosaic release that wrote it, copy the data out with "mosaic move" or "mosaic backup", and bring it in with this release.`,
  })
}

/** An older cluster without the programs that open it: how to get them, and what is there without. */
export function noWayUp(folder: string, found: number, here: number): Refusal {
  const newest = newestBackup(path.join(folder, 'backups'))
  const instead = newest
    ? `Or go on from the newest backup, of ${newest.at}: rename postgresql in that folder to postgresql.${found}, then "npm run -s mosaic -- restore ${newest.file} --to ${folder}". What came after it stays in postgresql.${found}, untouched.`
    : 'No backup lies beside it.'
  return new Refusal('unavailable', 'storage.engine_version', {
    message: `The data in ${folder} is of PostgreSQL ${found}, and this Mosaic brings ${here}. It brings the data up by itself, with the programs of ${found} for this one start: run "${commandFor(found)}" and start again. ${instead}`,
  })
}

/** By their names, which say when. A backup's file is not opened here. */
function newestBackup(folder: string): { file: string; at: string } | undefined {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : []
  const stamped = names.flatMap(name => {
    const [, stamp] = /^mosaic-(\d{8}T\d{6}Z)-\w+\.tar(?:\.age)?$/.exec(name) ?? []
    return stamp ? [{ file: path.join(folder, name), stamp }] : []
  })
  const newest = stamped.toSorted((one, other) => one.stamp.localeCompare(other.stamp)).at(-1)
  return newest && { file: newest.file, at: Temporal.Instant.from(newest.stamp).toString() }
}

export function engineInUse(folder: string): Refusal {
  return new Refusal('unavailable', 'storage.engine_in_use', {
    message: `Another container or machine is using the data folder ${folder}. Stop it first: one folder serves one machine. For replicas set DATABASE_URL.`,
  })
}

/** The line that says what went wrong, among those that say how far it came. */
function firstLine(text: string): string {
  const lines = text.trim().split('\n')
  return (lines.find(line => /error|fatal|could not|not found/i.test(line)) ?? lines[0] ?? '').slice(0, 200)
}
