import fs from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { sql } from 'kysely'
import { Refusal, refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { makeFolder, openPlace, type Place } from './places.ts'
import { removeOld } from './remove-old.ts'
import { sizeWords } from './schema.ts'
import type { Backups } from './settings.ts'
import { failBackup, giveBack, RENEW_MS, renewLease } from './take.ts'

export type Written = { bytes: number; rows: number; manifestHash: string; encrypted: boolean }

/** What writes a backup and reads it back; the root gives it, as it knows the store. */
export type Tools = {
  /** The file is there whole, closed to others, or not at all. */
  writeFile(file: string, signal: AbortSignal): Promise<Written>
  /** Gives the bytes to `send` as they are made, and waits for it. */
  writeTo(send: (bytes: Readable) => Promise<number>, signal: AbortSignal): Promise<Written>
  /** Restores it into a throwaway database below `folder` and compares it. Throws a sentence about what differs. */
  check(open: () => Promise<Readable>, folder: string, signal: AbortSignal): Promise<void>
}

/** Room for what is not known beforehand. */
const MARGIN = 32 * 1024 * 1024
/** A restored database beside its backup, with its indexes and what the engine itself needs. */
const CHECK_FACTOR = 1.5

/**
 * Makes the backup that was taken, checks it and removes the ones that need not stay. Its row says what came of it; a failure is a
 * sentence there, for whoever looks. Gives what came of it. Ends early, giving it back, when `stopping` is.
 */
export async function makeBackup(
  ctx: Context,
  backups: Backups,
  tools: Tools,
  { id, stopping }: { id: string; stopping: AbortSignal },
): Promise<'made' | 'failed' | 'stopped'> {
  const { rows } = await sql<{ place: 'folder' | 's3'; name: string }>`
    select place, name from backups where id = ${id}::uuid and outcome = 'running'`.execute(ctx.db)
  const [row] = rows
  if (!row) return 'failed'
  const lost = new AbortController()
  const signal = AbortSignal.any([stopping, lost.signal])
  const timer = setInterval(async () => {
    // A database that is away for a moment is no reason to throw away an hour's work.
    const still = await renewLease(ctx, id).catch(() => true)
    if (!still) lost.abort(new Error('Somebody else took this backup for dead.'))
  }, RENEW_MS)
  let place: Place | undefined
  try {
    place = openPlace(backups, row.place)
    const written = await write(ctx, backups, tools, place, row.name, signal)
    if (!(await noteMade(ctx, id, written))) throw new Error('Somebody else took this backup for dead.')
  } catch (error) {
    await place?.sweep(row.name).catch(() => {})
    await place?.remove(row.name).catch(() => {})
    if (stopping.aborted) {
      await giveBack(ctx, id)
      return 'stopped'
    }
    await failBackup(ctx, id, sentence(error))
    ctx.log.warn({ err: error, backup: row.name }, 'the backup failed')
    return 'failed'
  } finally {
    clearInterval(timer)
  }
  const outcome = await checkBackup(ctx, backups, tools, { id, stopping })
  await removeOld(ctx, backups)
  return outcome === 'wrong' ? 'failed' : 'made'
}

async function write(ctx: Context, backups: Backups, tools: Tools, place: Place, name: string, signal: AbortSignal) {
  if (place.kind === 's3')
    return tools.writeTo(bytes => backups.objects!.upload(`${place.prefix}${name}`, bytes), signal)
  await makeFolder(backups.folder)
  await requireRoom(ctx, place)
  return tools.writeFile(`${backups.folder}/${name}`, signal)
}

async function noteMade(ctx: Context, id: string, { bytes, rows, manifestHash, encrypted }: Written): Promise<boolean> {
  const noted = await sql`
    update backups set outcome = 'made', finished_at = ${ctx.now()}, leased_until = null, bytes = ${bytes}, rows = ${rows},
      manifest_hash = ${manifestHash}, encrypted = ${encrypted}
    where id = ${id}::uuid and outcome = 'running' returning id`.execute(ctx.db)
  return noted.rows.length > 0
}

/** Refuses `backups.disk_full` where the next one would not fit, going by the last one or by the database itself. */
async function requireRoom(ctx: Context, place: Place): Promise<void> {
  const free = await place.free()
  const { rows } = await sql<{ expected: number }>`
    select coalesce(
      (select bytes * 1.2 from backups where outcome = 'made' order by number desc limit 1),
      pg_database_size(current_database()))::float8 as expected`.execute(ctx.db)
  const needed = rows[0]!.expected + MARGIN
  if (free !== undefined && free < needed)
    refuse('unavailable', 'backups.disk_full', {
      message: `The next backup needs about ${sizeWords(needed)}, and ${sizeWords(free)} are free in ${place.label}. Make room, keep fewer backups, or send them to S3.`,
    })
}

/**
 * Restores a backup into a throwaway database and compares it table by table with what was written down when it was made. Notes
 * when it was found right; one that is wrong is noted as failed. `unchecked`: it could not be tried, and why is noted.
 */
export async function checkBackup(
  ctx: Context,
  backups: Backups,
  tools: Tools,
  { id, stopping }: { id: string; stopping: AbortSignal },
): Promise<'right' | 'wrong' | 'unchecked'> {
  const { rows } = await sql<{ place: 'folder' | 's3'; name: string; size: number }>`
    select place, name, pg_database_size(current_database())::float8 as size from backups
    where id = ${id}::uuid and outcome = 'made' and removed_at is null`.execute(ctx.db)
  const [row] = rows
  if (!row)
    return refuse(
      'not_found',
      'backups.unknown',
      'There is no such backup. `mosaic backup --list` shows which there are.',
    )
  try {
    const place = openPlace(backups, row.place)
    await requireCheckRoom(backups.checksIn, row.size * CHECK_FACTOR + MARGIN)
    const open = async () =>
      (await place.read(row.name)) ??
      refuse('not_found', 'backups.gone', `${row.name} is not in ${place.label} any more.`)
    await tools.check(open, backups.checksIn, stopping)
  } catch (error) {
    if (stopping.aborted) return 'unchecked'
    const said = sentence(error)
    if (isWrong(error)) {
      await sql`
        update backups set outcome = 'failed', checked_at = null, error = ${`Restored to be checked, it was found wrong: ${said}`}
        where id = ${id}::uuid`.execute(ctx.db)
      ctx.log.error({ backup: row.name, said }, 'a backup was found wrong')
      return 'wrong'
    }
    await sql`update backups set check_error = ${said} where id = ${id}::uuid`.execute(ctx.db)
    ctx.log.warn({ backup: row.name, said }, 'a backup could not be checked')
    return 'unchecked'
  }
  await sql`update backups set checked_at = ${ctx.now()}, check_error = null where id = ${id}::uuid`.execute(ctx.db)
  return 'right'
}

async function requireCheckRoom(folder: string, needed: number): Promise<void> {
  // The temporary directory is everybody's: it is there, and its rights are none of our business.
  if (!(await fs.stat(folder).catch(() => undefined))) await makeFolder(folder)
  const { bavail, bsize } = await fs.statfs(folder)
  if (bavail * bsize < needed)
    refuse('unavailable', 'backups.check_room', {
      message: `To be checked it needs about ${sizeWords(needed)} for a moment, and ${sizeWords(bavail * bsize)} are free.`,
    })
}

/** What a file that is not what it should be is refused for; anything else kept us from looking. */
function isWrong(error: unknown): boolean {
  return error instanceof Refusal && /^backup\.(damaged|not_a_backup|unverified|format)$/.test(error.code)
}

function sentence(error: unknown): string {
  if (error instanceof Refusal) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return 'The disk was full before it was written. Make room, or keep fewer backups.'
  return message || String(error)
}
