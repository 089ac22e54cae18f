import { sql } from 'kysely'
import { type Context, transact } from '../../storage/index.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import { endHold } from './hold-start.ts'
import { lockAppointment } from './lock.ts'
import { recordChange } from './record.ts'
import { statusAt } from './transitions.ts'

const BATCH = 100

/**
 * Ends holds and pending visits whose time is over, each in its own transaction. Gives how many. One that cannot be ended keeps none
 * of the others; what went wrong with the first such is thrown at the end.
 */
export async function expireHolds(ctx: Context): Promise<number> {
  const over = await readAppointments(
    ctx,
    sql`a.id in (
      (select id from appointments where status = 'held' and hold_until <= ${ctx.now()} order by hold_until limit ${BATCH})
      union all
      (select id from appointments where status = 'pending' and kind <> 'callback' and lower(period) <= ${ctx.now()}
        order by lower(period) limit ${BATCH}))`,
  )
  const failures: unknown[] = []
  for (const found of over)
    await transact(ctx, async ctx => {
      const row = await lockAppointment(ctx, found)
      if (row.status === 'held') return endHold(ctx, row, 'system')
      if (row.status !== 'pending' || statusAt(row, ctx.now()) !== 'expired') return
      await sql`update appointments set status = 'expired', updated_at = ${ctx.now()} where id = ${row.id}::uuid`.execute(
        ctx.db,
      )
      await recordChange(ctx, row.id, { change: 'expired', by: 'system', unspoken: await isLongPast(ctx, row) })
    }).catch(error => failures.push(error))
  if (failures.length > 0) throw failures[0]
  return over.length
}

/** Another system's visit that was over when it was brought here: nothing was ever to be told about it. */
async function isLongPast(ctx: Context, { id, source }: AppointmentRow): Promise<boolean> {
  if (source !== 'import') return false
  const told = await sql`
    select from reminders where subject_kind = 'appointment' and subject_id = ${id}::uuid and kind not like 'imported%'
    limit 1`.execute(ctx.db)
  return told.rows.length === 0
}
