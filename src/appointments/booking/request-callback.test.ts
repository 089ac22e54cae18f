import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { createPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { addAttempt } from './add-attempt.ts'
import { cancelAppointment } from './cancel-appointment.ts'
import { changeByStaff } from './change-by-staff.ts'
import { requestCallback } from './request-callback.ts'
import { setStatus } from './set-status.ts'
import { listAppointmentEvents, listCallbacks } from './staff-queries.ts'
import { actor, MONDAY, makeClock, onlyAgents, wall } from './testing/desk.ts'

const store = testStore()
const clock = makeClock()
let ctx: Context
let staff: Context
const contact = { name: 'Asha Rao', phone: '+91 98765 01234' }

beforeEach(async () => {
  clock.at = MONDAY
  ctx = store.ctx({ now: clock.now })
  staff ??= await actor(ctx)
  await sql`update appointments set status = 'completed', cancelled_by = null where kind = 'callback'`.execute(ctx.db)
  await onlyAgents(ctx, ['Ana', 'Ben'])
})

test('a call is promised and given to somebody', async () => {
  const row = await requestCallback(ctx, {
    personId: await createPerson(ctx),
    contact,
    source: 'form',
    urgency: 'high',
  })
  expect(row).toMatchObject({ kind: 'callback', status: 'pending', urgency: 'high', reason: 'general', start: null })
  expect(row.dueAt).toEqual(MONDAY.add({ hours: 2 }))
  expect(['Ana', 'Ben']).toContain(row.staff!.name)
  const { rows } = await sql<{ kind: string }>`select kind from reminders where subject_id = ${row.id}`.execute(ctx.db)
  expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['received', 'callback_due', 'callback_overdue']))
})

test.for([
  ['appointments.phone', { contact: { name: 'Asha', email: 'a@example.com' } }],
  ['appointments.phone', { contact: { name: 'Asha', phone: '000' } }],
  ['appointments.name', { contact: { name: '?', phone: '+919876501234' } }],
  ['appointments.start', { preferred: MONDAY }],
  ['appointments.start', { preferred: MONDAY.add({ hours: 24 * 62 }) }],
] as const)('%s refuses %j', async ([code, wrong]) => {
  const personId = await createPerson(ctx)
  await expect(requestCallback(ctx, { personId, contact, source: 'form', ...wrong })).rejects.toMatchObject({
    kind: 'invalid',
    code,
  })
})

test('asked again, the open one is raised: higher urgency, earlier promise, both notes', async () => {
  const personId = await createPerson(ctx)
  const first = await requestCallback(ctx, { personId, contact, source: 'form', notes: 'price?' })
  const urgent = { personId, contact, source: 'form', urgency: 'urgent', notes: 'today!', requestKey: 'k' } as const
  const raised = await requestCallback(ctx, urgent)
  expect(raised).toMatchObject({ id: first.id, version: 2, urgency: 'urgent', visitorNotes: 'price?\ntoday!' })
  expect(raised.dueAt).toEqual(MONDAY.add({ minutes: 30 }))
  expect((await requestCallback(ctx, urgent)).version).toBe(2)
  await expect(requestCallback(ctx, { ...urgent, preferred: MONDAY.add({ hours: 5 }) })).rejects.toMatchObject({
    code: 'appointments.key_reused',
  })
  const lower = await requestCallback(ctx, { personId, contact, source: 'form', urgency: 'low' })
  expect(lower).toMatchObject({ version: 3, urgency: 'urgent', dueAt: raised.dueAt })
  const about = await requestCallback(ctx, { personId, contact, source: 'form', reason: 'pricing' })
  expect(about.reason).toBe('pricing')
  expect((await requestCallback(ctx, { personId, contact, source: 'form', reason: 'general' })).reason).toBe('pricing')
})

test('tries are counted; who was reached is not tried again, and a new wish is a new callback', async () => {
  const personId = await createPerson(ctx)
  const { code, id } = await requestCallback(ctx, { personId, contact, source: 'form' })
  expect(await addAttempt(staff, { code, outcome: 'busy', note: 'engaged' })).toMatchObject({ status: 'no_answer' })
  await addAttempt(staff, { code, outcome: 'no_answer', requestKey: 'a' })
  await addAttempt(staff, { code, outcome: 'no_answer', requestKey: 'a' })
  await expect(addAttempt(staff, { code, outcome: 'busy', requestKey: 'a' })).rejects.toMatchObject({
    code: 'appointments.key_reused',
  })
  expect(await addAttempt(staff, { code, outcome: 'successful', seconds: 90 })).toMatchObject({
    status: 'contacted',
    version: 1,
  })
  await expect(addAttempt(staff, { code, outcome: 'busy' })).rejects.toMatchObject({ code: 'appointments.state' })
  const events = await listAppointmentEvents(ctx, { id, timeZone: 'Asia/Kolkata' })
  expect(events.map(({ kind }) => kind)).toEqual(['requested', 'no_answer', 'no_answer', 'contacted'])
  const { rows } = await sql<{ status: string }>`
    select distinct status from reminders where subject_id = ${id}`.execute(ctx.db)
  expect(rows).toEqual([{ status: 'cancelled' }])
  expect((await requestCallback(ctx, { personId, contact, source: 'form' })).code).not.toBe(code)
  expect(await setStatus(staff, { code, version: 1, status: 'completed' })).toMatchObject({ status: 'completed' })
})

test('without anybody on staff the call is promised all the same', async () => {
  await sql`update staff set active = false`.execute(ctx.db)
  const row = await requestCallback(ctx, { personId: await createPerson(ctx), contact, source: 'form' })
  expect(row).toMatchObject({ staffId: null, status: 'pending' })
})

test('fewest open callbacks, then whom it is longest ago; who is away only where nobody else is', async () => {
  const [ana, ben] = await onlyAgents(ctx, ['Ana', 'Ben'])
  const ask = async () => requestCallback(ctx, { personId: await createPerson(ctx), contact, source: 'form' })
  const first = await ask()
  clock.pass({ minutes: 1 })
  const second = await ask()
  expect([first.staffId, second.staffId].toSorted()).toEqual([ana, ben].toSorted())
  clock.pass({ minutes: 1 })
  expect((await ask()).staffId, 'a tie goes to whom it is longest ago').toBe(first.staffId)
  await sql`
    insert into time_off (id, staff_id, period, created_at)
    values (gen_random_uuid(), ${second.staffId}, tstzrange(${MONDAY}, ${MONDAY.add({ hours: 48 })}), ${MONDAY})`.execute(
    ctx.db,
  )
  expect((await ask()).staffId).toBe(first.staffId)
})

test('staff see what is open by its promise, and what is late with its minutes', async () => {
  const ask = async (urgency: 'urgent' | 'high' | 'low') =>
    requestCallback(ctx, { personId: await createPerson(ctx), contact, source: 'form', urgency })
  const low = await ask('low')
  const high = await ask('high')
  clock.at = MONDAY.add({ minutes: 90 })
  const urgent = await ask('urgent')
  expect(urgent.dueAt).toEqual(high.dueAt)
  clock.at = high.dueAt!.add({ minutes: 7 })
  const late = await listCallbacks(ctx, { overdue: true })
  expect(late.map(({ code, overdueMinutes }) => [code, overdueMinutes])).toEqual([
    [urgent.code, 7],
    [high.code, 7],
  ])
  expect((await listCallbacks(ctx, {})).map(({ code }) => code)).toEqual([urgent.code, high.code, low.code])
  await cancelAppointment(ctx, { code: high.code })
  expect(await listCallbacks(ctx, { overdue: true })).toHaveLength(1)
})

test('a callback is given to somebody else by its version', async () => {
  const [ana, ben] = await onlyAgents(ctx, ['Ana', 'Ben'])
  const row = await requestCallback(ctx, {
    personId: await createPerson(ctx),
    contact,
    source: 'form',
    preferred: wall('2026-11-24', 11),
  })
  expect(row.start).toEqual(wall('2026-11-24', 11))
  const other = row.staffId === ana ? ben! : ana!
  const given = await changeByStaff(staff, { code: row.code, version: 1, staffId: other, staffNotes: 'speaks Kannada' })
  expect(given).toMatchObject({ staffId: other, version: 2, staffNotes: 'speaks Kannada' })
  await expect(changeByStaff(staff, { code: row.code, version: 1, staffId: ana })).rejects.toMatchObject({
    code: 'appointments.version',
  })
})
