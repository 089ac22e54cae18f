import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { ensurePerson, erasePerson, exportPerson, registerPersonPart } from '../../people/index.ts'
import { newVisitor } from '../../people/testing.ts'
import type { Context } from '../../storage/index.ts'
import { testBusiness, testStore } from '../../storage/testing/index.ts'
import type { AppointmentRow } from '../row.ts'
import { addAttempt } from './add-attempt.ts'
import { bookForVisitor } from './book-for-visitor.ts'
import { bookVisit } from './book-visit.ts'
import { cancelAppointment } from './cancel-appointment.ts'
import { changeByStaff } from './change-by-staff.ts'
import { holdStart } from './hold-start.ts'
import { appointmentKey, isAppointmentKey, manageLink, newCode } from './links.ts'
import { moveAppointment } from './move-appointment.ts'
import { appointmentPart } from './person-part.ts'
import { activeAppointments, findAppointment, listAppointments, openAppointment } from './queries.ts'
import { rateAppointment } from './rate-appointment.ts'
import { completionReport, workload } from './reports.ts'
import { requestCallback } from './request-callback.ts'
import { setReminders } from './set-reminders.ts'
import { setStatus } from './set-status.ts'
import { listStaffAppointments, toStaffAppointments } from './staff-queries.ts'
import { actor, MONDAY, makeClock, onlyAgents, wall, wish } from './testing/desk.ts'
import { toAppointment } from './view.ts'

const store = testStore()
const clock = makeClock()
let ctx: Context
let me: Context
let personId = ''
let staff: Context

beforeAll(() => registerPersonPart(appointmentPart))
beforeEach(async () => {
  clock.at = MONDAY
  ctx = store.ctx({ now: clock.now })
  await onlyAgents(ctx, ['Ana', 'Ben'], 50)
  me = { ...ctx, actor: newVisitor() }
  personId = await ensurePerson(me)
  staff ??= await actor(ctx)
})

const notFound = { kind: 'not_found', code: 'appointments.not_found' }

test('an appointment is opened by its person, by staff, by the system and by its key alone', async () => {
  const row = await bookVisit(me, await wish(ctx, wall('2026-11-24', 10), { personId }))
  const { code } = row
  const key = await appointmentKey(ctx, row.id)
  expect(key).toMatch(/^[\w-]{43}$/)
  const nobody = { ...ctx, actor: { kind: 'nobody' as const } }
  const stranger = { ...ctx, actor: newVisitor() }
  const member = await actor(ctx, 'member')
  const other = await bookVisit(ctx, await wish(ctx, wall('2026-11-24', 10)))
  for (const who of [me, staff, ctx]) expect((await openAppointment(who, { code })).id).toBe(row.id)
  for (const who of [nobody, stranger, member]) {
    expect((await openAppointment(who, { code, key })).id).toBe(row.id)
    const wrong = [undefined, '', 'x', key.slice(1), `${key}x`, await appointmentKey(ctx, other.id)]
    for (const key of wrong) await expect(openAppointment(who, { code, key })).rejects.toMatchObject(notFound)
  }
  await expect(openAppointment(ctx, { code: newCode() })).rejects.toMatchObject(notFound)
  expect(await isAppointmentKey(ctx, row.id, key)).toBe(true)
  expect(await manageLink(ctx, row)).toBe(`http://localhost:3000/appointments/${code}#${key}`)
})

test('codes are long and their own', () => {
  const codes = new Set(Array.from({ length: 10_000 }, newCode))
  expect(codes.size).toBe(10_000)
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/)
})

test('the visitor’s view has no word of staff', async () => {
  const { code } = await bookVisit(me, await wish(ctx, wall('2026-11-24', 12), { personId }))
  const noted = await changeByStaff(staff, { code, version: 1, staffNotes: 'haggles' })
  const view = toAppointment(me, noted)
  expect(JSON.stringify(view)).not.toMatch(/haggles|personId|staffId/)
  expect(view).toMatchObject({
    start: '2026-11-24T12:00:00+05:30',
    end: '2026-11-24T13:00:00+05:30',
    calendar: {
      google: expect.stringMatching(/^https:\/\/calendar\.google\.com\//),
      outlook: expect.stringMatching(/^https:\/\/outlook\./),
      ics: `http://localhost:3000/api/appointments/${code}/calendar.ics`,
    },
    can: { move: true, cancel: true, rate: false },
  })
  const cancelled = await setStatus(staff, { code, version: 1, status: 'cancelled', note: 'rude on the phone' })
  expect(JSON.stringify(toAppointment(me, cancelled))).not.toContain('rude')
  const [forStaff] = await toStaffAppointments(ctx, [cancelled])
  expect(forStaff).toMatchObject({
    staffNotes: 'haggles',
    personId,
    next: [],
    calendarState: 'none',
    cancelledBy: 'staff',
  })
})

test('a person’s own, newest first and page by page, without the holds that ended', async () => {
  const booked = []
  for (const hour of [9, 10, 11, 12, 13]) {
    booked.push(await bookVisit(me, await wish(ctx, wall('2026-11-25', hour), { personId })))
    if (hour % 2) clock.pass({ seconds: 1 })
  }
  const hold = await holdStart(me, { personId, start: wall('2026-11-25', 14), source: 'form' })
  const codes = async () => {
    const all: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await listAppointments(me, { personId, limit: 2, cursor })
      all.push(...page.items.map(row => row.code))
      if (!page.cursor) return all
      cursor = page.cursor
    }
  }
  const newest = booked.map(row => row.code).toReversed()
  expect(await codes()).toEqual([hold.code, ...newest])
  expect((await activeAppointments(me, personId)).map(row => row.code)).toEqual([...newest.toReversed(), hold.code])
  clock.pass({ minutes: 10 })
  expect(await codes()).toEqual(newest)
  expect(toAppointment(me, hold).status).toBe('expired')
  expect((await findAppointment(ctx, hold.code))?.status, 'looking writes nothing').toBe('held')
  await expect(listAppointments(me, { personId, cursor: 'bm8' })).rejects.toMatchObject({ code: 'appointments.cursor' })
})

test('staff book for somebody who called: once for each key, and nobody is made where it is refused', async () => {
  const contact = { name: 'Ravi', phone: '9876501235' }
  const start = wall('2026-11-26', 10)
  const ask = { kind: 'site_visit', contact, start, requestKey: 'key:1' } as const
  const row = await bookForVisitor(staff, ask)
  expect(row).toMatchObject({ source: 'staff', contactPhone: '+919876501235', status: 'confirmed' })
  expect((await bookForVisitor(staff, ask)).id).toBe(row.id)
  const count = async () => (await sql`select from persons`.execute(ctx.db)).rows.length
  const before = await count()
  const late = { ...ask, start: wall('2026-11-20', 10), requestKey: 'key:2' }
  await expect(bookForVisitor(staff, late)).rejects.toMatchObject({ code: 'appointments.start' })
  await bookForVisitor(staff, { ...ask, requestKey: 'key:3' })
  await expect(bookForVisitor(staff, { ...ask, requestKey: 'key:4' })).rejects.toMatchObject({
    code: 'appointments.taken',
  })
  expect(await count()).toBe(before + 1)
  const call = await bookForVisitor(staff, { kind: 'callback', contact, urgency: 'high' })
  expect(call).toMatchObject({ kind: 'callback', source: 'staff' })
  // Whom the sales desk knows, and nobody else: a booking would make them known to it.
  const again = { kind: 'callback', contact, urgency: 'high', requestKey: 'key:5' } as const
  expect(await bookForVisitor(staff, { ...again, personId: row.personId })).toMatchObject({ personId: row.personId })
  await expect(bookForVisitor(staff, { ...again, personId })).rejects.toMatchObject({
    code: 'appointments.person_not_found',
  })
})

test('a visit is given to somebody who is free then, not to somebody who is not', async () => {
  const [ana, ben] = (await onlyAgents(ctx, ['Ana', 'Ben'])) as [string, string]
  const row = await bookVisit(ctx, await wish(ctx, wall('2026-11-27', 10)))
  const other = row.staffId === ana ? ben : ana
  const given = await changeByStaff(staff, { code: row.code, version: 1, staffId: other })
  expect(given).toMatchObject({ staffId: other, version: 2, start: wall('2026-11-27', 10) })
  await bookVisit(ctx, await wish(ctx, wall('2026-11-27', 10)))
  await expect(
    changeByStaff(staff, { code: row.code, version: 2, staffId: row.staffId!, staffNotes: 'lost too' }),
  ).rejects.toMatchObject({ code: 'appointments.taken' })
  expect(await findAppointment(ctx, row.code)).toMatchObject({ staffId: other, version: 2, staffNotes: null })
})

test('staff see a span of time, visits and calls by their time, page by page', async () => {
  const start = (hour: number) => wall('2026-11-28', hour)
  const rows: AppointmentRow[] = []
  for (const hour of [15, 9, 12]) rows.push(await bookVisit(ctx, await wish(ctx, start(hour))))
  const { contact } = await wish(ctx, start(9))
  rows.push(await requestCallback(ctx, { personId, contact, source: 'chat', preferred: start(11) }))
  rows.push(await bookVisit(ctx, await wish(ctx, start(12))))
  const span = { from: wall('2026-11-28', 0), to: wall('2026-11-29', 0) }
  const all: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listStaffAppointments(ctx, { ...span, limit: 2, cursor })
    all.push(...page.items.map(({ code }) => code))
    if (!page.cursor) break
    cursor = page.cursor
  }
  const byTime = rows.toSorted((a, b) => Temporal.Instant.compare(a.start!, b.start!) || (a.id < b.id ? -1 : 1))
  expect(all).toEqual(byTime.map(({ code }) => code))
  const calls = await listStaffAppointments(ctx, { ...span, kind: 'callback' })
  expect(calls.items.map(({ code }) => code)).toEqual([rows[3]!.code])
  const anas = await listStaffAppointments(ctx, {
    ...span,
    staffId: rows[0]!.staffId!,
    status: ['confirmed', 'cancelled'],
  })
  expect(anas.items.every(item => item.staffId === rows[0]!.staffId)).toBe(true)
  const load = await workload(ctx, { from: '2026-11-27', days: 3 })
  expect(load.days).toEqual(['2026-11-27', '2026-11-28', '2026-11-29'])
  expect(load.staff.map(({ perDay }) => perDay[1]! + perDay[0]! + perDay[2]!).reduce((a, b) => a + b)).toBe(4)
  expect(load.staff.reduce((sum, { openCallbacks }) => sum + openCallbacks, 0)).toBe(1)
})

test('what took place, by source', async () => {
  const on = async (hour: number, source: 'form' | 'chat') =>
    (await bookVisit(ctx, await wish(ctx, wall('2026-12-01', hour), { source }))).code
  const codes = [
    await on(9, 'form'),
    await on(10, 'form'),
    await on(11, 'form'),
    await on(12, 'chat'),
    await on(13, 'form'),
  ]
  await cancelAppointment(ctx, { code: codes[2]! })
  clock.at = wall('2026-12-01', 17)
  await setStatus(staff, { code: codes[0]!, version: 1, status: 'completed' })
  await setStatus(staff, { code: codes[1]!, version: 1, status: 'no_show' })
  expect((await completionReport(ctx, { from: '2026-12-01', to: '2026-12-02' })).sources).toEqual([
    { source: 'chat', completed: 0, noShow: 0, cancelled: 0, rate: null },
    { source: 'form', completed: 1, noShow: 1, cancelled: 1, rate: 1 / 3 },
  ])
})

test('reminders come by the ways agreed on last', async () => {
  const row = await bookVisit(
    me,
    await wish(ctx, wall('2026-12-02', 10), { personId, remind: { email: true, phone: false } }),
  )
  const channels = async () => {
    const { rows } = await sql<{ channel: string }>`
      select channel from reminders where subject_id = ${row.id} and kind = 'visit_1h' and audience = 'visitor'
        and status = 'scheduled' order by 1`.execute(ctx.db)
    return rows.map(({ channel }) => channel)
  }
  expect(await channels()).toEqual(['email'])
  expect(await setReminders(me, { code: row.code, email: false, phone: true })).toMatchObject({
    version: 1,
    remindPhone: true,
  })
  expect(await channels()).toContain('phone')
})

test('erasing cancels what is open, takes every word of the person and leaves the count', async () => {
  const secret = 'Quentin'
  const start = (hour: number) => wall('2026-12-03', hour)
  const contact = { name: secret, phone: '9876509999', email: `${secret}@example.com` }
  const say = async (hour: number) =>
    bookVisit(me, await wish(ctx, start(hour), { personId, contact, notes: secret, requestKey: `${secret} ${hour}` }))
  const open = await say(12)
  const done = await say(9)
  const gone = await say(10)
  await moveAppointment(me, { code: open.code, start: start(13), requestKey: secret })
  await cancelAppointment(me, { code: gone.code, reason: `${secret} is ill` })
  const call = await requestCallback(me, { personId, contact, source: 'form', notes: secret })
  await addAttempt(staff, { code: call.code, outcome: 'busy', note: secret })
  const hold = await holdStart(me, { personId, start: start(16), source: 'form' })
  await changeByStaff(staff, { code: open.code, version: 2, staffNotes: secret })
  clock.at = start(11)
  await setStatus(staff, { code: done.code, version: 1, status: 'completed', note: secret })
  await rateAppointment(me, { code: done.code, rating: 5, text: `${secret} was happy` })
  const key = await appointmentKey(ctx, open.id)

  const data = JSON.stringify((await exportPerson(ctx, personId)).parts.appointments)
  for (const word of [secret, '+919876509999', `${secret} is ill`, 'was happy', open.code, call.code])
    expect(data).toContain(word)
  expect(data).not.toMatch(/hash|secret|token|password|"owner"|account_id|staff_notes/)

  await erasePerson(me, { personId })
  const statusOf = async ({ code }: { code: string }) => (await findAppointment(ctx, code))?.status
  expect(await Promise.all([open, call, hold, done, gone].map(statusOf))).toEqual([
    ...['cancelled', 'cancelled', 'expired', 'completed', 'cancelled'],
  ])
  for (const table of ['appointments', 'appointment_events', 'callback_attempts']) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(table)} t`.execute(ctx.db)
    expect(rows.filter(({ row }) => /quentin|9876509999/i.test(row))).toEqual([])
  }
  const due = await sql`
    select from reminders where person_id = ${personId} and audience = 'visitor' and status = 'scheduled'
      and kind <> 'cancellation' and subject_id = ${open.id}`.execute(ctx.db)
  expect(due.rows).toEqual([])
  const { code } = done
  const state = { code: 'appointments.state' }
  const admin = await actor(ctx, 'admin')
  await expect(changeByStaff(staff, { code, version: 1, staffNotes: secret })).rejects.toMatchObject(state)
  await expect(rateAppointment(staff, { code, rating: 5, text: secret })).rejects.toMatchObject(state)
  await expect(setStatus(admin, { code, version: 1, status: 'no_show', note: secret })).rejects.toMatchObject(state)
  const nobody = { ...ctx, actor: { kind: 'nobody' as const } }
  await expect(openAppointment(nobody, { code: open.code, key })).rejects.toMatchObject(notFound)
  await expect(bookVisit(me, await wish(ctx, start(17), { personId }))).rejects.toMatchObject({ code: 'people.ended' })
})

test('national numbers are those of the business’s country; elsewhere the country is to be told', async () => {
  const at = (timeZone: string) => ({ ...ctx, business: { ...testBusiness, timeZone } })
  const contact = { name: 'Li', phone: '20 7946 0018' }
  const ask = async (zone: string, phone = contact.phone) =>
    requestCallback(at(zone), { ...(await wish(ctx, MONDAY)), contact: { ...contact, phone } })
  expect((await ask('Europe/London', '020 7946 0018')).contactPhone).toBe('+442079460018')
  await expect(ask('America/Argentina/Ushuaia')).rejects.toMatchObject({ code: 'appointments.phone' })
  expect((await ask('America/Argentina/Ushuaia', '+44 20 7946 0018')).contactPhone).toBe('+442079460018')
  for (const premium of ['+1 900 555 1234', '+44 909 879 0000'])
    await expect(ask('Europe/London', premium)).rejects.toMatchObject({ code: 'appointments.phone' })
})
