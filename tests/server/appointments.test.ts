import { beforeAll, expect, test } from 'vitest'
import { appointmentKey } from '../../src/appointments/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)

type View = { code: string; status: string; version: number; start: string }

let asha: Caller
let agent: Caller
let starts: string[] = []
const contact = { name: 'Asha Rao', phone: '98765 01234', email: 'asha@example.com' }

beforeAll(async () => {
  asha = server.nobody()
  agent = await server.account('agent')
  const { days } = (await asha.expect(200, 'GET', '/api/slots?days=14')) as { days: { slots: { start: string }[] }[] }
  starts = days.slice(2).flatMap(day => day.slots.map(slot => slot.start))
})

const keyed = (key: string) => ({ headers: { 'idempotency-key': key } })
const post = (caller: Caller, status: number, path: string, json: object, more = {}) =>
  caller.expect(status, 'POST', path, { json, ...more }) as Promise<View>

async function linkKey(code: string): Promise<string> {
  const { rows } = await store.pool.query<{ id: string }>('select id from appointments where code = $1', [code])
  return appointmentKey(store.ctx(), rows[0]!.id)
}

test('a visitor holds, books, looks, moves, takes the calendar file and cancels', async () => {
  const held = await post(asha, 201, '/api/holds', { start: starts[0] })
  expect(held).toMatchObject({ status: 'held', start: starts[0], holdUntil: expect.any(String) })
  const booked = await post(asha, 201, '/api/site-visits', { hold: held.code, contact }, keyed('k1'))
  expect(booked).toMatchObject({ code: held.code, status: 'confirmed', contact: { phone: '+919876501234' } })
  expect(await post(asha, 201, '/api/site-visits', { hold: held.code, contact }, keyed('k1'))).toMatchObject({
    code: held.code,
  })
  await post(asha, 409, '/api/site-visits', { start: starts[3], contact }, keyed('k1'))
  const { items } = (await asha.expect(200, 'GET', '/api/appointments')) as { items: View[] }
  expect(items.map(({ code }) => code)).toEqual([held.code])
  const path = `/api/appointments/${held.code}`
  const file = await asha.call('GET', `${path}/calendar.ics`)
  expect(file.headers['content-type']).toMatch(/^text\/calendar/)
  expect(file.text.replaceAll('\r\n ', '')).toContain(`/appointments/${held.code}`)
  const moved = await post(asha, 200, `${path}/move`, { version: 1, start: starts[2] })
  expect(moved).toMatchObject({ version: 2, start: starts[2], status: 'confirmed' })
  const stale = await asha.call('POST', `${path}/cancel`, { json: { version: 1 } })
  expect([stale.status, (stale.json as { code: string }).code]).toEqual([409, 'appointments.version'])
  await post(asha, 409, `${path}/feedback`, { rating: 5 })
  expect(await post(asha, 200, `${path}/cancel`, { version: 2, reason: 'ill' })).toMatchObject({ status: 'cancelled' })
})

test('whoever has the key may do the same, and nobody else', async () => {
  const { code } = await post(asha, 201, '/api/site-visits', { start: starts[4], contact })
  const path = `/api/appointments/${code}`
  const key = await linkKey(code)
  const nobody = server.nobody()
  const shown = { headers: { 'x-appointment-key': key } }
  await nobody.expect(404, 'GET', path)
  expect(await nobody.expect(200, 'GET', path, shown)).toMatchObject({
    code,
    calendar: { ics: expect.stringContaining(key) },
  })
  await nobody.expect(404, 'GET', `${path}/calendar.ics`)
  expect((await nobody.call('GET', `${path}/calendar.ics?key=${key}`)).status).toBe(200)
  expect(await post(nobody, 200, `${path}/reminders`, { email: true, phone: false }, shown)).toMatchObject({
    remind: { email: true, phone: false },
  })
  await post(nobody, 200, `${path}/cancel`, { version: 1 }, shown)
})

test('a refusal names its field, or what is free', async () => {
  const nameless = await asha.call('POST', '/api/site-visits', {
    json: { start: starts[5], contact: { ...contact, name: ' ' } },
  })
  expect(nameless.json).toMatchObject({ status: 400, code: 'appointments.name', field: 'name' })
  const past = await asha.call('POST', '/api/site-visits', { json: { start: '2020-01-01T10:00:00Z', contact } })
  expect(past.json).toMatchObject({ status: 400, code: 'appointments.start', why: 'past', alternatives: [{}, {}, {}] })
  const nowhere = await asha.call('POST', '/api/site-visits', {
    json: { start: starts[5], contact, listing: 'no-such' },
  })
  expect(nowhere.json).toMatchObject({ status: 400, code: 'appointments.listing' })
  for (const start of ['tomorrow', '2026-11-31T10:00:00Z', '2026-11-30T10:00:00', '2026-11-30'])
    await post(asha, 400, '/api/site-visits', { start, contact })
})

test('staff see it, say what became of it, call back and book for others', async () => {
  const call = await post(asha, 201, '/api/callbacks', { contact, urgency: 'urgent', notes: 'EMI?' }, keyed('c1'))
  expect(call).toMatchObject({ status: 'pending', dueAt: expect.any(String) })
  const own = `/api/staff/appointments/${call.code}`
  await post(agent, 200, `${own}/attempts`, { outcome: 'busy' }, keyed('a1'))
  await post(agent, 200, `${own}/attempts`, { outcome: 'busy' }, keyed('a1'))
  const seen = (await agent.expect(200, 'GET', own)) as { appointment: object; events: object[] }
  expect(seen.appointment).toMatchObject({
    status: 'no_answer',
    attempts: [{ number: 1, outcome: 'busy' }],
    notes: 'EMI?',
  })
  expect(seen.events).toMatchObject([
    { kind: 'requested', actedBy: 'visitor' },
    { kind: 'no_answer', actedBy: 'staff' },
  ])
  const open = (await agent.expect(200, 'GET', '/api/staff/callbacks')) as { items: View[] }
  expect(open.items.map(({ code }) => code)).toContain(call.code)
  await agent.expect(200, 'GET', '/api/staff/appointments/overdue')
  await post(agent, 200, `${own}/status`, { version: 1, status: 'completed' })
  await post(agent, 409, `${own}/status`, { version: 1, status: 'contacted' })

  const visit = { kind: 'site_visit', contact: { name: 'Ravi', phone: '+91 98765 01299' }, start: starts[6] }
  const booked = await post(agent, 201, '/api/staff/appointments', visit, keyed('v1'))
  expect(booked).toMatchObject({ source: 'staff', status: 'confirmed', next: ['cancelled'] })
  expect((await post(agent, 201, '/api/staff/appointments', visit, keyed('v1'))).code).toBe(booked.code)
  const patch = { json: { version: 1, staffNotes: 'first home' } }
  expect(await agent.expect(200, 'PATCH', `/api/staff/appointments/${booked.code}`, patch)).toMatchObject({
    staffNotes: 'first home',
    version: 1,
  })
  const date = booked.start.slice(0, 10)
  const to = Temporal.PlainDate.from(date).add({ days: 1 }).toString()
  const list = await agent.expect(
    200,
    'GET',
    `/api/staff/appointments?from=${date}&to=${to}&kind=site_visit&status=confirmed,pending`,
  )
  expect((list as { items: View[] }).items.map(({ code }) => code)).toContain(booked.code)
  await agent.expect(400, 'GET', '/api/staff/appointments?status=lost')
  expect(await agent.expect(200, 'GET', `/api/staff/workload?from=${date}&days=1`)).toMatchObject({ days: [date] })
  expect(await agent.expect(200, 'GET', `/api/staff/reports?from=${date}&to=${to}`)).toMatchObject({ from: date })
})

test('dates of other ages, instants finer than any clock and foreign page markers are refused, never stumbled over', async () => {
  const instants = ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59', '2027-01-01T10:00:00.0000000001Z']
  const admin = await server.administrator()
  const team = (await admin.expect(200, 'GET', '/api/staff/team')) as { items: { id: string }[] }
  for (const start of instants) {
    await post(asha, 400, '/api/holds', { start })
    await post(asha, 400, '/api/site-visits', { start, contact })
    await post(agent, 400, '/api/staff/appointments', { kind: 'callback', preferred: start, contact })
    await post(admin, 400, '/api/staff/time-off', { staffId: team.items[0]!.id, start, end: '2030-01-01T00:00:00Z' })
  }
  for (const date of ['0000-01-01', '0001-01-01', '9999-12-31'])
    for (const path of ['appointments?to=', 'workload?days=31&from=', 'reports?to=2027-01-01&from='])
      await agent.expect(400, 'GET', `/api/staff/${path}${date}`)
  const holidays = [{ day: '0000-01-01', name: 'Creation' }]
  await admin.expect(400, 'PUT', '/api/admin/settings/appointments', { json: { holidays } })
  for (const at of ['-271821-04-20T00:00Z', '+275760-09-13T00:00Z', '2026-01-01']) {
    const cursor = Buffer.from(JSON.stringify([at, crypto.randomUUID()])).toString('base64url')
    for (const path of ['/api/appointments', '/api/staff/appointments'])
      expect(await agent.expect(400, 'GET', `${path}?cursor=${cursor}`)).toMatchObject({ code: 'appointments.cursor' })
  }
  const ages = { kind: 'callback', preferred: '2300-01-01T10:00:00Z', contact }
  expect(await post(agent, 400, '/api/staff/appointments', ages)).toMatchObject({ why: 'beyond' })
})

test('what the status does not allow says so beside the status of HTTP', async () => {
  const { code } = await post(asha, 201, '/api/callbacks', { contact })
  const refused = await post(asha, 409, `/api/appointments/${code}/move`, { version: 1, start: starts[6] })
  expect(refused).toMatchObject({ status: 409, code: 'appointments.state', currentStatus: 'pending' })
})

test('the same visit asked for again is one visit, and its second key books nothing after a cancellation', async () => {
  const visitor = server.nobody()
  await visitor.expect(200, 'GET', '/api/sales/conversation')
  const wish = { start: starts[6], contact }
  const first = await post(visitor, 201, '/api/site-visits', wish, keyed('twice-1'))
  const second = await post(visitor, 201, '/api/site-visits', wish, keyed('twice-2'))
  expect(second.code).toBe(first.code)
  await post(visitor, 200, `/api/appointments/${first.code}/cancel`, { version: first.version })
  for (const key of ['twice-1', 'twice-2'])
    expect(await post(visitor, 201, '/api/site-visits', wish, keyed(key))).toMatchObject({
      code: first.code,
      status: 'cancelled',
    })
  expect((await post(visitor, 201, '/api/site-visits', wish, keyed('twice-3'))).code).not.toBe(first.code)
})
