import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import type { Appointment, AppointmentKind, AppointmentStatus, CallbackReason, Urgency } from './schema.ts'

/** An appointment with what its words need of its listing and its member of staff, in one read. */
export type AppointmentRow = {
  id: string
  code: string
  kind: AppointmentKind
  personId: string
  conversationId: string | null
  listingId: string | null
  listing: Appointment['listing']
  staffId: string | null
  /** Who was to meet them by another system's book, where that is nobody of the staff. */
  staffName: string | null
  staff: {
    id: string
    name: string
    email: string | null
    phone: string | null
    timeZone: string
    accountId: string | null
    active: boolean
    videoLink: string | null
  } | null
  status: AppointmentStatus
  version: number
  start: Temporal.Instant | null
  end: Temporal.Instant | null
  timeZone: string
  visitorTimeZone: string | null
  holdUntil: Temporal.Instant | null
  source: 'chat' | 'form' | 'staff' | 'api' | 'import'
  requestKey: string | null
  contactName: string | null
  contactPhone: string | null
  contactEmail: string | null
  visitorNotes: string | null
  staffNotes: string | null
  reason: CallbackReason | null
  urgency: Urgency | null
  dueAt: Temporal.Instant | null
  cancelledBy: 'visitor' | 'staff' | 'calendar' | 'system' | null
  cancelReason: string | null
  rating: number | null
  feedback: string | null
  remindEmail: boolean
  remindPhone: boolean
  icsUid: string
  /** Of a session: how often its person moved it themselves. */
  moves: number
  /** Of a session, where it was chosen: how long before the start it is changed freely. */
  freeUntilMinutes: number | null
  createdAt: Temporal.Instant
  updatedAt: Temporal.Instant
}

const columns = sql`
  a.id, a.code, a.kind, a.person_id as "personId", a.conversation_id as "conversationId", a.listing_id as "listingId",
  case when l.id is not null then jsonb_build_object(
    'id', l.id, 'slug', l.slug, 'name', l.name, 'place', l.place, 'address', l.address) end as listing,
  a.staff_id as "staffId", a.staff_name as "staffName",
  case when s.id is not null then jsonb_build_object('id', s.id, 'name', s.name, 'email', s.email, 'phone', s.phone,
    'timeZone', s.time_zone, 'accountId', s.account_id, 'active', s.active, 'videoLink', s.video_link) end as staff,
  a.status, a.version, lower(a.period) as start, upper(a.period) as end, a.time_zone as "timeZone",
  a.visitor_time_zone as "visitorTimeZone", a.hold_until as "holdUntil", a.source, a.request_key as "requestKey",
  a.contact_name as "contactName", a.contact_phone as "contactPhone", a.contact_email as "contactEmail",
  a.visitor_notes as "visitorNotes", a.staff_notes as "staffNotes", a.reason, a.urgency, a.due_at as "dueAt",
  a.cancelled_by as "cancelledBy", a.cancel_reason as "cancelReason", a.rating, a.feedback,
  a.remind_email as "remindEmail", a.remind_phone as "remindPhone", a.ics_uid as "icsUid",
  case when a.kind = 'coaching_session' then (select count(*) from appointment_events e
    where e.appointment_id = a.id and e.kind = 'moved' and e.acted_by = 'visitor') else 0 end as moves,
  case when a.kind = 'coaching_session' then (select (value ->> 'freeUntilMinutes')::integer from settings
    where name = 'coaching sessions') end as "freeUntilMinutes",
  a.created_at as "createdAt", a.updated_at as "updatedAt"`

/**
 * Appointments that fit `where`, a condition over `a` (appointments), `l` (listings) and `s` (staff), followed by an order and a
 * limit where one is wanted. `also` is written by the way, and not seen by what is read.
 */
export async function readAppointments(
  ctx: Context,
  where: ReturnType<typeof sql>,
  also?: ReturnType<typeof sql>,
): Promise<AppointmentRow[]> {
  const found = await sql<AppointmentRow>`
    ${also ? sql`with also as (${also})` : sql``}
    select ${columns}
    from appointments a
    left join listings l on l.id = a.listing_id
    left join staff s on s.id = a.staff_id
    where ${where}`.execute(ctx.db)
  return found.rows
}
