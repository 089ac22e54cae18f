import type { Readable } from 'node:stream'
import { sql } from 'kysely'
import { requireRole } from '../accounts/index.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { openPlace } from './places.ts'
import type { Backup, BackupState } from './schema.ts'
import { type Backups, readBackupSettings } from './settings.ts'
import { isDue, readStanding } from './take.ts'
import { nextDue } from './times.ts'

type Row = {
  id: string
  name: string
  place: 'folder' | 's3'
  reason: 'schedule' | 'asked'
  outcome: Backup['outcome']
  asked_at: Temporal.Instant
  finished_at: Temporal.Instant | null
  bytes: number | null
  rows: number | null
  encrypted: boolean | null
  checked_at: Temporal.Instant | null
  check_error: string | null
  error: string | null
}

const SHOWN = 100

/** The backups that were made and are still there, those under way, and failures since the newest; newest first. For administrators. */
export async function listBackups(ctx: Context, backups: Backups): Promise<Backup[]> {
  requireRole(ctx, 'admin')
  const { rows } = await sql<Row>`
    select id, name, place, reason, outcome, asked_at, finished_at, bytes, rows, encrypted, checked_at, check_error, error
    from backups where removed_at is null and (outcome <> 'failed' or bytes is not null
      or number > coalesce((select max(number) from backups where outcome = 'made'), 0))
    order by number desc limit ${SHOWN}`.execute(ctx.db)
  return Promise.all(rows.map(row => show(backups, row)))
}

async function show(backups: Backups, row: Row): Promise<Backup> {
  // A call for each object would be slow; whether a file is there is known at once.
  const isThere =
    row.bytes !== null &&
    (row.place === 's3'
      ? backups.objects !== null
      : (await openPlace(backups, 'folder')
          .size(row.name)
          .catch(() => undefined)) !== undefined)
  return {
    id: row.id,
    name: row.name,
    place: row.place,
    reason: row.reason,
    outcome: row.outcome,
    askedAt: row.asked_at.toString(),
    finishedAt: row.finished_at?.toString() ?? null,
    bytes: row.bytes,
    rows: row.rows,
    encrypted: row.encrypted,
    checkedAt: row.checked_at?.toString() ?? null,
    checkError: row.check_error,
    error: row.error,
    there: isThere,
    restore: restoreCommand(backups, row),
  }
}

/** What somebody types to have it in a new folder; another empty store may stand there. An object is downloaded first. */
export function restoreCommand(
  { folder }: Pick<Backups, 'folder'>,
  { place, name }: { place: 'folder' | 's3'; name: string },
): string {
  const file = place === 'folder' ? `${folder}/${name}` : name
  return `npm run -s mosaic -- restore ${/^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`} --to ./data-new`
}

/** Everything that the page of backups shows. For administrators. */
export async function readBackups(ctx: Context, backups: Backups): Promise<BackupState> {
  requireRole(ctx, 'admin')
  const { value: settings } = await readBackupSettings(ctx, backups)
  const standing = await readStanding(ctx)
  const on = settings.on && backups.possible
  const { timeZone } = ctx.business
  const isOverdue = standing.running || standing.asked || isDue(standing, settings, ctx.now(), timeZone)
  const place = settings.place === 's3' && !backups.objects ? null : openPlace(backups, settings.place)
  return {
    possible: backups.possible,
    on,
    byDefault: backups.defaults.on,
    next: !on ? null : (isOverdue ? ctx.now() : nextDue(ctx.now(), settings.at, timeZone)).toString(),
    where: place?.label ?? '',
    s3: backups.objects !== null,
    encrypted: backups.passphrase !== null,
    trouble: backups.possible && standing.failures > 0 ? standing.error : null,
    items: await listBackups(ctx, backups),
  }
}

/** The bytes of a backup, as they lie in their place. Refuses `backups.unknown` and `backups.gone`. For administrators. */
export async function openBackup(
  ctx: Context,
  backups: Backups,
  { id }: { id: string },
): Promise<{ name: string; bytes: number; body: Readable }> {
  requireRole(ctx, 'admin')
  const { rows } = await sql<{ name: string; place: 'folder' | 's3'; bytes: number }>`
    select name, place, bytes from backups
    where id = ${id}::uuid and bytes is not null and removed_at is null`.execute(ctx.db)
  const [row] = rows
  if (!row) return refuse('not_found', 'backups.unknown', 'There is no such backup.')
  const body = await openPlace(backups, row.place).read(row.name)
  if (!body) return refuse('not_found', 'backups.gone', `${row.name} is not in its place any more.`)
  return { name: row.name, bytes: row.bytes, body }
}
