import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { storable } from '../../kernel/text.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { TimeOff } from '../schema.ts'
import { toTimeOff } from './queries.ts'
import { requireOwnStaff } from './rights.ts'

const LONGEST_HOURS = 24 * 366 * 2

/**
 * Time in which a member of staff is not there, from one instant to another: their own, or anybody's for an administrator. What is
 * booked then stays booked: `booked` names those appointments by code, soonest first, to be moved by hand. The same time again is
 * the same row. Refuses `appointments.period` (ends before it begins, or past two years), `appointments.staff_not_found`,
 * `appointments.not_yours`.
 */
export async function addTimeOff(
  ctx: Context,
  { staffId, start, end, note }: { staffId: string; start: Temporal.Instant; end: Temporal.Instant; note?: string },
): Promise<TimeOff & { booked: string[] }> {
  const isBackwards = Temporal.Instant.compare(start, end) >= 0
  if (isBackwards || Temporal.Instant.compare(start.add({ hours: LONGEST_HOURS }), end) < 0)
    refuse('invalid', 'appointments.period', {
      field: 'end',
      message: isBackwards ? 'Time off must end after it begins.' : 'Time off is at most two years at once.',
    })
  return transact(ctx, async ctx => {
    const { timeZone } = await requireOwnStaff(ctx, staffId)
    // Two at once would not see each other's row.
    await sql`select from staff where id = ${staffId} for update`.execute(ctx.db)
    const known = await sql<{ id: string; note: string | null }>`
      select id, note from time_off where staff_id = ${staffId} and period = tstzrange(${start}, ${end})`.execute(
      ctx.db,
    )
    const row = known.rows[0] ?? { id: newId(), note: storable(note ?? '').trim() || null }
    if (!known.rows[0]) {
      await sql`
        insert into time_off (id, staff_id, period, note, created_by, created_at)
        values (${row.id}, ${staffId}, tstzrange(${start}, ${end}), ${row.note},
          ${ctx.actor.kind === 'account' ? ctx.actor.accountId : null}, ${ctx.now()})`.execute(ctx.db)
      const detail = { start: start.toString(), end: end.toString() }
      await audit(ctx, 'staff.time_off_added', { kind: 'staff', id: staffId }, detail)
    }
    const { rows } = await sql<{ code: string }>`
      select code from appointments
      where staff_id = ${staffId} and kind <> 'callback' and period && tstzrange(${start}, ${end})
        and (status in ('pending', 'confirmed') or (status = 'held' and hold_until > ${ctx.now()}))
      order by lower(period)`.execute(ctx.db)
    return { ...toTimeOff({ ...row, start, end, timeZone }), booked: rows.map(({ code }) => code) }
  })
}

/** Refuses `appointments.time_off_not_found` and `appointments.not_yours`. */
export async function removeTimeOff(ctx: Context, id: string): Promise<void> {
  await transact(ctx, async ctx => {
    const { rows } = await sql<{ staff_id: string }>`select staff_id from time_off where id = ${id} for update`.execute(
      ctx.db,
    )
    const [row] = rows
    if (!row) refuse('not_found', 'appointments.time_off_not_found', 'There is no such time off.')
    await requireOwnStaff(ctx, row.staff_id)
    await sql`delete from time_off where id = ${id}`.execute(ctx.db)
    await audit(ctx, 'staff.time_off_removed', { kind: 'staff', id: row.staff_id })
  })
}
