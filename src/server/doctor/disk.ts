import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'
import { inBytes } from './words.ts'

const DAY_MS = 86_400_000
const LITTLE_BYTES = 512 * 1024 * 1024
const FULL_BYTES = 64 * 1024 * 1024

/** How large the store is, how fast it has grown on average, and how long the disk lasts at that. */
export async function checkDisk({ store, where }: Patient): Promise<Finding[]> {
  const findings: Finding[] = []
  const size = store && (await sizeOf(store))
  const growth = size && size.days >= 1 ? size.bytes / size.days : undefined
  if (size)
    findings.push({
      check: 'size',
      state: 'ok',
      says: `The store is ${inBytes(size.bytes)}${growth ? `, ${inBytes(growth)} a day since it was made` : ''}.`,
      todo: null,
    })
  if (where?.kind === 'embedded') findings.push(await look('disk', 'of the data folder', where.folder, growth))
  findings.push(await look('temporary', 'of the temporary directory', os.tmpdir()))
  return findings
}

async function look(check: string, what: string, folder: string, growth?: number): Promise<Finding> {
  const place = await nearest(folder)
  const { bavail, bsize, blocks, files, ffree } = await fs.statfs(place)
  const free = bavail * bsize
  const days = growth && growth > 0 ? Math.floor(free / growth) : undefined
  const lasts = days !== undefined && days < 3_650 ? `, which lasts about ${days} days at this rate` : ''
  const says = `${inBytes(free)} of ${inBytes(blocks * bsize)} are free on the disk ${what}${lasts}.`
  // Some file systems count none.
  if (files > 0 && ffree < 1_000)
    return {
      check,
      state: 'problem',
      says: `The disk ${what} takes ${ffree} more files.`,
      todo: 'Remove files or enlarge it.',
    }
  if (free < FULL_BYTES)
    return { check, state: 'problem', says, todo: 'Free some space or enlarge it: writes fail when it is full.' }
  return free < LITTLE_BYTES || (days !== undefined && days < 30)
    ? { check, state: 'note', says, todo: 'Enlarge it before it is full.' }
    : { check, state: 'ok', says, todo: null }
}

async function sizeOf(store: NonNullable<Patient['store']>): Promise<{ bytes: number; days: number } | undefined> {
  const { rows } = await store.pool.query<{ bytes: number; since: Temporal.Instant | null }>(
    `select pg_database_size(current_database()) as bytes,
       case when to_regclass('public.migrations') is not null then (select min(applied_at) from migrations) end as since`,
  )
  const { bytes, since } = rows[0]!
  return { bytes, days: since ? (Date.now() - since.epochMilliseconds) / DAY_MS : 0 }
}

/** The folder itself, or what is above it while it has not been made. */
async function nearest(folder: string): Promise<string> {
  return fs.stat(folder).then(
    () => folder,
    () => (path.dirname(folder) === folder ? folder : nearest(path.dirname(folder))),
  )
}
