import { sql } from 'kysely'
import { z } from 'zod'
import { readCursor, writeCursor } from '../../kernel/cursor.ts'
import { refuse } from '../../kernel/refusal.ts'
import { findPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import { InstantText } from '../schema.ts'
import { isAppointmentKey } from './links.ts'
import { actedBy } from './record.ts'
import { refuseNotFound } from './refusals.ts'

/** By its public code; undefined if there is none. Says nothing about who may see it. */
export async function findAppointment(ctx: Context, code: string): Promise<AppointmentRow | undefined> {
  return (await readAppointments(ctx, sql`a.code = ${code}`))[0]
}

/** Refuses `appointments.not_found`. */
export async function requireAppointment(ctx: Context, code: string): Promise<AppointmentRow> {
  return (await findAppointment(ctx, code)) ?? refuseNotFound()
}

/**
 * By its public code, for the person themselves, for staff and the system, and for who holds its key. Refuses
 * `appointments.not_found` to everybody else, as if there were none.
 */
export async function openAppointment(ctx: Context, input: { code: string; key?: string }): Promise<AppointmentRow> {
  const row = await requireAppointment(ctx, input.code)
  if (actedBy(ctx) !== 'visitor' && !isForOthers(ctx, row.kind)) return row
  if ((await findPerson(ctx)) === row.personId) return row
  if (input.key && (await isAppointmentKey(ctx, row.id, input.key)) && (await isThere(ctx, row.personId))) return row
  return refuseNotFound()
}

/**
 * By its public code, for staff: visits and callbacks for agents, sessions for coaches. Refuses `appointments.not_found`.
 */
export async function requireForStaff(ctx: Context, code: string): Promise<AppointmentRow> {
  const row = await requireAppointment(ctx, code)
  return isForOthers(ctx, row.kind) ? refuseNotFound() : row
}

/** Whether appointments of this kind belong to the desk that who acts does not work at. */
export function isForOthers({ actor }: Context, kind: AppointmentRow['kind']): boolean {
  return actor.kind === 'account' && actor.role === (kind === 'coaching_session' ? 'agent' : 'coach')
}

/** Refuses `request.forbidden` to who works at the other desk. */
export function requireDeskOf(ctx: Context, kind: AppointmentRow['kind']): void {
  if (isForOthers(ctx, kind)) refuse('forbidden', 'request.forbidden', 'Your account has no right to do this.')
}

/** Whether the person was not erased: of who was, nothing new is written down. */
export async function isThere(ctx: Context, personId: string): Promise<boolean> {
  const found = await sql`select from persons where id = ${personId}::uuid and erased_at is null`.execute(ctx.db)
  return found.rows.length > 0
}

/** A person's own, newest first, 20 a page. Holds that ended are left out. Refuses `appointments.cursor`. */
export async function listAppointments(
  ctx: Context,
  {
    personId,
    kind,
    cursor,
    limit = 20,
  }: { personId: string; kind?: AppointmentRow['kind']; cursor?: string; limit?: number },
): Promise<{ items: AppointmentRow[]; cursor: string | null }> {
  const from = cursor === undefined ? undefined : readPlace(cursor)
  const before = from ? sql`(a.created_at, a.id) < (${from.at}::timestamptz, ${from.id}::uuid)` : sql`true`
  const rows = await readAppointments(
    ctx,
    sql`a.person_id = ${personId}::uuid and ${before} and (${kind ?? null}::text is null or a.kind = ${kind ?? null}::text)
      and (a.status <> 'held' or a.hold_until > ${ctx.now()})
      and (a.status <> 'expired' or exists (
        select from appointment_events e where e.appointment_id = a.id and e.kind = 'booked'))
      order by a.created_at desc, a.id desc limit ${limit + 1}`,
  )
  return page(rows, limit, row => ({ at: row.createdAt.toString(), id: row.id }))
}

/** What is still to come of a person, soonest first: visits held, pending or confirmed, and open callbacks. */
export async function activeAppointments(ctx: Context, personId: string): Promise<AppointmentRow[]> {
  const now = ctx.now()
  return readAppointments(
    ctx,
    sql`a.person_id = ${personId}::uuid and case
        when a.kind = 'callback' then a.status in ('pending', 'no_answer')
        else upper(a.period) > ${now} and (a.status = 'confirmed' or a.status = 'pending' and lower(a.period) > ${now}
          or a.status = 'held' and least(a.hold_until, lower(a.period)) > ${now}) end
      order by case when a.kind = 'callback' then a.due_at else lower(a.period) end, a.id limit 100`,
  )
}

const Place = z.tuple([InstantText, z.uuid()])

/** Where a page ended: an instant and the id of the last row. Refuses `appointments.cursor`. */
export function readPlace(cursor: string): { at: Temporal.Instant; id: string } {
  const place = readCursor(cursor, Place)
  if (!place) refuse('invalid', 'appointments.cursor', 'This page marker is not ours. Begin at the first page.')
  return { at: Temporal.Instant.from(place[0]), id: place[1] }
}

/** Cuts what was read one too many of, and says where to go on. */
export function page<Row>(rows: Row[], limit: number, place: (row: Row) => { at: string; id: string }) {
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  if (!last) return { items, cursor: null }
  const { at, id } = place(last)
  return { items, cursor: writeCursor([at, id]) }
}
