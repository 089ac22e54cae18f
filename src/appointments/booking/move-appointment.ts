import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { requireFreeMove } from '../sessions/free-until.ts'
import { freeStaff } from '../slots/free-staff.ts'
import { attempt } from './attempt.ts'
import { lockAppointment, lockDays } from './lock.ts'
import { requireAppointment } from './queries.ts'
import { actedBy, recordChange } from './record.ts'
import { refuseKeyReused, refuseStart, refuseState, requireVersion } from './refusals.ts'
import { agreedZone, endStaleHolds, hasRoom, type Meeting, noteAssigned } from './take-start.ts'
import { statusAt } from './transitions.ts'

type MoveInput = {
  code: string
  version?: number
  start: Temporal.Instant
  staffId?: string
  requestKey?: string
  by?: 'calendar'
}

/**
 * Moves an active visit to another start, with the same member of staff if they are free; or to another member of staff. Keeps the
 * status, raises the version. Refuses `appointments.version` (changed meanwhile), `appointments.state` (also to a visitor after the
 * start), `appointments.taken` with `alternatives`, `appointments.start`, `appointments.key_reused`. The same key, or the start that
 * it has already, changes nothing. Of a session also `appointments.slot_taken`, and to its person `appointments.reschedule_used`
 * (they moved it once already) and `appointments.too_late` (less than 24 hours before).
 */
export async function moveAppointment(ctx: Context, input: MoveInput): Promise<AppointmentRow> {
  const row = await requireAppointment(ctx, input.code)
  // What it repeats may have come through since the row was read.
  if (await isRepeated(ctx, row, input)) return requireAppointment(ctx, input.code)
  requireMovable(ctx, row, input)
  const { start, staffId } = input
  const byStaff = input.by === 'calendar' || actedBy(ctx) === 'staff'
  const look = await freeStaff(ctx, {
    kind: meetingOf(row),
    start,
    staffId,
    preferred: row.staffId ?? undefined,
    moving: row.id,
    byStaff,
  })
  for (const candidate of look.staffIds) {
    const moved = await attempt(ctx, ctx => moveTo(ctx, row, input, { staffId: candidate, end: look.ends[candidate]! }))
    if (moved) return moved
  }
  return refuseStart(ctx, look.why ?? 'taken', { kind: meetingOf(row), start, staffId, moving: row.id })
}

async function moveTo(
  ctx: Context,
  before: AppointmentRow,
  input: MoveInput,
  to: { staffId: string; end: Temporal.Instant },
): Promise<AppointmentRow | undefined> {
  const { staffId, end } = to
  const { start } = input
  const row = await lockAppointment(ctx, before)
  if (await isRepeated(ctx, row, input)) return row
  requireMovable(ctx, row, input)
  // The day that it leaves too: two that change places wait for each other in one order.
  await lockDays(ctx, [
    { staffId, start },
    // What another system booked may be with nobody of the staff.
    ...(row.staffId ? [{ staffId: row.staffId, start: row.start! }] : []),
  ])
  await endStaleHolds(ctx, { staffId, start, end })
  const done = await sql`
    update appointments a set staff_id = s.id, period = tstzrange(${start}, ${end}), version = a.version + 1,
      time_zone = ${agreedZone(ctx, meetingOf(row))}, updated_at = ${ctx.now()}
    from staff s where a.id = ${row.id}::uuid and s.id = ${staffId}::uuid and ${hasRoom(ctx, meetingOf(row), start, row.id)}
    returning a.id`.execute(ctx.db)
  if (done.rows.length === 0) return undefined
  const change = row.start!.equals(start) ? 'reassigned' : 'moved'
  const moved = await recordChange(ctx, row.id, { change, by: input.by, requestKey: input.requestKey })
  if (row.staffId !== staffId) await noteAssigned(ctx, staffId)
  return moved
}

async function isRepeated(ctx: Context, row: AppointmentRow, input: MoveInput): Promise<boolean> {
  const { start, staffId, requestKey } = input
  if (requestKey !== undefined) {
    const found = await sql<{ start: Temporal.Instant | null }>`
      select lower(period) as start from appointment_events
      where appointment_id = ${row.id}::uuid and request_key = ${requestKey}`.execute(ctx.db)
    const [event] = found.rows
    if (event && !event.start?.equals(start)) refuseKeyReused()
    if (event) return true
  }
  const isThere = row.start?.equals(start) && (staffId === undefined || staffId === row.staffId)
  return Boolean(isThere && ['held', 'pending', 'confirmed'].includes(row.status))
}

function requireMovable(ctx: Context, row: AppointmentRow, input: MoveInput): void {
  requireVersion(row, input.version)
  const now = ctx.now()
  const status = statusAt(row, now)
  if (row.kind === 'callback' || !['held', 'pending', 'confirmed'].includes(status)) refuseState({ status })
  const isPast = Temporal.Instant.compare(row.start!, now) <= 0
  const isOwn = !input.by && actedBy(ctx) === 'visitor'
  if (isPast && isOwn) refuseState(row)
  if (isOwn && row.kind === 'coaching_session') requireFreeMove(row, now)
}

const meetingOf = ({ kind }: AppointmentRow): Meeting => (kind === 'coaching_session' ? kind : 'site_visit')
