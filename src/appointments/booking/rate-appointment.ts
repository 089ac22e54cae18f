import { sql } from 'kysely'
import { type Context, transact } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { lockAppointment } from './lock.ts'
import { isThere, requireAppointment } from './queries.ts'
import { recordChange } from './record.ts'
import { refuseNotYet, refuseState } from './refusals.ts'
import { canBeRated } from './view.ts'

/** Feedback after a visit, 1 to 5 and words; said again, the newer counts. Refuses `appointments.not_yet`, `appointments.state`. */
export async function rateAppointment(
  ctx: Context,
  { code, rating, text }: { code: string; rating: number; text?: string },
): Promise<AppointmentRow> {
  const found = await requireAppointment(ctx, code)
  return transact(ctx, async ctx => {
    const row = await lockAppointment(ctx, found)
    const now = ctx.now()
    if (row.kind !== 'callback' && row.status === 'confirmed' && !canBeRated(row, now)) refuseNotYet()
    if (!canBeRated(row, now) || !(await isThere(ctx, row.personId))) refuseState(row)
    await sql`
      update appointments set rating = ${rating}, feedback = ${text || null}, feedback_at = ${now}, updated_at = ${now}
      where id = ${row.id}::uuid`.execute(ctx.db)
    return recordChange(ctx, row.id, { change: 'rated' })
  })
}
