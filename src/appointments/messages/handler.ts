import { sql } from 'kysely'
import type { Claimed, Composed, SubjectHandler } from '../../reminders/index.ts'
import type { Context } from '../../storage/index.ts'
import { manageLink } from '../booking/links.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import { invitation, visitorEvent } from './invitation.ts'
import { writeMessage } from './message.ts'
import { firstChannel, timedKinds } from './plan.ts'
import { readReaders, type StaffReader } from './readers.ts'
import { stillHolds } from './still-holds.ts'
import { toStaff } from './to-staff.ts'
import { toVisitor } from './to-visitor.ts'
import { tellWhen } from './when.ts'
import { oneLine } from './words.ts'

const kindNames = { site_visit: 'Site visit', callback: 'Callback', coaching_session: 'Coaching session' }

/** What appointments say in reminders. */
export const appointmentSubject: SubjectHandler = {
  async compose(ctx, claimed) {
    const rows = await byId(
      ctx,
      claimed.map(one => one.subjectId),
    )
    const readers = await readReaders(ctx, claimed)
    const composed = new Map<string, Composed>()
    const mailOf = await provenMail(ctx, [...rows.values()])
    for (const one of claimed) {
      const row = rows.get(one.subjectId)
      composed.set(one.id, await composeOne(ctx, one, row && mailOf(row), readers))
    }
    return composed
  },

  async label(ctx, subjectIds) {
    const rows = await byId(ctx, subjectIds)
    const names = await namesOfStaff(ctx)
    return new Map(
      [...rows.values()].map(row => {
        const visitor = oneLine(row.contactName, 80)
        const label = [kindNames[row.kind], oneLine(row.listing?.name, 80), visitor].filter(Boolean).join(' · ')
        const recipient = (id: string, audience: 'visitor' | 'staff') =>
          audience === 'visitor' ? visitor || 'Visitor' : (names.get(id) ?? 'Staff')
        return [row.id, { label, code: row.code, recipient }]
      }),
    )
  },

  seenBy: ({ role }) =>
    sql`exists (select from appointments
      where id = r.subject_id and (kind = 'coaching_session') = ${role === 'coach'}::boolean)`,

  async personOfPhone(ctx, phone) {
    const found = await ctx.db
      .selectFrom('appointments')
      .select('person_id')
      .where('contact_phone', '=', phone)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    return found?.person_id
  },
}

async function composeOne(
  ctx: Context,
  claimed: Claimed,
  row: AppointmentRow | undefined,
  readers: Map<string, StaffReader>,
): Promise<Composed> {
  if (!row) return { holds: false, status: 'cancelled', reason: 'erased' }
  if (row.version !== claimed.subjectVersion) return { holds: false, status: 'cancelled', reason: 'version' }
  const instant = row.kind === 'callback' ? row.dueAt : row.start
  const as =
    claimed.recipientId === row.staffId
      ? 'assigned'
      : readers.get(claimed.recipientId)?.isStaff
        ? 'former'
        : 'administrator'
  if (!instant || !stillHolds(row, claimed, as, ctx.now()))
    return { holds: false, status: 'cancelled', reason: 'status' }
  const when = tellWhen(instant, { agreed: row.timeZone, reader: claimed.timeZone }, ctx.now())
  const gone: Composed = { holds: false, status: 'cancelled', reason: 'status' }
  if (claimed.audience === 'staff') {
    const reader = readers.get(claimed.recipientId)
    if (!reader) return { holds: false, status: 'suppressed', reason: 'no_address' }
    const path = `/console/calendar?appointment=${row.code}`
    const message = toStaff(claimed.kind, { row, when, publicUrl: ctx.business.publicUrl, path, name: reader.name, as })
    if (!message) return gone
    const { name, email, accountId } = reader
    return { holds: true, to: { name, email, phone: null, accountId }, ...writeMessage(message), path }
  }
  return (await composeForVisitor(ctx, claimed, row, when)) ?? gone
}

async function composeForVisitor(
  ctx: Context,
  claimed: Claimed,
  row: AppointmentRow,
  when: ReturnType<typeof tellWhen>,
): Promise<Composed | undefined> {
  // What stands in one's own thread needs neither an address nor a consent, and is said beside what leaves the house.
  if (claimed.channel !== 'chat') {
    const address = claimed.channel === 'email' ? row.contactEmail : row.contactPhone
    const isAgreed = claimed.channel === 'email' ? row.remindEmail : row.remindPhone
    if (address && !isAgreed) return { holds: false, status: 'suppressed', reason: 'no_consent' }
    // Who changed how they are reminded has rows by both ways; one of them says it.
    const best = timedKinds[claimed.kind as keyof typeof timedKinds]
    if (best && firstChannel(row, best) !== claimed.channel) return undefined
  }
  const link = await manageLink(ctx, row)
  const event = visitorEvent(ctx, row, link)
  const { name: business, publicUrl } = ctx.business
  const message = toVisitor(claimed.kind, { row, when, business, publicUrl, link, event })
  if (!message) return undefined
  // Where a channel falls back to another, that one needs its consent too.
  const to = {
    name: oneLine(row.contactName) || null,
    email: row.remindEmail ? row.contactEmail : null,
    phone: row.remindPhone ? row.contactPhone : null,
    accountId: null,
  }
  const method = invitationOf(claimed.kind, row)
  const calendar = event && method ? { calendar: invitation(ctx, method, event) } : {}
  return { holds: true, to, ...writeMessage(message), path: `/appointments/${row.code}`, ...calendar }
}

function invitationOf(kind: string, row: AppointmentRow): 'REQUEST' | 'CANCEL' | undefined {
  if (kind === 'cancellation') return row.status === 'cancelled' ? 'CANCEL' : undefined
  return (kind === 'confirmation' || kind === 'change') && row.status === 'confirmed' ? 'REQUEST' : undefined
}

/**
 * Sessions as they are written of: mail goes to the proven address that the member's account has now, to no other. Of the rest nothing
 * changes.
 */
async function provenMail(ctx: Context, rows: AppointmentRow[]): Promise<(row: AppointmentRow) => AppointmentRow> {
  const ids = rows.filter(({ kind }) => kind === 'coaching_session').map(({ personId }) => personId)
  const proven = new Map<string, string>()
  if (ids.length > 0) {
    const found = await sql<{ personId: string; email: string }>`
      select person_id as "personId", email from accounts
      where person_id = any(${ids}::uuid[]) and email_verified and disabled_at is null`.execute(ctx.db)
    for (const { personId, email } of found.rows) proven.set(personId, email)
  }
  return row => (row.kind === 'coaching_session' ? { ...row, contactEmail: proven.get(row.personId) ?? null } : row)
}

async function byId(ctx: Context, ids: readonly string[]): Promise<Map<string, AppointmentRow>> {
  const rows = ids.length > 0 ? await readAppointments(ctx, sql`a.id = any(${[...new Set(ids)]})`) : []
  return new Map(rows.map(row => [row.id, row]))
}

async function namesOfStaff(ctx: Context): Promise<Map<string, string>> {
  const found = await sql<{ id: string; name: string }>`
    select id, name from staff union all select id, name from accounts where role <> 'member'`.execute(ctx.db)
  return new Map(found.rows.map(({ id, name }) => [id, name]))
}
