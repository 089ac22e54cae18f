import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { createPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'

export const staffOfRow: NonNullable<AppointmentRow['staff']> = {
  id: newId(),
  name: 'Asha Rao',
  email: 'asha@homes.example',
  phone: '+918040001234',
  timeZone: 'Asia/Kolkata',
  accountId: null,
  active: true,
  videoLink: null,
}

/** A confirmed visit with everything known, Saturday 28 November 2026, 10:00 am in Bengaluru. */
export function rowOf(overrides: Partial<AppointmentRow> = {}): AppointmentRow {
  const start = Temporal.Instant.from('2026-11-28T10:00:00+05:30')
  return {
    id: newId(),
    code: 'ABCDEFGH0123',
    kind: 'site_visit',
    personId: newId(),
    conversationId: null,
    listingId: newId(),
    listing: {
      id: newId(),
      slug: 'velmora-avalon',
      name: 'Velmora Avalon',
      place: 'Whitefield',
      address: '12 Hope Farm Road',
    },
    staffName: null,
    staffId: staffOfRow.id,
    staff: staffOfRow,
    status: 'confirmed',
    version: 1,
    start,
    end: start.add({ hours: 1 }),
    timeZone: 'Asia/Kolkata',
    visitorTimeZone: null,
    holdUntil: null,
    source: 'form',
    requestKey: null,
    contactName: 'Ravi Kumar',
    contactPhone: '+919845012345',
    contactEmail: 'ravi@mail.example',
    visitorNotes: 'We come with two children.',
    staffNotes: 'Only staff read this.',
    reason: null,
    urgency: null,
    dueAt: null,
    cancelledBy: null,
    cancelReason: null,
    rating: null,
    feedback: null,
    remindEmail: true,
    remindPhone: true,
    icsUid: 'abc@homes.example',
    moves: 0,
    freeUntilMinutes: null,
    createdAt: Temporal.Instant.from('2026-11-20T10:00:00Z'),
    updatedAt: Temporal.Instant.from('2026-11-20T10:00:00Z'),
    ...overrides,
  }
}

/** An open callback, promised for Saturday 28 November 2026, 2:30 pm in Bengaluru. */
export function callbackOf(overrides: Partial<AppointmentRow> = {}): AppointmentRow {
  return rowOf({
    kind: 'callback',
    status: 'pending',
    start: null,
    end: null,
    reason: 'pricing',
    urgency: 'medium',
    dueAt: Temporal.Instant.from('2026-11-28T14:30:00+05:30'),
    ...overrides,
  })
}

/** The same with whatever may be missing missing. */
export const sparse: Partial<AppointmentRow> = {
  listingId: null,
  listing: null,
  contactName: null,
  contactPhone: null,
  contactEmail: null,
  visitorNotes: null,
  staffNotes: null,
  cancelReason: null,
}

/** A member of staff, written as a row. Gives the id. */
export async function makeStaff(
  ctx: Context,
  {
    name = 'Asha Rao',
    email = 'asha@homes.example',
    accountId = null,
    active = true,
  }: Partial<{
    name: string
    email: string | null
    accountId: string | null
    active: boolean
  }> = {},
): Promise<string> {
  const id = newId()
  await sql`insert into staff (id, account_id, name, role, email, phone, time_zone, active, created_at, updated_at)
    values (${id}, ${accountId}, ${name}, 'agent', ${email}, '+918040001234', 'Asia/Kolkata', ${active}, ${ctx.now()}, ${ctx.now()})`.execute(
    ctx.db,
  )
  return id
}

/** An appointment as `rowOf` or `callbackOf` has it, without a listing; with the id of one that is there, that one changed. */
export async function writeAppointment(ctx: Context, overrides: Partial<AppointmentRow> = {}): Promise<AppointmentRow> {
  const { id = newId() } = overrides
  const row = { ...(overrides.kind === 'callback' ? callbackOf() : rowOf()), ...overrides, id }
  const end = row.start?.add({ hours: 1 }) ?? null
  const personId = overrides.personId ?? (await createPerson(ctx))
  const by = row.status === 'cancelled' ? (row.cancelledBy ?? 'visitor') : null
  await sql`
    insert into appointments (id, code, kind, person_id, staff_id, status, version, period, time_zone, visitor_time_zone, source,
      contact_name, contact_phone, contact_email, visitor_notes, staff_notes, reason, urgency, due_at, cancelled_by, remind_email,
      remind_phone, ics_uid, rating, feedback_at, created_at, updated_at)
    values (${id}, ${newCode()}, ${row.kind}, ${personId}, ${row.staffId}, ${row.status}, ${row.version},
      case when ${row.start}::timestamptz is not null then tstzrange(${row.start}, ${end}) end, ${row.timeZone},
      ${row.visitorTimeZone}, ${row.source}, ${row.contactName}, ${row.contactPhone}, ${row.contactEmail}, ${row.visitorNotes},
      ${row.staffNotes}, ${row.reason}, ${row.urgency}, ${row.dueAt}, ${by}, ${row.remindEmail}, ${row.remindPhone}, ${id},
      ${row.rating}, case when ${row.rating}::int is not null then ${ctx.now()}::timestamptz end, ${ctx.now()}, ${ctx.now()})
    on conflict (id) do update set staff_id = excluded.staff_id, status = excluded.status, version = excluded.version,
      period = excluded.period, cancelled_by = excluded.cancelled_by, remind_email = excluded.remind_email,
      remind_phone = excluded.remind_phone, rating = excluded.rating, feedback_at = excluded.feedback_at`.execute(
    ctx.db,
  )
  const [written] = await readAppointments(ctx, sql`a.id = ${id}`)
  return written!
}

/** The event of a change, as it stands next to the row. */
export async function writeEvent(ctx: Context, row: AppointmentRow, kind: string): Promise<void> {
  await sql`
    insert into appointment_events (appointment_id, number, kind, status, version, staff_id, acted_by, at)
    select ${row.id}, count(*) + 1, ${kind}, ${row.status}, ${row.version}, ${row.staffId}::uuid, 'staff', ${ctx.now()}
    from appointment_events where appointment_id = ${row.id}`.execute(ctx.db)
}

let codes = 0
const newCode = () => String((codes += 1)).padStart(12, '0')
