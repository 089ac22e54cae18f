import { sql } from 'kysely'
import { createPerson } from '../../people/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { readAppointments } from '../row.ts'
import type { AppointmentSettings, ContactInput } from '../schema.ts'
import { freeStaff } from '../slots/free-staff.ts'
import { readAppointmentSettings } from '../staff/settings.ts'
import { attempt } from './attempt.ts'
import { type CheckedContact, checkContact, knownZone, rememberContact } from './contact.ts'
import { lockAppointment, lockPerson } from './lock.ts'
import { actedBy, recordChange } from './record.ts'
import { refuseHoldEnded, refuseKeyReused, refuseStart } from './refusals.ts'
import { findRequest } from './request-key.ts'
import { requireFew } from './require-few.ts'
import { noteAssigned, requireOffered, takeStart } from './take-start.ts'
import { statusAt } from './transitions.ts'

export type BookInput = {
  personId: string
  /** The person is made with the booking, under this id: staff book for somebody whom nobody knows yet. */
  makePerson?: boolean
  /** A held start, by code; else `start`. With both, the start is booked anew where the hold has ended. */
  hold?: string
  start?: Temporal.Instant
  listingId?: string
  conversationId?: string
  staffId?: string
  contact: ContactInput
  notes?: string
  visitorTimeZone?: string
  remind?: { email: boolean; phone: boolean }
  source: AppointmentRow['source']
  /** The same key of the same person gives the same appointment. */
  requestKey?: string
}

type Wish = BookInput & { checked: CheckedContact; status: 'pending' | 'confirmed'; settings: AppointmentSettings }

/**
 * Books a visit: appointment, its event, reminders, calendar and the announced event in one transaction. Confirmed at once, or
 * pending where staff confirm. Refuses `appointments.taken` with `alternatives`, `appointments.start`, `appointments.hold_ended`
 * (with `alternatives`), `appointments.name`, `appointments.phone`, `appointments.email`, `appointments.contact` (neither),
 * `appointments.listing`, `appointments.key_reused`, `appointments.too_many`.
 */
export async function bookVisit(ctx: Context, input: BookInput): Promise<AppointmentRow> {
  const checked = checkContact(ctx, input.contact)
  await requireOffered(ctx, input.listingId)
  const known = await findSame(ctx, input)
  if (known && known.status !== 'held') return known
  const settings = await readAppointmentSettings(ctx)
  const status = settings.confirm === 'staff' && actedBy(ctx) !== 'staff' ? 'pending' : 'confirmed'
  const wish: Wish = { ...input, checked, status, settings }
  const hold = known ?? (input.hold ? await findOwn(ctx, input) : undefined)
  if (hold) {
    const booked = await bookHold(ctx, wish, hold)
    if (booked) return booked
    if (!input.start) return refuseHoldEnded(ctx, { start: hold.start! })
  }
  if (!input.start && input.hold) return refuseHoldEnded(ctx, { start: ctx.now() })
  if (!input.start) return refuseStart(ctx, 'no_slot', { start: ctx.now() })
  return bookStart(ctx, { ...wish, start: input.start })
}

/** What the same request made. A hold alone is its start: another hold is another wish. */
async function findSame(ctx: Context, input: BookInput): Promise<AppointmentRow | undefined> {
  const { personId, requestKey, start, listingId, hold } = input
  const known = await findRequest(ctx, { personId, requestKey, kind: 'site_visit', start, listingId })
  if (known && hold && !start && known.code !== hold) refuseKeyReused()
  return known
}

/** The hold that is named; else the person's own hold of this very start, or the visit that they have then to this home. */
async function findOwn(ctx: Context, input: BookInput): Promise<AppointmentRow | undefined> {
  const { hold, start, listingId = null, personId } = input
  const which = hold
    ? sql`a.code = ${hold}`
    : sql`lower(a.period) = ${start ?? null}::timestamptz and (a.status = 'held' and a.hold_until > ${ctx.now()}
        or a.status in ('pending', 'confirmed') and (${listingId}::uuid is null or a.listing_id = ${listingId}::uuid))`
  const [row] = await readAppointments(
    ctx,
    sql`a.person_id = ${personId}::uuid and a.kind = 'site_visit' and ${which} order by a.status <> 'held', a.id limit 1`,
  )
  return row
}

/** Undefined where the hold has ended, or whom it is with has gone. One that was booked already is that booking. */
function bookHold(ctx: Context, wish: Wish, hold: AppointmentRow): Promise<AppointmentRow | undefined> {
  return transact(ctx, async ctx => {
    await lockPerson(ctx, wish.personId)
    const row = await lockAppointment(ctx, hold)
    const now = ctx.now()
    const known = await findSame(ctx, wish)
    if (known && known.id !== row.id) return known
    if (row.status === 'pending' || row.status === 'confirmed') {
      // Its key is kept too: repeated after a cancellation it books nothing anew.
      if (!wish.requestKey || known) return row
      return recordChange(ctx, row.id, {
        change: 'noted',
        note: 'The same visit was asked for again.',
        requestKey: wish.requestKey,
      })
    }
    // Who left the staff meanwhile does not come.
    if (statusAt(row, now) !== 'held' || !row.staff?.active) return undefined
    await requireFew(ctx, wish.personId, wish.settings)
    const { checked, remind } = wish
    await sql`
      update appointments set status = ${wish.status}, hold_until = null, source = ${wish.source},
        listing_id = coalesce(${wish.listingId ?? null}::uuid, listing_id),
        conversation_id = coalesce(${wish.conversationId ?? null}::uuid, conversation_id),
        request_key = coalesce(${wish.requestKey ?? null}::text, request_key),
        contact_name = ${checked.name}, contact_phone = ${checked.phone}, contact_email = ${checked.email},
        visitor_notes = ${wish.notes || null}, visitor_time_zone = ${knownZone(wish.visitorTimeZone)},
        remind_email = ${remind?.email ?? true}, remind_phone = ${remind?.phone ?? true}, updated_at = ${now}
      where id = ${row.id}::uuid`.execute(ctx.db)
    return finish(ctx, wish, row.id, row.staffId!)
  })
}

async function bookStart(ctx: Context, wish: Wish & { start: Temporal.Instant }): Promise<AppointmentRow> {
  const { start, staffId, personId, checked, remind, settings } = wish
  const byStaff = actedBy(ctx) === 'staff'
  const look = await freeStaff(ctx, { start, staffId, personId, byStaff, settings })
  if (look.staffIds.length === 0) {
    // What keeps everybody busy may be this person's own; whoever is free sees that under the lock.
    const own = await findOwn(ctx, { ...wish, hold: undefined })
    const mine = own && (await bookHold(ctx, wish, own))
    if (mine) return mine
  }
  for (const candidate of look.staffIds) {
    const booked = await attempt(ctx, async ctx => {
      if (wish.makePerson) await createPerson(ctx, personId)
      await lockPerson(ctx, personId)
      const known = await findSame(ctx, wish)
      if (known && known.status !== 'held') return known
      // What the same person did beside this: a hold of this start, or the very same visit.
      const own = await findOwn(ctx, { ...wish, hold: undefined })
      const mine = own && (await bookHold(ctx, wish, own))
      if (mine) return mine
      await requireFew(ctx, personId, wish.settings)
      const id = await takeStart(ctx, {
        ...wish,
        staffId: candidate,
        start,
        end: look.ends[candidate]!,
        contactName: checked.name,
        contactPhone: checked.phone,
        contactEmail: checked.email,
        visitorNotes: wish.notes || null,
        visitorTimeZone: knownZone(wish.visitorTimeZone),
        remindEmail: remind?.email,
        remindPhone: remind?.phone,
      })
      return id && finish(ctx, wish, id, candidate)
    })
    if (booked) return booked
  }
  return refuseStart(ctx, look.why ?? 'taken', { start, staffId })
}

async function finish(ctx: Context, wish: Wish, id: string, staffId: string): Promise<AppointmentRow> {
  await rememberContact(ctx, { ...wish, contact: wish.checked })
  const row = await recordChange(ctx, id, { change: 'booked', requestKey: wish.requestKey })
  await noteAssigned(ctx, staffId)
  return row
}
