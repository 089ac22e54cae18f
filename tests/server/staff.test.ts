import { expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from './app.ts'

const store = testStore()
const server = testServer(store)
type Member = { id: string; version: number; name: string; accountId: string | null; hours: unknown[] }

test('the team: an administrator adds a member and links a sign-in; they keep their own hours', async () => {
  const [admin, agent] = [await server.administrator(), await server.account('agent')]
  const mine = (await agent.expect(200, 'GET', '/api/staff/team')) as { items: Member[]; me: string | null }
  expect([mine.items.length, mine.me]).toEqual([5, null])
  expect(await agent.call('GET', '/api/staff/availability')).toMatchObject({ status: 404 })

  const { items } = (await admin.expect(200, 'GET', '/api/admin/accounts')) as { items: { id: string; role: string }[] }
  const accountId = items.find(({ role }) => role === 'agent')!.id
  const wish = { json: { name: 'Asha Rao', accountId }, headers: { 'idempotency-key': 'once' } }
  const added = (await admin.expect(201, 'POST', '/api/admin/staff', wish)) as Member
  expect(await admin.expect(201, 'POST', '/api/admin/staff', wish)).toMatchObject({ id: added.id })
  await admin.expect(409, 'POST', '/api/admin/staff', { ...wish, json: { name: 'Somebody' } })
  expect(added).toMatchObject({ accountId, samples: { retired: expect.any(Array), kept: [] } })
  const path = `/api/admin/staff/${added.id}`
  expect(await admin.expect(200, 'PATCH', path, { json: { version: 1, phone: '+91 98765 43210' } })).toMatchObject({
    name: 'Asha Rao',
    accountId,
    phone: '+919876543210',
    version: 2,
  })
  await admin.expect(409, 'PATCH', path, { json: { version: 1, name: 'Somebody' } })
  await agent.expect(403, 'PATCH', path, { json: { version: 2, visitsPerDay: 50 } })

  const hours = [{ weekday: 1, opens: '09:00', closes: '13:00' }]
  expect(await agent.expect(200, 'PUT', '/api/staff/availability', { json: { hours } })).toMatchObject({
    staff: { id: added.id, hours },
    timeOff: [],
  })
  const other = mine.items[0]!.id
  await agent.expect(403, 'PUT', `/api/staff/availability?staff=${other}`, { json: { hours } })
  await agent.expect(403, 'GET', `/api/staff/availability?staff=${other}`)
  await admin.expect(200, 'GET', `/api/staff/availability?staff=${other}`)
  const period = { start: '2099-12-24T00:00:00+05:30', end: '2099-12-27T00:00:00+05:30' }
  const timeOff = (await agent.expect(201, 'POST', '/api/staff/time-off', { json: period })) as { id: string }
  expect(timeOff).toMatchObject({ ...period, note: null, booked: [] })
  await agent.expect(403, 'POST', '/api/staff/time-off', { json: { ...period, staffId: other } })
  await agent.expect(204, 'DELETE', `/api/staff/time-off/${timeOff.id}`)
  await agent.expect(404, 'DELETE', `/api/staff/time-off/${timeOff.id}`)
})

test('settings are seen by staff and changed by administrators', async () => {
  const [admin, agent] = [await server.administrator(), await server.account('agent')]
  const path = '/api/admin/settings/appointments'
  const shown = await agent.expect(200, 'GET', path)
  expect(shown).toMatchObject({ opens: '09:00', stepMinutes: 60, holidays: [], timeZone: 'Asia/Kolkata' })
  const holidays = [{ day: '2027-01-26', name: 'Republic Day' }]
  await agent.expect(403, 'PUT', path, { json: { holidays } })
  expect(await admin.expect(200, 'PUT', path, { json: { horizonDays: 30, holidays } })).toMatchObject({
    horizonDays: 30,
    holidays,
  })
  expect(await admin.expect(400, 'PUT', path, { json: { opens: '19:00', holidays: [] } })).toMatchObject({
    code: 'appointments.settings',
  })
  expect(await admin.expect(200, 'GET', path)).toMatchObject({ horizonDays: 30, holidays })
})

test('free starts are for everybody, of real dates', async () => {
  const visitor = server.nobody()
  const { days } = (await visitor.expect(200, 'GET', '/api/slots?days=31')) as { days: unknown[] }
  expect(days).toHaveLength(31)
  expect(visitor.cookies.size).toBe(0)
  for (const query of ['from=2026-02-30', 'days=0', 'days=32', 'from=now'])
    await visitor.expect(400, 'GET', `/api/slots?${query}`)
  for (const path of ['/api/staff/team', '/api/staff/availability', '/api/admin/settings/appointments'])
    await visitor.expect(401, 'GET', path)
})
