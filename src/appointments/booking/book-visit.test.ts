import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { ensurePerson, recallFacts } from '../../people/index.ts'
import { newVisitor } from '../../people/testing.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { AppointmentSettings } from '../schema.ts'
import { writeAppointmentSettings } from '../staff/settings.ts'
import { bookVisit } from './book-visit.ts'
import { cancelAppointment } from './cancel-appointment.ts'
import { expireHolds } from './expire-holds.ts'
import { holdStart, releaseHold } from './hold-start.ts'
import { moveAppointment } from './move-appointment.ts'
import { findAppointment } from './queries.ts'
import { makeClock, onlyAgents, wall, wish } from './testing/desk.ts'

const store = testStore()
const clock = makeClock()
let ctx: Context
let announced: string[] = []
let troubled: string | undefined

beforeAll(() => {
  store.events.subscribe('appointment.changed', async (_ctx, { change, row }) => {
    announced.push(`${change} ${row.status} ${row.version}`)
    if (row.id === troubled) throw new Error('troubled')
  })
})

let day = 24
/** Each test has a day of its own. */
let today = ''
beforeEach(async () => {
  clock.at = makeClock().at
  ctx = store.ctx({ now: clock.now })
  await onlyAgents(ctx, ['Ana', 'Ben'])
  const date = Temporal.PlainDate.from('2026-11-01').add({ days: day++ })
  today = date.toString()
  announced = []
})

async function eventsOf(id: string) {
  const { rows } = await sql<{ kind: string; by: string }>`
    select kind, acted_by as by from appointment_events where appointment_id = ${id}::uuid order by number`.execute(
    ctx.db,
  )
  return rows.map(({ kind, by }) => `${kind} by ${by}`)
}

async function remindersOf(id: string, status = 'scheduled') {
  const { rows } = await sql<{ kind: string }>`
    select distinct kind from reminders where subject_id = ${id}::uuid and status = ${status} order by 1`.execute(
    ctx.db,
  )
  return rows.map(row => row.kind)
}

test('a visit is booked with all that belongs to it', async () => {
  const row = await bookVisit(ctx, await wish(ctx, wall(today, 10), { notes: 'lift?' }))
  expect(row).toMatchObject({
    kind: 'site_visit',
    status: 'confirmed',
    version: 1,
    contactName: 'Asha Rao',
    contactPhone: '+919876501234',
    contactEmail: 'asha@example.com',
    visitorNotes: 'lift?',
    code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{12}$/),
  })
  expect(row.start!.until(row.end!).total('minutes')).toBe(60)
  expect(await eventsOf(row.id)).toEqual(['booked by system'])
  expect(announced).toEqual(['booked confirmed 1'])
  expect(await remindersOf(row.id)).toContain('confirmation')
})

test('where staff confirm, a booking is pending, and expires at its start', async () => {
  await writeAppointmentSettings(ctx, AppointmentSettings.parse({ confirm: 'staff' }))
  const row = await bookVisit(ctx, await wish(ctx, wall(today, 10)))
  expect(row.status).toBe('pending')
  clock.at = wall(today, 10)
  expect(await expireHolds(ctx)).toBe(1)
  expect((await findAppointment(ctx, row.code))?.status).toBe('expired')
  expect(await expireHolds(ctx)).toBe(0)
  clock.at = makeClock().at
  await writeAppointmentSettings(ctx, AppointmentSettings.parse({}))
})

test('one hold that cannot be ended keeps none of the others', async () => {
  const held = []
  for (const hour of [10, 11, 12])
    held.push(await holdStart(ctx, { ...(await wish(ctx, wall(today, hour))), start: wall(today, hour) }))
  clock.pass({ minutes: 10 })
  troubled = held[0]!.id
  await expect(expireHolds(ctx)).rejects.toThrow('troubled')
  troubled = undefined
  const statuses = await Promise.all(held.map(async row => (await findAppointment(ctx, row.code))?.status))
  expect(statuses).toEqual(['held', 'expired', 'expired'])
  expect(await expireHolds(ctx)).toBe(1)
})

test('a hold with somebody who left the staff meanwhile is booked with somebody else, or refused', async () => {
  const input = await wish(ctx, wall(today, 10))
  const held = await holdStart(ctx, { ...input, start: wall(today, 10) })
  await sql`update staff set active = false where id = ${held.staffId}`.execute(ctx.db)
  await expect(bookVisit(ctx, { ...input, hold: held.code, start: undefined })).rejects.toMatchObject({
    code: 'appointments.hold_ended',
  })
  const booked = await bookVisit(ctx, { ...input, hold: held.code })
  expect(booked).toMatchObject({ status: 'confirmed', staff: { active: true } })
})

test('visits go round: fewest first, then whom it is longest ago, until nobody is left', async () => {
  const first = await bookVisit(ctx, await wish(ctx, wall(today, 10)))
  const second = await bookVisit(ctx, await wish(ctx, wall(today, 10)))
  expect(new Set([first.staff!.name, second.staff!.name])).toEqual(new Set(['Ana', 'Ben']))
  const refused = await bookVisit(ctx, await wish(ctx, wall(today, 10))).catch(error => error)
  expect(refused).toMatchObject({ kind: 'conflict', code: 'appointments.taken' })
  expect(refused.detail.alternatives).toHaveLength(3)
  for (const { start } of refused.detail.alternatives)
    await bookVisit(ctx, await wish(ctx, Temporal.Instant.from(start)))
})

test.for([
  ['appointments.name', { name: '  ' }],
  ['appointments.name', { name: '12 34' }],
  ['appointments.phone', { phone: '12345' }],
  ['appointments.phone', { phone: '+91 98765' }],
  ['appointments.phone', { phone: 'call me' }],
  ['appointments.phone', { phone: '98765 01234 ext 5' }],
  ['appointments.email', { email: 'asha@' }],
  ['appointments.contact', { phone: undefined, email: undefined }],
  ['appointments.contact', { phone: ' ', email: '' }],
] as const)('%s refuses %j and nothing is written', async ([code, contact]) => {
  const input = await wish(ctx, wall(today, 10))
  await expect(bookVisit(ctx, { ...input, contact: { ...input.contact, ...contact } })).rejects.toMatchObject({
    kind: 'invalid',
    code,
  })
  const { rows } = await sql`select from appointments where person_id = ${input.personId}`.execute(ctx.db)
  expect(rows).toEqual([])
})

test.for([
  ['past', '2026-11-20', 10],
  ['notice', '2026-11-23', 10],
  ['beyond', '2027-03-01', 10],
  ['closed', '2026-12-24', 20],
] as const)('a start is refused: %s', async ([why, date, hour]) => {
  await expect(bookVisit(ctx, await wish(ctx, wall(date, hour)))).rejects.toMatchObject({
    code: 'appointments.start',
    detail: { why, alternatives: expect.any(Array) },
  })
})

test('neither a start nor a hold is no start', async () => {
  await expect(bookVisit(ctx, await wish(ctx, wall(today, 10), { start: undefined }))).rejects.toMatchObject({
    code: 'appointments.start',
  })
})

test('a home that is not on offer is refused', async () => {
  await expect(bookVisit(ctx, await wish(ctx, wall(today, 10), { listingId: newId() }))).rejects.toMatchObject({
    code: 'appointments.listing',
  })
})

test('a hold keeps the start, becomes the booking, and is nobody else’s', async () => {
  const asha = await wish(ctx, wall(today, 10))
  const hold = await holdStart(ctx, { personId: asha.personId, start: wall(today, 10), source: 'form' })
  expect(hold).toMatchObject({ status: 'held', contactName: null })
  expect(hold.holdUntil!.epochMilliseconds - clock.at.epochMilliseconds).toBe(600_000)
  expect(await remindersOf(hold.id)).toEqual([])
  await onlyOne(hold.staffId!)
  await expect(bookVisit(ctx, await wish(ctx, wall(today, 10)))).rejects.toMatchObject({ code: 'appointments.taken' })
  await expect(
    bookVisit(ctx, await wish(ctx, wall(today, 10), { hold: hold.code, start: undefined })),
  ).rejects.toMatchObject({
    code: 'appointments.hold_ended',
  })
  const booked = await bookVisit(ctx, { ...asha, start: undefined, hold: hold.code })
  expect(booked).toMatchObject({ id: hold.id, status: 'confirmed', holdUntil: null, version: 1 })
  expect(await bookVisit(ctx, { ...asha, start: undefined, hold: hold.code })).toMatchObject({ id: hold.id })
  expect(await eventsOf(hold.id)).toEqual(['held by system', 'booked by system'])
})

async function onlyOne(staffId: string) {
  await sql`update staff set active = (id = ${staffId})`.execute(ctx.db)
}

test('booking the start that one holds books the hold', async () => {
  const asha = await wish(ctx, wall(today, 10), { requestKey: 'once' })
  const hold = await holdStart(ctx, { personId: asha.personId, start: wall(today, 10), source: 'form' })
  await onlyOne(hold.staffId!)
  expect((await bookVisit(ctx, asha)).id).toBe(hold.id)
  expect((await bookVisit(ctx, asha)).id).toBe(hold.id)
})

test('a hold that ended frees its start at once, and is refused unless the start is asked for too', async () => {
  const asha = await wish(ctx, wall(today, 10))
  const hold = await holdStart(ctx, { personId: asha.personId, start: wall(today, 10), source: 'form' })
  await onlyOne(hold.staffId!)
  clock.pass({ minutes: 10 })
  await expect(bookVisit(ctx, { ...asha, start: undefined, hold: hold.code })).rejects.toMatchObject({
    code: 'appointments.hold_ended',
    detail: { alternatives: [{}, {}, {}] },
  })
  const anew = await bookVisit(ctx, { ...asha, hold: hold.code })
  expect(anew.id).not.toBe(hold.id)
  expect((await findAppointment(ctx, hold.code))?.status).toBe('expired')
  expect(await eventsOf(hold.id)).toEqual(['held by system', 'expired by system'])
})

test('a visitor has one hold; the earlier one stays where the new start cannot be had', async () => {
  const { personId } = await wish(ctx, wall(today, 10))
  const first = await holdStart(ctx, { personId, start: wall(today, 10), source: 'form' })
  expect((await holdStart(ctx, { personId, start: wall(today, 10), source: 'form' })).id).toBe(first.id)
  await bookVisit(ctx, await wish(ctx, wall(today, 11)))
  await bookVisit(ctx, await wish(ctx, wall(today, 11)))
  await expect(holdStart(ctx, { personId, start: wall(today, 11), source: 'form' })).rejects.toMatchObject({
    code: 'appointments.taken',
  })
  expect((await findAppointment(ctx, first.code))?.status).toBe('held')
  const second = await holdStart(ctx, { personId, start: wall(today, 12), source: 'form' })
  expect((await findAppointment(ctx, first.code))?.status).toBe('expired')
  await releaseHold(ctx, second)
  await releaseHold(ctx, second)
  expect(await eventsOf(second.id)).toEqual(['held by system', 'expired by system'])
})

test('the same request is the same appointment, whatever became of it; another wish is not taken by its key', async () => {
  const asha = await wish(ctx, wall(today, 10), { requestKey: 'key:1' })
  const row = await bookVisit(ctx, asha)
  expect((await bookVisit(ctx, asha)).id).toBe(row.id)
  await expect(bookVisit(ctx, { ...asha, start: wall(today, 11) })).rejects.toMatchObject({
    code: 'appointments.key_reused',
  })
  await moveAppointment(ctx, { code: row.code, start: wall(today, 12) })
  expect(await bookVisit(ctx, asha)).toMatchObject({ id: row.id, version: 2 })
  await cancelAppointment(ctx, { code: row.code })
  expect(await bookVisit(ctx, asha)).toMatchObject({ id: row.id, status: 'cancelled' })
})

test('a hold asked for again is the hold, also after it was booked by another key and moved', async () => {
  const { personId, contact } = await wish(ctx, wall(today, 10))
  const hold = { personId, start: wall(today, 10), source: 'form' as const, requestKey: 'hold:1' }
  const held = await holdStart(ctx, hold)
  await moveAppointment(ctx, { code: held.code, start: wall(today, 11) })
  const booking = {
    personId,
    contact,
    hold: held.code,
    start: wall(today, 11),
    source: 'form' as const,
    requestKey: 'key:1',
  }
  const booked = await bookVisit(ctx, booking)
  expect(booked).toMatchObject({ id: held.id, status: 'confirmed' })
  expect(await holdStart(ctx, hold)).toMatchObject({ id: held.id, status: 'confirmed' })
  expect(await bookVisit(ctx, booking)).toMatchObject({ id: held.id })
  const other = await holdStart(ctx, { ...hold, start: wall(today, 15), requestKey: 'hold:2' })
  await expect(bookVisit(ctx, { ...booking, hold: other.code, start: undefined })).rejects.toMatchObject({
    code: 'appointments.key_reused',
  })
  // One key for all of it is as good.
  const all = { ...booking, hold: other.code, start: wall(today, 15), requestKey: 'hold:2' }
  expect(await bookVisit(ctx, all)).toMatchObject({ id: other.id, status: 'confirmed' })
  expect(await bookVisit(ctx, all)).toMatchObject({ id: other.id })
})

test('the same visit asked for twice without a key is one, until it is cancelled', async () => {
  const asha = await wish(ctx, wall(today, 10))
  const row = await bookVisit(ctx, asha)
  expect((await bookVisit(ctx, asha)).id).toBe(row.id)
  expect((await bookVisit(ctx, { ...asha, requestKey: 'key:9' })).id).toBe(row.id)
  await cancelAppointment(ctx, { code: row.code })
  expect((await bookVisit(ctx, asha)).id).not.toBe(row.id)
})

test('moving keeps the status and who comes, raises the version; again it changes nothing', async () => {
  const row = await bookVisit(ctx, await wish(ctx, wall(today, 10)))
  const input = { code: row.code, version: 1, start: wall(today, 15), requestKey: 'm1' }
  const moved = await moveAppointment(ctx, input)
  expect(moved).toMatchObject({ status: 'confirmed', version: 2, staffId: row.staffId })
  expect(moved.start).toEqual(wall(today, 15))
  expect((await moveAppointment(ctx, input)).version).toBe(2)
  expect((await moveAppointment(ctx, { ...input, requestKey: undefined })).version).toBe(2)
  await expect(moveAppointment(ctx, { ...input, start: wall(today, 16) })).rejects.toMatchObject({
    code: 'appointments.key_reused',
  })
  await expect(moveAppointment(ctx, { code: row.code, version: 1, start: wall(today, 16) })).rejects.toMatchObject({
    code: 'appointments.version',
    detail: { version: 2 },
  })
  expect(await remindersOf(row.id, 'cancelled')).toContain('confirmation')
  expect(await remindersOf(row.id)).toContain('change')
  await moveAppointment(ctx, { code: row.code, start: wall(today, 10) })
  expect((await moveAppointment(ctx, input)).version).toBe(3)
})

test('a move to a taken start leaves everything as it was', async () => {
  await bookVisit(ctx, await wish(ctx, wall(today, 10)))
  await bookVisit(ctx, await wish(ctx, wall(today, 10)))
  const row = await bookVisit(ctx, await wish(ctx, wall(today, 12)))
  await expect(moveAppointment(ctx, { code: row.code, start: wall(today, 10) })).rejects.toMatchObject({
    code: 'appointments.taken',
    detail: { alternatives: [{}, {}, {}] },
  })
  expect(await findAppointment(ctx, row.code)).toMatchObject({ version: 1, start: wall(today, 12) })
  expect(await eventsOf(row.id)).toEqual(['booked by system'])
})

test('cancelling frees the start, takes the reminders back and is done once', async () => {
  const row = await bookVisit(ctx, await wish(ctx, wall(today, 10)))
  const cancelled = await cancelAppointment(ctx, { code: row.code, version: 1, reason: 'not today' })
  expect(cancelled).toMatchObject({ status: 'cancelled', version: 2, cancelledBy: 'system', cancelReason: 'not today' })
  expect((await cancelAppointment(ctx, { code: row.code, version: 1 })).version).toBe(2)
  expect(await remindersOf(row.id)).toEqual(['cancellation', 'cancelled'])
  await bookVisit(ctx, await wish(ctx, wall(today, 10)))
  await bookVisit(ctx, await wish(ctx, wall(today, 10)))
})

test('what somebody wrote of themselves in a form is remembered; what staff wrote is not', async () => {
  const me = store.ctx({ now: clock.now, actor: newVisitor() })
  const personId = await ensurePerson(me)
  await bookVisit(me, await wish(ctx, wall(today, 10), { personId }))
  const facts = await recallFacts(me, personId)
  expect(Object.fromEntries(facts.map(({ key, value }) => [key, value]))).toEqual({
    name: 'Asha Rao',
    phone: '+919876501234',
    email: 'asha@example.com',
  })
  const other = await wish(ctx, wall(today, 10))
  await bookVisit(ctx, other)
  expect(await recallFacts(ctx, other.personId)).toEqual([])
})
