import { sql } from 'kysely'
import { audit, requireRole } from '../accounts/index.ts'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { openPlace } from './places.ts'
import type { BackupSettings } from './schema.ts'
import { type Backups, readBackupSettings } from './settings.ts'
import { lastDue, retryAfterMs } from './times.ts'

/** Whoever makes one says so this often; who was silent for as long as the lease is taken for dead. */
export const RENEW_MS = 10_000
const LEASE = '60 seconds'
/** Further ahead no clock of another process is: a clock was wrong then, and nights must not go by until it is right. */
const APART_MS = 60 * 60_000

export type Standing = {
  running: boolean
  asked: boolean
  /** When the newest whole one was begun. */
  made: Temporal.Instant | null
  /** Failures since then, and the last of them. */
  failures: number
  failed: Temporal.Instant | null
  error: string | null
  /** Nothing was missed before this: the store was made, or what was chosen changed. */
  since: Temporal.Instant
}

/** How things stand, by one statement. */
export async function readStanding(ctx: Context): Promise<Standing> {
  const { rows } = await sql<Standing>`
    with made as (select started_at, number from backups where outcome = 'made' order by number desc limit 1),
      failures as (select number, finished_at, error from backups
        where outcome = 'failed' and number > coalesce((select number from made), 0))
    select
      exists (select from backups where outcome = 'running') as running,
      exists (select from backups where outcome = 'asked') as asked,
      (select started_at from made) as made,
      (select count(*) from failures) as failures,
      (select finished_at from failures order by number desc limit 1) as failed,
      (select error from failures order by number desc limit 1) as error,
      greatest((select min(applied_at) from migrations), (select updated_at from settings where name = 'backups')) as since`.execute(
    ctx.db,
  )
  return rows[0]!
}

/** Whether one is to be made now by itself: a moment of the schedule has passed since the last, and no failure is too fresh. */
export function isDue(standing: Standing, settings: BackupSettings, now: Temporal.Instant, timeZone: string): boolean {
  if (!settings.on) return false
  const due = lastDue(now, settings.at, timeZone)
  const isBefore = (one: Temporal.Instant, other: Temporal.Instant) => Temporal.Instant.compare(one, other) < 0
  const latest = now.add({ milliseconds: APART_MS })
  const counts = (at: Temporal.Instant | null) => at !== null && !isBefore(latest, at)
  if (counts(standing.since) && isBefore(due, standing.since)) return false
  if (counts(standing.made) && !isBefore(standing.made!, due)) return false
  if (!counts(standing.failed)) return true
  return !isBefore(now, standing.failed!.add({ milliseconds: retryAfterMs(standing.failures) }))
}

/**
 * Takes the next backup to make, asked for or due, for whoever calls first; `scheduled: false` takes only what was asked for.
 * Gives its id, or undefined where there is none or one is being made.
 */
export async function takeBackup(
  ctx: Context,
  backups: Backups,
  { scheduled = true }: { scheduled?: boolean } = {},
): Promise<string | undefined> {
  const { value: settings } = await readBackupSettings(ctx, backups)
  const wanted = (standing: Standing) =>
    !standing.running && (standing.asked || (scheduled && isDue(standing, settings, ctx.now(), ctx.business.timeZone)))
  if (!wanted(await readStanding(ctx))) return undefined
  return transact(ctx, async ctx => {
    await sql`select pg_advisory_xact_lock(hashtextextended('mosaic backups', 0))`.execute(ctx.db)
    const standing = await readStanding(ctx)
    if (!wanted(standing)) return undefined
    if (!standing.asked) await insert(ctx, 'schedule')
    const { rows } = await sql<{ id: string }>`
      update backups set outcome = 'running', started_at = ${ctx.now()}, leased_until = now() + ${LEASE}::interval,
        place = ${settings.place}, name = ${nameOf(ctx.now(), backups)}
      where outcome = 'asked' returning id`.execute(ctx.db)
    return rows[0]?.id
  })
}

/**
 * Asks for a backup now, by whichever process comes first; where one waits already, nothing more. For administrators. Refuses
 * `backups.impossible` where the store keeps nothing, and as the place does.
 */
export async function askForBackup(ctx: Context, backups: Backups): Promise<void> {
  requireRole(ctx, 'admin')
  if (!backups.possible)
    refuse(
      'conflict',
      'backups.impossible',
      'This store is kept in memory and gone at exit: there is nothing to back up.',
    )
  const { value } = await readBackupSettings(ctx, backups)
  openPlace(backups, value.place)
  await transact(ctx, async ctx => {
    if (await insert(ctx, 'asked')) await audit(ctx, 'backup.asked', { kind: 'backups', id: 'backups' })
  })
}

async function insert(ctx: Context, reason: 'schedule' | 'asked'): Promise<boolean> {
  const id = newId()
  const { rows } = await sql`
    insert into backups (id, reason, place, name, outcome, asked_at)
    values (${id}, ${reason}, 'folder', ${`wanted-${id}`}, 'asked', ${ctx.now()})
    on conflict do nothing returning id`.execute(ctx.db)
  return rows.length > 0
}

/** Says when it was made in UTC, so that names sort; the rest keeps two of one second apart. */
function nameOf(now: Temporal.Instant, { passphrase }: Backups): string {
  const stamp = now.round('second').toString().replaceAll('-', '').replaceAll(':', '')
  return `mosaic-${stamp}-${newId().slice(-6)}.tar${passphrase ? '.age' : ''}`
}

/** Says that it is still being made; false once somebody took it for dead. */
export async function renewLease(ctx: Context, id: string): Promise<boolean> {
  const { rows } = await sql`
    update backups set leased_until = now() + ${LEASE}::interval where id = ${id}::uuid and outcome = 'running'
    returning id`.execute(ctx.db)
  return rows.length > 0
}

/** Notes that it came to nothing, with a sentence. */
export async function failBackup(ctx: Context, id: string, error: string): Promise<void> {
  await sql`
    update backups set outcome = 'failed', error = ${error.slice(0, 2000)}, finished_at = ${ctx.now()}, leased_until = null
    where id = ${id}::uuid and outcome = 'running'`.execute(ctx.db)
}

/** Gives it back undone, as Mosaic stops: what was asked for waits, what was due is due again. */
export async function giveBack(ctx: Context, id: string): Promise<void> {
  await transact(ctx, async ctx => {
    await sql`delete from backups where id = ${id}::uuid and outcome = 'running' and reason = 'schedule'`.execute(
      ctx.db,
    )
    await sql`
      update backups set outcome = 'asked', started_at = null, leased_until = null, name = 'wanted-' || id
      where id = ${id}::uuid and outcome = 'running' and not exists (select from backups where outcome = 'asked')`.execute(
      ctx.db,
    )
  })
  await failBackup(ctx, id, 'Mosaic was stopped in the middle.')
}

/** Notes those whose process is gone as failed, and takes away what they left. */
export async function endAbandoned(ctx: Context, backups: Backups): Promise<number> {
  const { rows } = await sql<{ place: 'folder' | 's3'; name: string }>`
    update backups set outcome = 'failed', error = 'Its process ended in the middle.', finished_at = ${ctx.now()},
      leased_until = null
    where outcome = 'running' and leased_until < now() returning place, name`.execute(ctx.db)
  for (const { place, name } of rows)
    try {
      const found = openPlace(backups, place)
      await found.sweep(name)
      // It may have become whole just before; without its row it would be nobody's.
      await found.remove(name)
    } catch (error) {
      ctx.log.warn({ err: error, name }, 'what a broken-off backup left could not be taken away')
    }
  return rows.length
}
