import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { remindOfImported } from '../messages/remind.ts'
import { readAppointments } from '../row.ts'
import type { AppointmentStatus, CallbackReason, Urgency } from '../schema.ts'
import { newCode } from './links.ts'
import { icsUid } from './take-start.ts'

type Moment = string | null

/** An appointment of another system's book. Instants are RFC 3339. */
export type BroughtAppointment = {
  id: string
  kind: 'site_visit' | 'callback'
  personId: string
  listingId: string | null
  staffId: string | null
  /** Who it was with, where that is nobody of the staff here */
  staffName: string | null
  status: AppointmentStatus
  /** Needed for a visit; of a callback when it was wished */
  start: Moment
  end: Moment
  timeZone: string
  contactName: string | null
  contactPhone: string | null
  contactEmail: string | null
  visitorNotes: string | null
  staffNotes: string | null
  reason: CallbackReason | null
  urgency: Urgency | null
  dueAt: Moment
  rating: number | null
  feedback: string | null
  feedbackAt: Moment
  createdAt: string
  updatedAt: string
  /** In order */
  events: { kind: string; status: AppointmentStatus; at: string }[]
  attempts: { at: string; outcome: string; seconds: number | null; note: string | null }[]
}

/**
 * Takes in appointments as another system had them, once each by their ids, with what happened to them; tells nobody. Those that are
 * active and still to come get the reminders of their own. Where a member of staff is taken by then, the visit stays with their name.
 */
export async function bringAppointments(ctx: Context, brought: readonly BroughtAppointment[]): Promise<void> {
  const made = await insert(ctx, brought)
  const left = brought.filter(({ id, staffId }) => staffId !== null && !made.has(id))
  if (left.length > 0) {
    const names = await sql<{ id: string; name: string }>`select id, name from staff`.execute(ctx.db)
    const nameOf = new Map(names.rows.map(({ id, name }) => [id, name]))
    const unkept = left.map(one => ({ ...one, staffId: null, staffName: nameOf.get(one.staffId!) ?? one.staffName }))
    for (const id of await insert(ctx, unkept)) made.add(id)
  }
  const added = brought.filter(({ id }) => made.has(id))
  await addHistory(ctx, added)
  const now = ctx.now()
  const ahead = added.filter(({ kind, status, start, dueAt }) => {
    const at = kind === 'callback' ? dueAt : start
    const isOpen = kind === 'callback' ? ['pending', 'no_answer'] : ['pending', 'confirmed']
    return at !== null && isOpen.includes(status) && Temporal.Instant.compare(at, now) > 0
  })
  if (ahead.length === 0) return
  const ids = ahead.map(({ id }) => id)
  for (const row of await readAppointments(ctx, sql`a.id = any(${ids}::uuid[]) order by a.id`))
    await remindOfImported(ctx, row)
}

async function insert(ctx: Context, rows: readonly BroughtAppointment[]): Promise<Set<string>> {
  const values = rows.map(({ events: _, attempts: __, ...row }) => ({
    ...row,
    code: newCode(),
    icsUid: icsUid(ctx, row.id),
    cancelledBy: row.status === 'cancelled' ? 'system' : null,
  }))
  const made = await sql<{ id: string }>`
    insert into appointments (id, code, kind, person_id, listing_id, staff_id, staff_name, status, period, time_zone, source,
      contact_name, contact_phone, contact_email, visitor_notes, staff_notes, reason, urgency, due_at, cancelled_by, rating,
      feedback, feedback_at, ics_uid, created_at, updated_at)
    select id, code, kind, "personId", "listingId", "staffId", "staffName", status,
      case when start is not null then tstzrange(start, "end") end, "timeZone", 'import',
      "contactName", "contactPhone", "contactEmail", "visitorNotes", "staffNotes", reason, urgency, "dueAt", "cancelledBy",
      rating, feedback, "feedbackAt", "icsUid", "createdAt", "updatedAt"
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as b (id uuid, code text, kind text, "personId" uuid,
      "listingId" uuid, "staffId" uuid, "staffName" text, status text, start timestamptz, "end" timestamptz, "timeZone" text,
      "contactName" text, "contactPhone" text, "contactEmail" text, "visitorNotes" text, "staffNotes" text, reason text,
      urgency text, "dueAt" timestamptz, "cancelledBy" text, rating integer, feedback text, "feedbackAt" timestamptz,
      "icsUid" text, "createdAt" timestamptz, "updatedAt" timestamptz)
    on conflict do nothing returning id`.execute(ctx.db)
  return new Set(made.rows.map(({ id }) => id))
}

async function addHistory(ctx: Context, rows: readonly BroughtAppointment[]): Promise<void> {
  const events = rows.flatMap(({ id, events }) => events.map((event, n) => ({ ...event, id, number: n + 1 })))
  await sql`
    insert into appointment_events (appointment_id, number, kind, status, version, period, staff_id, acted_by, at)
    select a.id, e.number, e.kind, e.status, a.version, a.period, a.staff_id, 'system', e.at
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
      as e (id uuid, number integer, kind text, status text, at timestamptz) join appointments a on a.id = e.id
    on conflict do nothing`.execute(ctx.db)
  const attempts = rows.flatMap(({ id, attempts }) => attempts.map((one, n) => ({ ...one, id, number: n + 1 })))
  if (attempts.length === 0) return
  await sql`
    insert into callback_attempts (appointment_id, number, at, outcome, seconds, note)
    select id, number, at, outcome, seconds, note from jsonb_to_recordset(${JSON.stringify(attempts)}::jsonb)
      as t (id uuid, number integer, at timestamptz, outcome text, seconds integer, note text)
    on conflict do nothing`.execute(ctx.db)
}
