import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../storage/index.ts'
import { calendarStates } from '../calendars/state.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import type { AppointmentEvent, AppointmentStatus, CallbackAttempt, StaffAppointment } from '../schema.ts'
import { instantText } from '../slots/wall-clock.ts'
import { isForOthers, page, readPlace, requireDeskOf } from './queries.ts'
import { statusAt, statusesByHand } from './transitions.ts'
import { toAppointment } from './view.ts'

type StaffList = {
  from?: Temporal.Instant
  to?: Temporal.Instant
  staffId?: string
  kind?: string
  status?: AppointmentStatus[]
  cursor?: string
  limit?: number
}

/**
 * Those of a span of time, soonest first: visits by their start, callbacks by their promise. `status` and `staffId` narrow it; without
 * a status what expired is left out. Refuses `appointments.cursor`.
 */
export async function listStaffAppointments(
  ctx: Context,
  input: StaffList,
): Promise<{ items: StaffAppointment[]; cursor: string | null }> {
  const { kind, limit = 50 } = input
  const parts = []
  if (kind !== 'callback') parts.push(branch(ctx, input, sql`lower(b.period)`, sql`b.kind <> 'callback'`))
  if (!kind || kind === 'callback') parts.push(branch(ctx, input, sql`b.due_at`, sql`b.kind = 'callback'`))
  const rows = await readAppointments(
    ctx,
    sql`a.id in (select id from (${sql.join(parts, sql` union all `)}) as found order by at, id limit ${limit + 1})
      order by ${timeOf}, a.id`,
  )
  const found = page(rows, limit, row => ({
    at: (row.kind === 'callback' ? row.dueAt : row.start)!.toString(),
    id: row.id,
  }))
  return { items: await toStaffAppointments(ctx, found.items), cursor: found.cursor }
}

const timeOf = sql`case when a.kind = 'callback' then a.due_at else lower(a.period) end`

/** One kind in the order of its own index, so that a page reads no more than itself. */
function branch(ctx: Context, input: StaffList, at: ReturnType<typeof sql>, isKind: ReturnType<typeof sql>) {
  const { from, to, staffId, kind, status, cursor, limit = 50 } = input
  const after = cursor === undefined ? undefined : readPlace(cursor)
  const conditions = [isKind]
  if (isForOthers(ctx, 'coaching_session')) conditions.push(sql`b.kind <> 'coaching_session'`)
  if (isForOthers(ctx, 'site_visit')) conditions.push(sql`b.kind = 'coaching_session'`)
  if (kind) conditions.push(sql`b.kind = ${kind}`)
  if (from) conditions.push(sql`${at} >= ${from}`)
  if (to) conditions.push(sql`${at} < ${to}`)
  if (after)
    conditions.push(sql`${at} >= ${after.at} and (${at}, b.id) > (${after.at}::timestamptz, ${after.id}::uuid)`)
  if (staffId) conditions.push(sql`b.staff_id = ${staffId}::uuid`)
  if (status) conditions.push(sql`b.status = any(${status}::text[])`)
  else conditions.push(sql`b.status <> 'expired' and (b.status <> 'held' or b.hold_until > ${ctx.now()})`)
  return sql`(select b.id, ${at} as at from appointments b where ${sql.join(conditions, sql` and `)}
    order by ${at}, b.id limit ${sql.lit(limit + 1)})`
}

/** Open callbacks by promise: overdue ones first, by lateness and then urgency. With `overdue` those alone. Not for coaches. */
export async function listCallbacks(
  ctx: Context,
  { overdue = false, limit = 200 }: { overdue?: boolean; limit?: number },
): Promise<StaffAppointment[]> {
  requireDeskOf(ctx, 'callback')
  const late = overdue ? sql`a.due_at < ${ctx.now()}` : sql`true`
  const rows = await readAppointments(
    ctx,
    sql`a.kind = 'callback' and a.status in ('pending', 'no_answer') and ${late}
      order by a.due_at, array_position(array['urgent', 'high', 'medium', 'low'], a.urgency), a.id limit ${limit}`,
  )
  return toStaffAppointments(ctx, rows)
}

/** As staff see them. */
export async function toStaffAppointments(ctx: Context, rows: AppointmentRow[]): Promise<StaffAppointment[]> {
  if (rows.length === 0) return []
  const ids = rows.map(row => row.id)
  const states = await calendarStates(ctx, ids)
  const attempts = await attemptsOf(ctx, ids)
  const now = ctx.now()
  return rows.map(row => {
    const late = row.dueAt ? Math.floor(row.dueAt.until(now).total('minutes')) : 0
    const isOpen = row.kind === 'callback' && (row.status === 'pending' || row.status === 'no_answer')
    return {
      ...toAppointment(ctx, row),
      id: row.id,
      personId: row.personId,
      staffId: row.staffId,
      source: row.source,
      staffNotes: row.staffNotes,
      cancelledBy: row.cancelledBy,
      overdueMinutes: isOpen && late >= 0 ? late : null,
      attempts: (attempts.get(row.id) ?? []).map(({ at, ...rest }) => ({ ...rest, at: instantText(row.timeZone, at) })),
      ...(states.get(row.id) ?? { calendarState: 'none', calendarError: null }),
      next: nextByHand(row, now),
    }
  })
}

/** What staff may make of it now: nothing has been before its start, and nothing is confirmed after it. */
function nextByHand(row: AppointmentRow, now: Temporal.Instant): AppointmentStatus[] {
  const isAhead = row.kind !== 'callback' && row.start !== null && Temporal.Instant.compare(row.start, now) > 0
  return statusesByHand(row.kind, statusAt(row, now)).filter(
    next => !isAhead || (next !== 'completed' && next !== 'no_show'),
  )
}

type Attempt = Omit<z.infer<typeof CallbackAttempt>, 'at'> & { at: Temporal.Instant }

async function attemptsOf(ctx: Context, ids: string[]): Promise<Map<string, Attempt[]>> {
  const { rows } = await sql<Attempt & { id: string }>`
    select t.appointment_id as id, t.number, t.at, c.name as staff, t.outcome, t.seconds, t.note
    from callback_attempts t left join accounts c on c.id = t.account_id
    where t.appointment_id = any(${ids}::uuid[]) order by t.appointment_id, t.number`.execute(ctx.db)
  const byId = new Map<string, Attempt[]>()
  for (const { id, ...attempt } of rows) byId.set(id, [...(byId.get(id) ?? []), attempt])
  return byId
}

/** What happened to an appointment, in order. */
export async function listAppointmentEvents(
  ctx: Context,
  row: Pick<AppointmentRow, 'id' | 'timeZone'>,
): Promise<z.infer<typeof AppointmentEvent>[]> {
  type Event = Omit<z.infer<typeof AppointmentEvent>, 'at' | 'start'> & {
    at: Temporal.Instant
    start: Temporal.Instant | null
  }
  const { rows } = await sql<Event>`
    select e.number, e.kind, e.status, e.version, lower(e.period) as start, s.name as staff, e.acted_by as "actedBy",
      c.name as account, e.note, e.at
    from appointment_events e left join staff s on s.id = e.staff_id left join accounts c on c.id = e.account_id
    where e.appointment_id = ${row.id}::uuid order by e.number`.execute(ctx.db)
  const text = (at: Temporal.Instant) => instantText(row.timeZone, at)
  return rows.map(event => ({ ...event, start: event.start && text(event.start), at: text(event.at) }))
}
