import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { bookSession } from '../../src/appointments/index.ts'
import { makeCoach, makeMember } from '../../src/appointments/sessions/testing.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'
import { form } from './form.ts'
import type { Made } from './rule.ts'
import { RULES } from './staff-rules.ts'

const store = testStore({ connections: 4 })
const server = testServer(store, { BUSINESS_TIME_ZONE: 'Asia/Kolkata' })

let agent: Caller
let coach: Caller
let admin: Caller
let member: Caller
const made: Made = {}

const idOf = async (who: Caller) => ((await who.expect(200, 'GET', '/api/account')) as { id: string }).id

beforeAll(async () => {
  const noor = await makeCoach(store.ctx())
  admin = await server.administrator()
  ;[agent, coach, member] = [
    await server.account('agent'),
    await server.account('coach'),
    await server.account('member'),
  ]
  made.agent = await idOf(agent)
  const team = (await admin.expect(200, 'GET', '/api/staff/team')) as {
    items: { id: string; role: string; version: number }[]
  }
  const own = team.items.find(({ role }) => role === 'agent')!
  Object.assign(made, { member: own.id, memberVersion: String(own.version) })
  const visitor = await server.visitor()
  await visitor.say('my name is Asha, 2 bhk in Hebbal under 90 lakh')
  await visitor.expect(200, 'POST', '/api/sales/hand-off', { json: {} })
  const { next } = (await visitor.expect(200, 'GET', '/api/slots')) as { next: { start: string }[] }
  const contact = { name: 'Asha', email: 'asha@example.com' }
  const visit = await visitor.expect(201, 'POST', '/api/site-visits', { json: { start: next[0]!.start, contact } })
  made.visit = (visit as { code: string }).code
  const found = await store.pool.query<{ talk: string; person: string }>(
    'select id as talk, person_id as person from conversations order by created_at limit 1',
  )
  Object.assign(made, found.rows[0])
  const note = { json: { text: 'Calls back in May' } }
  made.note = ((await agent.expect(201, 'POST', `/api/staff/leads/${made.person}/notes`, note)) as { id: string }).id
  const call = { kind: 'callback', reason: 'general', contact: { name: 'Ravi', phone: '+919876500002' } }
  made.callback = (
    (await agent.expect(201, 'POST', '/api/staff/appointments', { json: call })) as { code: string }
  ).code
  const client = await makeMember(store.ctx())
  const start = Temporal.Now.zonedDateTimeISO('America/Toronto').toPlainDate().add({ days: 8 })
  const weekday = start.add({ days: (10 - start.dayOfWeek) % 7 })
  const session = await bookSession(client.ctx, {
    start: weekday.toZonedDateTime({ timeZone: 'America/Toronto', plainTime: '10:00' }).toInstant(),
    topic: 'A private topic',
  })
  Object.assign(made, { client: client.personId, session: session.code, noor })
  const listings = (await admin.expect(200, 'GET', '/api/admin/listings')) as { items: { id: string }[] }
  made.listing = listings.items[0]!.id
  made.outage = randomUUID()
  await store.pool.query(
    `insert into outage_entries (id, lane, kind, received_at, state, reason, settled_at)
     values ($1, '', 'message', now(), 'review', 'outage.session', now())`,
    [made.outage],
  )
  made.outageFile = randomUUID()
  await store.pool.query(
    `insert into outage_entries (id, lane, kind, received_at, state, reason, settled_at, bytes)
     values ($1, '', 'file', now(), 'review', 'files.no_room', now(), 'words')`,
    [made.outageFile],
  )
  const { version, weights, rules } = (await admin.expect(200, 'GET', '/api/admin/leads/weights')) as Record<
    'version' | 'weights' | 'rules',
    unknown
  >
  made.weights = JSON.stringify({ version, weights, rules })
}, 60_000)

const isStaff = ({ access }: { access: string }) => ['staff', 'coach', 'admin'].includes(access)

test('every route of staff says what it is for: who may read it, and which line a change leaves', () => {
  const routes = server.app.routeTable.filter(isStaff)
  const missing = routes
    .filter(({ method, url, access }) => !RULES[`${method} ${url}`] && !(method === 'GET' && access === 'admin'))
    .map(({ method, url }) => `${method} ${url}`)
  expect(missing, 'add a line to staff-rules.ts or admin-rules.ts').toEqual([])
  const silent = routes.filter(({ method, audit }) => method === 'GET' && audit === undefined).map(({ url }) => url)
  expect(silent, 'say in the config of the route what it shows of people, or `audit: false`').toEqual([])
  const known = new Set(routes.map(({ method, url }) => `${method} ${url}`))
  expect(Object.keys(RULES).filter(route => !known.has(route))).toEqual([])
  const writes = routes.filter(({ method }) => method !== 'GET')
  expect(writes.filter(({ method, url }) => RULES[`${method} ${url}`]!.action === undefined)).toEqual([])
})

describe('what belongs to the other desk', () => {
  test.each(Object.entries(RULES).filter(([, { desk, path }]) => path && (desk === 'sales' || desk === 'career')))(
    '%s is refused, or not to be found',
    async (route, { desk, path, json }) => {
      const [method] = route.split(' ') as [string]
      for (const stranger of [desk === 'sales' ? coach : agent, member]) {
        const before = await lastLine()
        const answer = await stranger.call(method, path!(made), json ? { json: json(made) } : {})
        expect([403, 404], `${method} ${path!(made)}: ${answer.status} ${answer.text.slice(0, 200)}`).toContain(
          answer.status,
        )
        expect(await lastLine(), 'nothing was read or changed').toEqual(before)
      }
    },
  )

  test('is not in what both desks read', async () => {
    const everything = async (who: Caller) => {
      const looks = ['conversations', 'appointments', 'reminders', 'inbound-messages'].map(list => `/api/staff/${list}`)
      return (await Promise.all(looks.map(path => who.expect(200, 'GET', path))))
        .map(part => JSON.stringify(part))
        .join()
    }
    const [ofAgent, ofCoach, ofAdmin] = [await everything(agent), await everything(coach), await everything(admin)]
    for (const [word, isThere] of [
      [made.visit!, [true, false, true]],
      [made.talk!, [true, false, true]],
      [made.session!, [false, true, true]],
    ] as const)
      expect([ofAgent.includes(word), ofCoach.includes(word), ofAdmin.includes(word)], word).toEqual(isThere)
    const session = `/api/staff/appointments/${made.session}`
    expect([(await agent.call('GET', session)).status, (await coach.call('GET', session)).status]).toEqual([404, 200])
  })
})

describe('what staff read of people', () => {
  const lines = async (action: string) =>
    (
      await store.pool.query<{ subject_kind: string; subject_id: string; detail: Record<string, unknown> }>(
        'select subject_kind, subject_id, detail from audit_log where action = $1 and actor_id = $2 order by number',
        [action, made.agent],
      )
    ).rows

  test('is noted once in ten minutes, by whatever method', async () => {
    const before = (await lines('appointment.read')).length
    const visit = `/api/staff/appointments/${made.visit}`
    await agent.expect(200, 'HEAD', visit)
    await Promise.all([agent.expect(200, 'GET', visit), agent.expect(200, 'GET', visit)])
    expect((await lines('appointment.read')).length - before).toBe(1)
    const [read] = (await lines('appointment.read')).slice(-1)
    expect(read).toMatchObject({ subject_kind: 'appointment', detail: {} })
  })

  test('is noted also where it is the answer to a deed that changes nothing', async () => {
    const asha = await server.visitor()
    await asha.say('what is there in Hebbal?')
    const found = await store.pool.query<{ id: string }>(
      'select id from conversations order by created_at desc limit 1',
    )
    const talk = found.rows[0]!.id
    for (const deed of ['release', 'close']) {
      const other = await server.account('agent')
      const read = `select subject_id from audit_log where action = 'conversation.read' and actor_id = $1`
      const answer = await other.expect(200, 'POST', `/api/staff/conversations/${talk}/${deed}`)
      expect(JSON.stringify(answer)).toContain('what is there in Hebbal?')
      expect((await store.pool.query(read, [await idOf(other)])).rows, deed).toEqual([{ subject_id: talk }])
    }
    const other = await server.account('agent')
    const { appointment } = (await other.expect(200, 'GET', `/api/staff/appointments/${made.visit}`)) as {
      appointment: { version: number }
    }
    const third = await server.account('agent')
    const json = { version: appointment.version }
    await third.expect(200, 'PATCH', `/api/staff/appointments/${made.visit}`, { json })
    const shown = await store.pool.query<{ action: string }>('select action from audit_log where actor_id = $1', [
      await idOf(third),
    ])
    expect(shown.rows.map(({ action }) => action)).toContain('appointment.read')
  })

  test('is named with how many where it is a list, another page or search again, and not where it is refused', async () => {
    await agent.expect(200, 'GET', '/api/staff/appointments?kind=site_visit')
    await agent.expect(200, 'GET', '/api/staff/appointments?kind=site_visit&status=confirmed')
    const shown = await lines('appointment.listed')
    expect(shown.slice(-2)).toEqual([
      { subject_kind: 'list', subject_id: 'appointments', detail: { rows: 1 } },
      { subject_kind: 'list', subject_id: 'appointments', detail: { rows: 1 } },
    ])
    const before = await lastLine()
    await agent.expect(404, 'GET', `/api/staff/conversations/${randomUUID()}`)
    await agent.expect(400, 'GET', '/api/staff/appointments?cursor=x')
    expect(await lastLine()).toEqual(before)
  })

  test('is not shown where it cannot be noted', async () => {
    await store.pool.query(`create function no_lines() returns trigger language plpgsql as $$
      begin raise exception 'no room'; end $$;
      create trigger no_lines before insert on audit_log execute function no_lines()`)
    try {
      const answer = await agent.call('GET', '/api/staff/conversations?state=waiting')
      expect([answer.status, answer.text.includes(made.talk!)]).toEqual([500, false])
      expect((await admin.call('GET', '/api/admin/audit.csv')).status).toBe(500)
    } finally {
      await store.pool.query('drop trigger no_lines on audit_log; drop function no_lines()')
    }
    await agent.expect(200, 'GET', '/api/staff/conversations?state=waiting')
  })
})

test('every change by staff leaves its line, with ids, counts and states and nothing that anybody said', async () => {
  for (const [route, { action, path, json, keep }] of Object.entries(RULES)) {
    if (!action || !path) continue
    const [method] = route.split(' ') as [string]
    const before = await lastLine()
    const answer = await admin.call(method, path(made), json ? { json: json(made) } : {})
    expect(answer.status, `${route}: ${answer.text.slice(0, 300)}`).toBeLessThan(300)
    keep?.(answer.json, made)
    const { rows } = await store.pool.query<{ action: string; actor_id: string }>(
      `select action, actor_id from audit_log where number > $1`,
      [before],
    )
    expect(
      rows.map(row => row.action),
      route,
    ).toContain(action)
    expect(
      rows.every(row => row.actor_id !== null),
      route,
    ).toBe(true)
  }
  const cat = form({ name: 'file', value: 'name,price\n', file: 'homes.csv' })
  await admin.call('POST', '/api/admin/imports', cat)
  const { rows } = await store.pool.query<{ all: string }>(`select string_agg(detail::text, ' ') as all from audit_log`)
  for (const word of ['Asha', 'Ravi', '98765', 'Good morning', 'gardens', 'offers', 'deposit', 'Second visit', '@'])
    expect(rows[0]!.all).not.toContain(word)
}, 60_000)

async function lastLine(): Promise<number> {
  const { rows } = await store.pool.query<{ last: number }>('select coalesce(max(number), 0) as last from audit_log')
  return Number(rows[0]!.last)
}
