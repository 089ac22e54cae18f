import { sql } from 'kysely'
import { auditStaff } from '../../accounts/index.ts'
import { type Context, type Events, tell } from '../../storage/index.ts'
import { wantInCalendar } from '../calendars/want.ts'
import { type Change, remind } from '../messages/remind.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'

export type By = NonNullable<AppointmentRow['cancelledBy']>
type Announced = Events['appointment.changed']['change']

/** Who acts: staff by their account, the system, or else the visitor. */
export function actedBy({ actor }: Context): By {
  if (actor.kind === 'system') return 'system'
  return actor.kind === 'account' && actor.role !== 'member' ? 'staff' : 'visitor'
}

/**
 * What belongs to every change of an appointment, in its transaction and after its row was written: the event, the reminders, what
 * calendars should show, and the announcement. `unspoken`: nobody is told, as of a hold that ends. Gives the appointment as it is now.
 */
export async function recordChange(
  ctx: Context,
  id: string,
  input: { change: Announced | 'noted'; by?: By; note?: string; requestKey?: string; unspoken?: boolean },
): Promise<AppointmentRow> {
  const { change, by = actedBy(ctx), note, requestKey, unspoken } = input
  const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
  // A hold and its booking may have come with one key: it stays with the first.
  const known = sql`case when not exists (select from appointment_events where appointment_id = a.id
    and request_key = ${requestKey ?? null}) then ${requestKey ?? null}::text end`
  const event = sql`
    insert into appointment_events
      (appointment_id, number, kind, status, version, period, staff_id, acted_by, account_id, note, request_key, at)
    select a.id, coalesce((select max(number) from appointment_events where appointment_id = a.id), 0) + 1, ${change}, a.status,
      a.version, a.period, a.staff_id, ${by}, ${accountId}::uuid, ${note || null}, ${known}, ${ctx.now()}
    from appointments a where a.id = ${id}::uuid`
  // A row says how often its person moved it, which this event may be one of: then it is read after it.
  if (change === 'moved') await event.execute(ctx.db)
  const [row] = await readAppointments(ctx, sql`a.id = ${id}::uuid`, change === 'moved' ? undefined : event)
  if (!row) throw new Error(`there is no appointment ${id}`)
  const told = toTell(change, row)
  if (told && !unspoken) {
    await remind(ctx, row, told, by)
    await wantInCalendar(ctx, row)
  }
  // What an administrator puts right is told by the verb itself, with what it was before.
  if (change !== 'corrected') {
    const detail = { code: row.code, kind: row.kind, status: row.status, version: row.version }
    await auditStaff(ctx, `appointment.${change}`, { kind: 'appointment', id }, detail)
  }
  tell(ctx, { topic: 'appointment', id, desk: row.kind === 'coaching_session' ? 'career' : 'sales' })
  if (change !== 'noted') await ctx.announce(ctx, 'appointment.changed', { change, row })
  return row
}

/** What reminders hear of: a hold, a rating and a note change nothing for them; a corrected status is as if it had been given at once. */
function toTell(change: Announced | 'noted', row: AppointmentRow): Change | undefined {
  if (row.status === 'held' || change === 'held' || change === 'rated' || change === 'noted') return undefined
  return change === 'corrected' ? (row.status as Change) : change
}
