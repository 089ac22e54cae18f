import { sql } from 'kysely'
import { moveRows, moveRowsBack, type PersonPart } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { wantInCalendar } from '../calendars/want.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import { ownerPiece } from '../staff/owner-piece.ts'
import { cancelAppointment } from './cancel-appointment.ts'
import { endHold } from './hold-start.ts'
import { nextStatuses, statusAt } from './transitions.ts'

/**
 * What appointments keep about a person. Erasing cancels what is active, takes every event out of the calendars, and leaves rows
 * that say nothing of anybody: reports still count them.
 */
export const appointmentPart: PersonPart = {
  name: 'appointments',
  async export(ctx, personId) {
    const of = (columns: string, table: string, order: string) => rowsOf(ctx, personId, columns, table, order)
    const consents = await sql<object>`
      select expires_at from calendar_consents
      where account_id in (select id from accounts where person_id = ${personId}::uuid)`.execute(ctx.db)
    // What staff wrote down is theirs.
    const notes = await sql<object>`
      select number, created_at from coach_notes where person_id = ${personId}::uuid order by number`.execute(ctx.db)
    const appointments = await sql<object>`
      select a.code, a.kind, a.status, a.version, lower(a.period) as start, upper(a.period) as end, a.time_zone,
        a.visitor_time_zone, l.name as listing, coalesce(s.name, a.staff_name) as staff, a.source, a.contact_name, a.contact_phone, a.contact_email,
        a.visitor_notes, a.reason, a.urgency, a.due_at, a.cancelled_by, a.cancel_reason, a.rating, a.feedback, a.remind_email,
        a.remind_phone, a.created_at
      from appointments a left join listings l on l.id = a.listing_id left join staff s on s.id = a.staff_id
      where a.person_id = ${personId}::uuid order by a.created_at, a.id`.execute(ctx.db)
    return {
      appointments: appointments.rows,
      // What staff wrote down is theirs.
      appointment_events: await of(
        'e.number, e.kind, e.status, e.version, lower(e.period) as start, e.acted_by, e.at',
        'appointment_events',
        'e.number',
      ),
      callback_attempts: await of('e.number, e.at, e.outcome, e.seconds', 'callback_attempts', 'e.number'),
      calendar_events: await of('e.written_version as version', 'calendar_events', 'e.external_id'),
      calendar_consents: consents.rows,
      session_uses: await of('e.number, e.allowed, e.used_at, e.returned_at', 'session_uses', 'e.used_at'),
      coach_notes: notes.rows,
      ...(await ownerPiece.export(ctx, personId)),
    }
  },
  async erase(ctx, personId) {
    for (const row of await readAppointments(ctx, sql`a.person_id = ${personId}::uuid order by a.id`))
      await endForGood(ctx, row)
    const gone = await sql`
      update appointments set contact_name = null, contact_phone = null, contact_email = null, visitor_notes = null,
        staff_notes = null, feedback = null, cancel_reason = null, visitor_time_zone = null, request_key = null,
        conversation_id = null
      where person_id = ${personId}::uuid`.execute(ctx.db)
    const theirs = sql`appointment_id in (select id from appointments where person_id = ${personId}::uuid)`
    await sql`update appointment_events set note = null, request_key = null where ${theirs}`.execute(ctx.db)
    const tries = await sql`update callback_attempts set note = null, request_key = null where ${theirs}`.execute(
      ctx.db,
    )
    const notes = await sql`delete from coach_notes where person_id = ${personId}::uuid`.execute(ctx.db)
    const consents = await sql`
      delete from calendar_consents
      where account_id in (select id from accounts where person_id = ${personId}::uuid)`.execute(ctx.db)
    return {
      appointments: Number(gone.numAffectedRows ?? 0),
      appointment_events: 0,
      callback_attempts: Number(tries.numAffectedRows ?? 0),
      calendar_events: 0,
      calendar_consents: Number(consents.numAffectedRows ?? 0),
      // Rows of nobody that say that a session was drawn.
      session_uses: 0,
      coach_notes: Number(notes.numAffectedRows ?? 0),
      ...(await ownerPiece.erase(ctx, personId)),
    }
  },
  async merge(ctx, { from, to }) {
    const held = sql`a.person_id = ${from}::uuid and a.status = 'held' and exists (
      select from appointments o where o.person_id = ${to}::uuid and o.status = 'held')`
    // One hold for a person.
    for (const row of await readAppointments(ctx, held)) await endHold(ctx, row)
    await sql`
      update appointments a set request_key = null
      where a.person_id = ${from}::uuid and exists (
        select from appointments o where o.person_id = ${to}::uuid and o.request_key = a.request_key)`.execute(ctx.db)
    return {
      appointments: await moveRows(ctx, { table: 'appointments', from, to }),
      session_uses: await moveUses(ctx, { from, to }),
      coach_notes: await moveNotes(ctx, { from, to }),
      ...(await ownerPiece.merge(ctx, { from, to })),
    }
  },
  async unmerge(ctx, { from, to, moved }) {
    await ownerPiece.unmerge(ctx, { from, to, moved })
    await moveRowsBack(ctx, { table: 'appointments', from, to, ids: moved.appointments ?? [] })
    await sql`
      update session_uses set person_id = ${from}::uuid
      where person_id = ${to}::uuid and appointment_id = any(${moved.session_uses ?? []}::uuid[])`.execute(ctx.db)
    await sql`
      update coach_notes set person_id = ${from}::uuid
      where person_id = ${to}::uuid and number = any(${(moved.coach_notes ?? []).map(Number)}::integer[])`.execute(
      ctx.db,
    )
  },
}

/** Behind the numbers that are in use there; by the ids of their appointments. */
async function moveUses(ctx: Context, { from, to }: { from: string; to: string }): Promise<string[]> {
  const moved = await sql<{ id: string }>`
    update session_uses u set person_id = ${to}::uuid, number = u.number + taken.most,
      allowed = greatest(u.allowed, u.number + taken.most)
    from (select coalesce(max(number), 0) as most from session_uses where person_id = ${to}::uuid) taken
    where u.person_id = ${from}::uuid returning u.appointment_id as id`.execute(ctx.db)
  return moved.rows.map(({ id }) => id)
}

/** Those of the other become the newest: what was noted of either is read on. By number there. */
async function moveNotes(ctx: Context, { from, to }: { from: string; to: string }): Promise<string[]> {
  const moved = await sql<{ number: number }>`
    update coach_notes n set person_id = ${to}::uuid, number = n.number + taken.most
    from (select coalesce(max(number), 0) as most from coach_notes where person_id = ${to}::uuid) taken
    where n.person_id = ${from}::uuid returning n.number`.execute(ctx.db)
  return moved.rows.map(({ number }) => String(number))
}

/** Through the verbs, so that staff are told and reminders go; what is over leaves the calendars all the same. */
async function endForGood(ctx: Context, row: AppointmentRow): Promise<void> {
  const status = statusAt(row, ctx.now())
  if (row.status === 'held') return endHold(ctx, row)
  if (nextStatuses(row.kind, status).includes('cancelled'))
    await cancelAppointment(ctx, { code: row.code, by: 'system' })
  else await wantInCalendar(ctx, { ...row, status: 'cancelled' })
}

async function rowsOf(ctx: Context, personId: string, columns: string, table: string, order: string) {
  const { rows } = await sql<object>`
    select a.code, ${sql.raw(columns)} from ${sql.table(table)} e join appointments a on a.id = e.appointment_id
    where a.person_id = ${personId}::uuid order by a.created_at, a.id, ${sql.raw(order)}`.execute(ctx.db)
  return rows
}
