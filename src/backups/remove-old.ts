import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { whatStays } from './keep.ts'
import { openPlace } from './places.ts'
import { type Backups, readBackupSettings } from './settings.ts'

type Row = {
  id: string
  number: number
  place: 'folder' | 's3'
  name: string
  at: Temporal.Instant
  outcome: 'made' | 'failed'
  verified: boolean
}

/**
 * Removes the backups that need not stay, by what was chosen. Only files whose names are in the table are touched; one that was
 * found wrong goes once a later one was verified. What cannot be removed now is tried again after the next backup. Gives how
 * many went.
 */
export async function removeOld(ctx: Context, backups: Backups): Promise<number> {
  const { value: settings } = await readBackupSettings(ctx, backups)
  const { rows } = await sql<Row>`
    select id, number, place, name, started_at as at, outcome, checked_at is not null as verified from backups
    where removed_at is null and (outcome = 'made' or (outcome = 'failed' and bytes is not null))`.execute(ctx.db)
  const made = rows.filter(({ outcome }) => outcome === 'made')
  const stays = whatStays(made, settings, ctx.business.timeZone)
  const isProven = made.some(({ verified }) => verified)
  let gone = 0
  for (const row of rows) {
    if (row.outcome === 'made' ? stays.has(row.id) : !isProven) continue
    try {
      await openPlace(backups, row.place).remove(row.name)
      await sql`update backups set removed_at = ${ctx.now()} where id = ${row.id}::uuid`.execute(ctx.db)
      gone++
    } catch (error) {
      ctx.log.warn({ err: error, backup: row.name }, 'an old backup could not be removed')
    }
  }
  return gone
}
