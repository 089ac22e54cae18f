import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { createPerson } from '../../people/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import type { CallbackReason, ContactInput, Urgency } from '../schema.ts'
import { readBounds } from '../slots/facts.ts'
import { dayAt } from '../slots/wall-clock.ts'
import { listHolidays } from '../staff/holidays.ts'
import { readAppointmentSettings } from '../staff/settings.ts'
import { type CheckedContact, checkContact, knownZone, rememberContact } from './contact.ts'
import { newCode } from './links.ts'
import { lockPerson } from './lock.ts'
import { promisedBy } from './promise.ts'
import { actedBy, recordChange } from './record.ts'
import { findRequest } from './request-key.ts'
import { icsUid, noteAssigned, requireOffered } from './take-start.ts'

export type CallbackWish = {
  personId: string
  /** The person is made with it, under this id. */
  makePerson?: boolean
  listingId?: string
  conversationId?: string
  /** Who shall call; else the person's owner, else whoever has the fewest open callbacks. */
  staffId?: string
  contact: ContactInput
  reason?: CallbackReason
  urgency?: Urgency
  preferred?: Temporal.Instant
  notes?: string
  visitorTimeZone?: string
  source: AppointmentRow['source']
  requestKey?: string
}

type Checked = CallbackWish & { checked: CheckedContact; urgency: Urgency; dueAt: Temporal.Instant }

/** How long a preferred time is shown to be. */
const CALL_MINUTES = 30

/**
 * Promises a call: due after 30 minutes (urgent), 2 hours (high), 4 (medium) or 24 (low), counted within calling hours (low: by the
 * clock), or at the preferred instant if that is later. Assigned by open callbacks. An open callback of the same person is kept and
 * raised instead of a second one. Refuses `appointments.name`, `appointments.phone`, `appointments.email`, `appointments.start` (a
 * preferred time in the past or beyond the horizon), `appointments.listing`, `appointments.key_reused`.
 */
export async function requestCallback(ctx: Context, input: CallbackWish): Promise<AppointmentRow> {
  const checked = checkContact(ctx, input.contact, { call: true })
  await requireOffered(ctx, input.listingId)
  const settings = await readAppointmentSettings(ctx)
  const { personId, requestKey, listingId, preferred } = input
  const same = { personId, requestKey, kind: 'callback' as const, start: preferred, listingId }
  const known = await findRequest(ctx, same)
  if (known) return known
  await checkPreferred(ctx, preferred)
  const holidays = new Set((await listHolidays(ctx)).map(({ day }) => day))
  const { urgency = 'medium' } = input
  const hours = { ...settings, timeZone: ctx.business.timeZone, holidays }
  const wish: Checked = { ...input, checked, urgency, dueAt: promisedBy(ctx.now(), urgency, hours, preferred) }
  return transact(ctx, async ctx => {
    if (wish.makePerson) await createPerson(ctx, personId)
    await lockPerson(ctx, personId)
    const known = await findRequest(ctx, same)
    if (known) return known
    await rememberContact(ctx, { ...wish, contact: checked })
    const [open] = await readAppointments(
      ctx,
      sql`a.person_id = ${personId}::uuid and a.kind = 'callback' and a.status in ('pending', 'no_answer')
        order by a.due_at limit 1 for update of a`,
    )
    const id = open ? await raise(ctx, wish, open.id) : await add(ctx, wish)
    const row = await recordChange(ctx, id, { change: 'requested', requestKey })
    if (row.staffId && !open) await noteAssigned(ctx, row.staffId)
    return row
  })
}

async function checkPreferred(ctx: Context, preferred: Temporal.Instant | undefined): Promise<void> {
  if (!preferred) return
  if (Temporal.Instant.compare(preferred, ctx.now()) <= 0)
    refuse('invalid', 'appointments.start', { message: 'That time is past. Please choose another.', why: 'past' })
  const { timeZone, lastDay } = await readBounds(ctx, actedBy(ctx) === 'staff')
  if (dayAt(timeZone, preferred) > lastDay)
    refuse('invalid', 'appointments.start', { message: 'That is further ahead than we plan.', why: 'beyond' })
}

async function add(ctx: Context, wish: Checked): Promise<string> {
  // One at a time, so that two who ask at once go to two of the staff.
  await sql`select pg_advisory_xact_lock(hashtextextended('callbacks', 0))`.execute(ctx.db)
  const staffId = wish.staffId ?? (await whoCalls(ctx, wish))
  const id = newId()
  const { checked, preferred = null } = wish
  const until = preferred?.add({ minutes: CALL_MINUTES }) ?? null
  await sql`
    insert into appointments (id, code, kind, person_id, conversation_id, listing_id, staff_id, status, period, time_zone,
      visitor_time_zone, source, request_key, contact_name, contact_phone, contact_email, visitor_notes, reason, urgency, due_at,
      ics_uid, created_at, updated_at)
    values (${id}, ${newCode()}, 'callback', ${wish.personId}, ${wish.conversationId ?? null}, ${wish.listingId ?? null},
      ${staffId}, 'pending',
      case when ${preferred}::timestamptz is not null then tstzrange(${preferred}::timestamptz, ${until}::timestamptz) end,
      ${ctx.business.timeZone}, ${knownZone(wish.visitorTimeZone)}, ${wish.source}, ${wish.requestKey ?? null}, ${checked.name},
      ${checked.phone}, ${checked.email}, ${wish.notes || null}, ${wish.reason ?? 'general'}, ${wish.urgency}, ${wish.dueAt},
      ${icsUid(ctx, id)}, ${ctx.now()}, ${ctx.now()})`.execute(ctx.db)
  return id
}

/** The higher urgency and the earlier promise count; what was said newly about contact, home and reason, too: `general` says nothing. */
async function raise(ctx: Context, wish: Checked, id: string): Promise<string> {
  const { checked, preferred = null, notes = '' } = wish
  const until = preferred?.add({ minutes: CALL_MINUTES }) ?? null
  const order = sql`array['urgent', 'high', 'medium', 'low']`
  await sql`
    update appointments set version = version + 1, updated_at = ${ctx.now()},
      urgency = (${order})[least(array_position(${order}, urgency), array_position(${order}, ${wish.urgency}))],
      due_at = least(due_at, ${wish.dueAt}::timestamptz),
      period = case when ${preferred}::timestamptz is null then period
        else tstzrange(${preferred}::timestamptz, ${until}::timestamptz) end,
      listing_id = coalesce(${wish.listingId ?? null}::uuid, listing_id),
      conversation_id = coalesce(${wish.conversationId ?? null}::uuid, conversation_id),
      reason = coalesce(nullif(${wish.reason ?? null}::text, 'general'), reason), contact_name = ${checked.name}, contact_phone = ${checked.phone},
      contact_email = coalesce(${checked.email}::text, contact_email),
      visitor_notes = nullif(left(concat_ws(E'\n', visitor_notes, nullif(${notes}, '')), 4000), '')
    where id = ${id}::uuid`.execute(ctx.db)
  return id
}

/**
 * Of who is there when the call is due: whose customer it is, then the fewest open callbacks, then whom it is longest ago. Null where
 * there is nobody.
 */
async function whoCalls(ctx: Context, { dueAt, personId }: Checked): Promise<string | null> {
  const found = await sql<{ id: string }>`
    select s.id from staff s
    where s.active and s.role = 'agent'
    order by exists (select from time_off t where t.staff_id = s.id and t.period @> ${dueAt}::timestamptz),
      not exists (select from person_owners o
        where o.person_id = ${personId}::uuid and o.staff_id = s.id and o.ended_at is null),
      (select count(*) from appointments a
        where a.staff_id = s.id and a.kind = 'callback' and a.status in ('pending', 'no_answer')),
      s.assigned_at nulls first, s.id
    limit 1`.execute(ctx.db)
  return found.rows[0]?.id ?? null
}
