import { sql } from 'kysely'
import { isProven, requireAccountId, useCode as takeCode } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { attempt } from '../booking/attempt.ts'
import { checkPhone, knownZone } from '../booking/contact.ts'
import { lockPerson } from '../booking/lock.ts'
import { recordChange } from '../booking/record.ts'
import { refuseStart } from '../booking/refusals.ts'
import { findRequest } from '../booking/request-key.ts'
import { noteAssigned, takeStart } from '../booking/take-start.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import { freeStaff } from '../slots/free-staff.ts'
import { refuseStaff, requireStaff } from '../staff/queries.ts'
import { drawSession, readEntitlement, refuseNoneLeft } from './entitlement.ts'

export type BookSessionInput = {
  start: Temporal.Instant
  staffId?: string
  /** The coach calls it; without one the session is held by video. */
  phone?: string
  topic?: string
  /** A promo code, used up with this booking and by nothing that fails. */
  code?: string
  visitorTimeZone?: string
  /** The same key of the same person gives the same session. */
  requestKey?: string
}

type Member = { id: string; personId: string; name: string; email: string }

/**
 * Books a coaching session for the account that acts: appointment, what it draws on, the use of its code, reminders and calendar in
 * one transaction, confirmed at once. Refuses `appointments.unproven`, `appointments.no_sessions_left`, `appointments.slot_taken` with
 * `alternatives`, `appointments.start` (`why`), `appointments.phone`, `appointments.staff_not_found`, `appointments.key_reused`, and what
 * using a code refuses (`codes.…`).
 */
export async function bookSession(ctx: Context, input: BookSessionInput): Promise<AppointmentRow> {
  const { start, staffId } = input
  const member = await readMember(ctx)
  const phone = checkPhone(ctx, input.phone)
  const known = await findSame(ctx, member, input)
  if (known) return known
  if (!(await isProven(ctx, member.id))) refuseUnproven()
  if (staffId !== undefined) {
    const coach = await requireStaff(ctx, staffId)
    if (coach.role !== 'coach' || !coach.active) refuseStaff()
  }
  const left = await readEntitlement(ctx, { accountId: member.id, personId: member.personId })
  // What the same click did a moment ago may have drawn the last one.
  if (left.left === 0 && !input.code) return (await findSame(ctx, member, input)) ?? refuseNoneLeft(left)
  const look = await freeStaff(ctx, { kind: 'coaching_session', start, staffId })
  for (const candidate of look.staffIds) {
    const end = look.ends[candidate]!
    const booked = await attempt(ctx, ctx => bookWith(ctx, { ...input, staffId: candidate, phone, end }, member))
    if (booked) return booked
  }
  const own = await findSame(ctx, member, input)
  return own ?? refuseStart(ctx, look.why ?? 'taken', { kind: 'coaching_session', start, staffId })
}

async function bookWith(
  ctx: Context,
  input: Omit<BookSessionInput, 'phone'> & { staffId: string; phone: string | null; end: Temporal.Instant },
  member: Member,
): Promise<AppointmentRow | undefined> {
  const { start, end, staffId, phone, requestKey, code } = input
  const { id: accountId, personId } = member
  await lockPerson(ctx, personId)
  const known = await findSame(ctx, member, input)
  if (known) return known
  const id = await takeStart(ctx, {
    kind: 'coaching_session',
    status: 'confirmed',
    source: 'form',
    personId,
    staffId,
    start,
    end,
    requestKey,
    contactName: member.name,
    contactPhone: phone,
    contactEmail: member.email,
    visitorNotes: input.topic || null,
    visitorTimeZone: knownZone(input.visitorTimeZone),
  })
  if (!id) return undefined
  const use = code ? await takeCode(ctx, { accountId, code, kind: 'promo' }) : undefined
  await drawSession(ctx, { appointmentId: id, accountId, personId, use })
  const row = await recordChange(ctx, id, { change: 'booked', by: 'visitor', requestKey })
  await noteAssigned(ctx, staffId)
  return row
}

/** What the same request made; without a key, the session that they have at this very start. */
async function findSame(
  ctx: Context,
  { personId }: Member,
  { start, requestKey }: Pick<BookSessionInput, 'start' | 'requestKey'>,
): Promise<AppointmentRow | undefined> {
  const wish = { personId, requestKey, kind: 'coaching_session', start, listingId: undefined } as const
  const known = await findRequest(ctx, wish)
  if (known) return known
  const [own] = await readAppointments(
    ctx,
    sql`a.person_id = ${personId}::uuid and a.kind = 'coaching_session' and a.status = 'confirmed'
      and lower(a.period) = ${start}::timestamptz limit 1`,
  )
  return own
}

async function readMember(ctx: Context): Promise<Member> {
  const found = await sql<Member>`
    select id, person_id as "personId", name, email from accounts
    where id = ${requireAccountId(ctx)}::uuid`.execute(ctx.db)
  return found.rows[0] ?? refuse('unauthenticated', 'accounts.sign_in', 'Please sign in.')
}

function refuseUnproven(): never {
  refuse('forbidden', 'appointments.unproven', {
    message:
      'Please prove your e-mail address first: open the link that we sent you, or ask for a new one under Account.',
  })
}
