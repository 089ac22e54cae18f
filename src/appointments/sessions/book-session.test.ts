import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { erasePerson, exportPerson, registerPersonPart } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { bookVisit } from '../booking/book-visit.ts'
import { cancelAppointment } from '../booking/cancel-appointment.ts'
import { moveAppointment } from '../booking/move-appointment.ts'
import { appointmentPart } from '../booking/person-part.ts'
import { listAppointments, openAppointment } from '../booking/queries.ts'
import { rateAppointment } from '../booking/rate-appointment.ts'
import { setStatus } from '../booking/set-status.ts'
import { listStaffAppointments } from '../booking/staff-queries.ts'
import { actor, makeClock, onlyAgents, wish } from '../booking/testing/desk.ts'
import { toAppointment } from '../booking/view.ts'
import { appointmentSubject } from '../messages/handler.ts'
import { visitorEvent } from '../messages/invitation.ts'
import { freeSessions } from '../slots/free-sessions.ts'
import { freeSlots } from '../slots/free-slots.ts'
import { addTimeOff } from '../staff/time-off.ts'
import { bookSession } from './book-session.ts'
import { readEntitlement } from './entitlement.ts'
import { FRIDAY, makeCoach, makeCode, makeMember } from './testing.ts'

const store = testStore({ connections: 10 })
const at = (text: string) => Temporal.Instant.from(text)
/** Thursday and the days after, 9:00 in Toronto. */
const THURSDAY = at('2026-10-29T13:00:00Z')
const later = (minutes: number) => THURSDAY.add({ minutes })
let clock: ReturnType<typeof makeClock>
let ctx: Context
let coach: string

registerPersonPart(appointmentPart)

beforeEach(async () => {
  clock = makeClock(FRIDAY)
  ctx = { ...store.ctx(), now: clock.now }
  await sql`update staff set active = false`.execute(ctx.db)
  coach = await makeCoach(ctx)
})

type Member = Awaited<ReturnType<typeof makeMember>>

const book = (member: Member, start = THURSDAY, more: Partial<Parameters<typeof bookSession>[1]> = {}) =>
  bookSession(member.ctx, { start, ...more })

const left = async ({ id, personId }: Member) => (await readEntitlement(ctx, { accountId: id, personId })).left

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    error => (error as { code?: string }).code ?? String(error),
  )

describe('a session', () => {
  test('is thirty minutes, confirmed, in the coach’s zone, and draws on what one may book', async () => {
    const member = await makeMember(ctx)
    const row = await book(member, THURSDAY, { phone: '+1 416 555 0134', topic: 'My next step', requestKey: 'one' })
    expect(row).toMatchObject({ kind: 'coaching_session', status: 'confirmed', staffId: coach, version: 1 })
    expect([row.start?.toString(), row.end?.toString(), row.timeZone]).toEqual([
      '2026-10-29T13:00:00Z',
      '2026-10-29T13:30:00Z',
      'America/Toronto',
    ])
    const seen = toAppointment(ctx, row)
    expect(seen).toMatchObject({
      start: '2026-10-29T09:00:00-04:00',
      notes: 'My next step',
      session: { by: 'phone', link: null, staffId: coach, freeUntil: '2026-10-28T09:00:00-04:00' },
      can: { move: true, cancel: true, rate: false },
    })
    expect(await book(member, THURSDAY, { requestKey: 'one' })).toMatchObject({ id: row.id })
    expect(await book(member, THURSDAY)).toMatchObject({ id: row.id })
    expect(await left(member)).toBe(0)
    const refused = await book(member, later(30)).catch(error => error)
    expect(refused).toMatchObject({ code: 'appointments.no_sessions_left' })
    expect(refused.message).toMatch(/code adds sessions/)
  })

  test('without a number is held by video, at the link that the coach has now', async () => {
    const member = await makeMember(ctx)
    const row = await book(member)
    expect(toAppointment(ctx, row).session).toMatchObject({ by: 'link', link: null })
    await sql`update staff set video_link = 'https://meet.example/noor' where id = ${coach}::uuid`.execute(ctx.db)
    const [seen] = await sessionsOf(member)
    expect(seen?.session).toMatchObject({ by: 'link', link: 'https://meet.example/noor' })
  })

  test('needs a proven e-mail address, unless no mail can leave the house', async () => {
    const member = await makeMember(ctx, { proven: false })
    expect(await code(book(member))).toBe('appointments.unproven')
    const silent = { ...member, ctx: { ...member.ctx, business: { ...member.ctx.business, mails: false } } }
    const row = await book(silent)
    expect(row).toMatchObject({ status: 'confirmed' })
  })

  test('is refused where it is too soon, too far, off the grid, with no coach, or blocked', async () => {
    const member = await makeMember(ctx)
    const why = (start: string) => book(member, at(start)).catch(error => [error.code, error.detail.why])
    expect(await why('2026-10-23T20:00:00Z')).toEqual(['appointments.start', 'notice'])
    expect(await why('2027-02-23T14:00:00Z')).toEqual(['appointments.start', 'beyond'])
    expect(await why('2026-10-29T13:10:00Z')).toEqual(['appointments.start', 'no_slot'])
    expect(await why('2026-10-29T21:00:00Z')).toEqual(['appointments.start', 'closed'])
    await addTimeOff(ctx, { staffId: coach, start: THURSDAY, end: later(60) })
    const taken = await book(member, later(30)).catch(error => error)
    expect(taken.code).toBe('appointments.slot_taken')
    expect(taken.detail.alternatives[0].start).toBe('2026-10-29T10:00:00-04:00')
    const [agent] = await onlyAgents(ctx, ['Asha'])
    expect(await code(book(member, THURSDAY, { staffId: agent }))).toBe('appointments.staff_not_found')
    expect(await left(member)).toBe(1)
  })

  test('and a visit are not given by each other’s people, nor counted with each other', async () => {
    const member = await makeMember(ctx, { tier: 'beta' })
    await book(member)
    expect((await freeSlots(ctx, { from: '2026-10-26' })).days.flatMap(day => day.slots)).toEqual([])
    expect(await code(bookVisit(ctx, await wish(ctx, at('2026-10-30T04:30:00Z'))))).toBe('appointments.start')
    const [agent] = await onlyAgents(ctx, ['Asha'])
    const slots = await freeSlots(ctx, { from: '2026-10-26', staffId: agent })
    expect(slots.days[0]!.slots).toHaveLength(9)
    expect((await freeSlots(ctx, { from: '2026-10-26', staffId: coach })).next).toEqual([])
    expect(await freeSessions(ctx, { from: THURSDAY, until: later(600) })).toEqual([])
  })
})

describe('side by side', () => {
  test('two tabs of one account never draw more than it may, nor one click twice', async () => {
    const member = await makeMember(ctx)
    const clicks = await Promise.all(Array.from({ length: 6 }, () => book(member)))
    expect(new Set(clicks.map(({ id }) => id)).size).toBe(1)
    const other = await makeMember(ctx, { tier: 'beta' })
    const tabs = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(n => code(book(other, later(n * 30)))))
    expect(tabs.toSorted()).toEqual([...Array(4).fill('appointments.no_sessions_left'), 'none', 'none', 'none'])
    const drawn = await sql`select from session_uses where person_id = ${other.personId}::uuid`.execute(ctx.db)
    expect(drawn.rows).toHaveLength(3)
  })

  test('one start is given once; the others draw nothing', async () => {
    const members = await Promise.all(Array.from({ length: 8 }, () => makeMember(ctx)))
    const codes = await Promise.all(members.map(member => code(book(member))))
    expect(codes.toSorted()).toEqual([...Array(7).fill('appointments.slot_taken'), 'none'])
    const still = await Promise.all(members.map(left))
    expect(still.filter(n => n === 1)).toHaveLength(7)
  })
})

describe('a code', () => {
  const usesOf = async (text: string) => {
    const { rows } = await sql<{ uses: number }>`select uses from codes where code = ${text}`.execute(ctx.db)
    return rows[0]!.uses
  }

  test('adds what it grants, is used with the booking alone, and goes back with it', async () => {
    const member = await makeMember(ctx)
    await book(member)
    const promo = await makeCode(ctx)
    expect(await code(book(member, at('2026-10-24T15:00:00Z'), { code: promo }))).toBe('appointments.start')
    const taken = await makeMember(ctx)
    expect(await code(book(taken, THURSDAY, { code: promo }))).toBe('appointments.slot_taken')
    expect(await usesOf(promo)).toBe(0)
    const second = await book(member, later(30), { code: promo.toLowerCase(), requestKey: 'with code' })
    expect(await book(member, later(30), { code: promo, requestKey: 'with code' })).toMatchObject({ id: second.id })
    expect([await usesOf(promo), await left(member)]).toEqual([1, 0])
    await cancelAppointment(member.ctx, { code: second.code })
    expect([await usesOf(promo), await left(member)]).toEqual([0, 0])
    expect(await code(book(taken, later(60), { code: 'NO-SUCH-CODE' }))).toBe('codes.unknown')
    expect(await left(taken)).toBe(1)
  })

  test('stays used while another session lives on what it granted, and when it is cancelled too late', async () => {
    const member = await makeMember(ctx)
    const promo = await makeCode(ctx, { sessions: 2 })
    const first = await book(member, THURSDAY, { code: promo })
    await book(member, later(30))
    await book(member, later(60))
    expect(await left(member)).toBe(0)
    await cancelAppointment(member.ctx, { code: first.code })
    expect([await usesOf(promo), await left(member)]).toEqual([1, 1])
    const other = await makeMember(ctx)
    const single = await makeCode(ctx)
    const late = await book(other, later(90), { code: single })
    clock.at = THURSDAY.subtract({ hours: 1 })
    await cancelAppointment(other.ctx, { code: late.code })
    expect([await usesOf(single), await left(other)]).toEqual([1, 1])
  })

  test('is used within its limit, by however many at once', async () => {
    const promo = await makeCode(ctx, { uses: 2 })
    const members = await Promise.all(Array.from({ length: 6 }, () => makeMember(ctx)))
    const codes = await Promise.all(members.map((member, n) => code(book(member, later(n * 30), { code: promo }))))
    expect(codes.toSorted()).toEqual([...Array(4).fill('codes.used_up'), 'none', 'none'])
    const drawn = await sql`select from session_uses where person_id = any(${members.map(m => m.personId)}::uuid[])`
    expect((await drawn.execute(ctx.db)).rows).toHaveLength(2)
  })
})

describe('changing it', () => {
  test('moves once until 24 hours before, keeps its UID, and plans its reminders anew', async () => {
    const member = await makeMember(ctx)
    const row = await book(member)
    const moved = await moveAppointment(member.ctx, { code: row.code, start: later(30), requestKey: 'move' })
    expect(moved).toMatchObject({ version: 2, moves: 1, icsUid: row.icsUid })
    expect(toAppointment(ctx, moved).can).toMatchObject({ move: false, cancel: true })
    expect(await moveAppointment(member.ctx, { code: row.code, start: later(30), requestKey: 'move' })).toMatchObject({
      version: 2,
    })
    expect(await code(moveAppointment(member.ctx, { code: row.code, start: later(60) }))).toBe(
      'appointments.reschedule_used',
    )
    const { rows } = await sql<{ kind: string; version: number; status: string; planned: string }>`
      select kind, subject_version as version, status, planned_at::text as planned from reminders
      where subject_id = ${row.id}::uuid and audience = 'visitor' and kind in ('visit_24h', 'visit_1h')
      order by version, kind desc`.execute(ctx.db)
    expect(rows.map(({ kind, version, status }) => [kind, version, status])).toEqual([
      ['visit_24h', 1, 'cancelled'],
      ['visit_1h', 1, 'cancelled'],
      ['visit_24h', 2, 'scheduled'],
      ['visit_1h', 2, 'scheduled'],
    ])
    const byStaff = await moveAppointment(await actor(ctx, 'admin'), { code: row.code, start: later(90) })
    expect(byStaff).toMatchObject({ version: 3, moves: 1 })
    const event = (given: typeof row) => visitorEvent(ctx, given, null)
    expect([event(row), event(byStaff)].map(e => [e?.uid, e?.sequence])).toEqual([
      [row.icsUid, 1],
      [row.icsUid, 3],
    ])
  })

  test('is refused a day before, when it may still be cancelled and is not given back', async () => {
    const member = await makeMember(ctx)
    const row = await book(member)
    clock.at = THURSDAY.subtract({ hours: 23 })
    expect(await code(moveAppointment(member.ctx, { code: row.code, start: THURSDAY.add({ hours: 96 }) }))).toBe(
      'appointments.too_late',
    )
    expect(toAppointment(ctx, row).can).toMatchObject({ move: false, cancel: true })
    expect(await cancelAppointment(member.ctx, { code: row.code })).toMatchObject({ status: 'cancelled' })
    expect(await left(member)).toBe(0)
  })

  test('cancelled until 24 hours before, or by the coach at any time, it is given back', async () => {
    const member = await makeMember(ctx)
    const row = await book(member)
    clock.at = THURSDAY.subtract({ hours: 24 })
    await cancelAppointment(member.ctx, { code: row.code })
    expect(await left(member)).toBe(1)
    const open = await sql`select from reminders where subject_id = ${row.id}::uuid and status = 'scheduled'
      and kind not in ('cancellation', 'cancelled')`.execute(ctx.db)
    expect(open.rows).toEqual([])
    const again = await book(member, later(60)).catch(error => error)
    expect(again.code).toBe('appointments.start')
    const monday = await book(member, at('2026-11-02T14:00:00Z'))
    clock.at = monday.start!.subtract({ minutes: 5 })
    await cancelAppointment(await actor(ctx, 'admin'), { code: monday.code })
    expect(await left(member)).toBe(1)
  })

  test('is marked by staff once it was, and rated by who had it', async () => {
    const member = await makeMember(ctx)
    const row = await book(member)
    const staff = await actor(ctx, 'admin')
    expect(await code(setStatus(staff, { code: row.code, status: 'completed' }))).toBe('appointments.not_yet')
    clock.at = later(40)
    expect(await code(setStatus(await actor(ctx, 'agent'), { code: row.code, status: 'completed' }))).toBe(
      'appointments.not_found',
    )
    expect(await setStatus(staff, { code: row.code, status: 'completed' })).toMatchObject({ status: 'completed' })
    expect(await rateAppointment(member.ctx, { code: row.code, rating: 5, text: 'Clear' })).toMatchObject({ rating: 5 })
  })
})

test('what it is about stays between its person and the coaches', async () => {
  const member = await makeMember(ctx)
  const row = await book(member, THURSDAY, { topic: 'A private topic' })
  const [agent, other, admin] = [await actor(ctx, 'agent'), await makeMember(ctx), await actor(ctx, 'admin')]
  const span = { from: THURSDAY, to: later(30) }
  expect((await listStaffAppointments(agent, { ...span, staffId: coach })).items).toEqual([])
  expect((await listStaffAppointments(admin, { ...span, staffId: coach })).items).toMatchObject([
    { notes: 'A private topic' },
  ])
  for (const nobody of [agent, other.ctx])
    expect(await code(openAppointment(nobody, { code: row.code }))).toBe('appointments.not_found')
  const { rows } = await sql<{ id: string }>`select id from reminders where subject_id = ${row.id}::uuid`.execute(
    ctx.db,
  )
  const claimed = rows.map(({ id }) => ({ id, subjectKind: 'appointment', subjectId: row.id, subjectVersion: 1 }))
  const said = await Promise.all(
    ['new_visit', 'moved', 'visit_1h'].map(async kind => {
      const about = {
        kind,
        audience: 'staff',
        recipientId: coach,
        channel: 'email',
        timeZone: 'America/Toronto',
      } as const
      const composed = await appointmentSubject.compose(ctx, [{ ...claimed[0]!, ...about }])
      return JSON.stringify([...composed.values()])
    }),
  )
  expect(said.join()).toContain('9:00')
  expect(said.join()).not.toContain('private topic')
})

test('is written of in mail to the proven address of its account alone', async () => {
  const member = await makeMember(ctx)
  const row = await book(member)
  const about = { subjectKind: 'appointment', subjectId: row.id, subjectVersion: 1, kind: 'confirmation' }
  const reader = {
    audience: 'visitor',
    recipientId: member.personId,
    channel: 'email',
    timeZone: 'Asia/Kolkata',
  } as const
  const mail = async () =>
    [...(await appointmentSubject.compose(ctx, [{ id: row.id, ...about, ...reader }])).values()][0]!
  const first = await mail()
  expect(first).toMatchObject({ holds: true, to: { email: member.email }, calendar: { method: 'REQUEST' } })
  const ics = (first as { calendar: { content: string } }).calendar.content.replaceAll('\r\n ', '')
  expect(ics).toContain(`UID:${row.icsUid}`)
  expect(ics).toContain('DTSTART;TZID=America/Toronto:20261029T090000')
  expect(`${(first as { text: string }).text}`).toMatch(/6:30 pm/)
  await sql`update accounts set email = 'new.address@example.com' where id = ${member.id}::uuid`.execute(ctx.db)
  expect(await mail()).toMatchObject({ to: { email: 'new.address@example.com' } })
  await sql`update accounts set email_verified = false where id = ${member.id}::uuid`.execute(ctx.db)
  expect((await mail()) as object).not.toMatchObject({ to: { email: expect.any(String) } })
})

test('sessions of two persons made one keep their numbers apart, and go back with it', async () => {
  const [one, two] = [await makeMember(ctx), await makeMember(ctx)]
  const [first] = [await book(one), await book(two, later(30))]
  const persons = { from: one.personId, to: two.personId }
  const moved = await appointmentPart.merge!(ctx, persons)
  expect(moved).toMatchObject({ appointments: [first.id], session_uses: [first.id], coach_notes: [] })
  const usedBy = async ({ personId }: Member) => (await readEntitlement(ctx, { accountId: two.id, personId })).used
  expect([await usedBy(one), await usedBy(two)]).toEqual([0, 2])
  await appointmentPart.unmerge!(ctx, { ...persons, moved })
  expect([await usedBy(one), await usedBy(two)]).toEqual([1, 1])
})

test('whoever is erased takes their sessions along; the export has them', async () => {
  const member = await makeMember(ctx)
  const row = await book(member, THURSDAY, { topic: 'A private topic' })
  const all = await exportPerson(ctx, member.personId)
  expect(JSON.stringify(all)).toContain('A private topic')
  expect(all.parts.appointments?.session_uses).toMatchObject([{ code: row.code, number: 1 }])
  await erasePerson(ctx, { personId: member.personId })
  const { rows } = await sql<{ status: string; notes: string | null }>`
    select status, visitor_notes as notes from appointments where id = ${row.id}::uuid`.execute(ctx.db)
  expect(rows).toEqual([{ status: 'cancelled', notes: null }])
})

async function sessionsOf(member: Member) {
  const { items } = await listAppointments(ctx, { personId: member.personId, kind: 'coaching_session' })
  return items.map(row => toAppointment(ctx, row))
}
