import { sql } from 'kysely'
import { requireRole } from '../../accounts/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { lockAppointment } from './lock.ts'
import { requireForStaff } from './queries.ts'
import { recordChange } from './record.ts'
import { refuseKeyReused, refuseState } from './refusals.ts'

type AttemptInput = {
  code: string
  outcome: 'successful' | 'no_answer' | 'busy' | 'wrong_number'
  seconds?: number
  note?: string
  requestKey?: string
}

/**
 * A try to reach somebody: successful makes the callback contacted, the others no_answer. Refuses `appointments.state` for what is no
 * open callback, `appointments.key_reused`. The same key is the same attempt.
 */
export async function addAttempt(ctx: Context, input: AttemptInput): Promise<AppointmentRow> {
  requireRole(ctx, 'staff')
  const found = await requireForStaff(ctx, input.code)
  return transact(ctx, async ctx => {
    const row = await lockAppointment(ctx, found)
    if (await isRepeated(ctx, row, input)) return row
    if (row.kind !== 'callback' || (row.status !== 'pending' && row.status !== 'no_answer')) refuseState(row)
    const now = ctx.now()
    const { outcome, seconds = null, note, requestKey = null } = input
    const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
    await sql`
      insert into callback_attempts (appointment_id, number, at, account_id, outcome, seconds, note, request_key)
      select ${row.id}::uuid, coalesce(max(number), 0) + 1, ${now}::timestamptz, ${accountId}::uuid, ${outcome},
        ${seconds}::integer, ${note || null}::text, ${requestKey}::text
      from callback_attempts where appointment_id = ${row.id}::uuid`.execute(ctx.db)
    const status = outcome === 'successful' ? 'contacted' : 'no_answer'
    await sql`update appointments set status = ${status}, updated_at = ${now} where id = ${row.id}::uuid`.execute(
      ctx.db,
    )
    return recordChange(ctx, row.id, { change: status })
  })
}

async function isRepeated(ctx: Context, row: AppointmentRow, input: AttemptInput): Promise<boolean> {
  if (input.requestKey === undefined) return false
  const { rows } = await sql<{ outcome: string }>`
    select outcome from callback_attempts
    where appointment_id = ${row.id}::uuid and request_key = ${input.requestKey}`.execute(ctx.db)
  if (rows[0] && rows[0].outcome !== input.outcome) refuseKeyReused()
  return rows.length > 0
}
