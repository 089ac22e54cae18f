import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Calls, Coaching } from '../../src/leads/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from './app.ts'

const store = testStore({ connections: 3 })
const server = testServer(store)

test('what a visitor says is coached at once, for the sales desk alone; nothing of it comes back to them', async () => {
  const visitor = await server.visitor()
  const said = [
    await visitor.say('3 BHK in Whitefield under 2 crore'),
    await visitor.say('That is too expensive for me'),
  ]
  const { rows } = await sql<{ id: string }>`
    select c.person_id as id from messages m join conversations c on c.id = m.conversation_id
    where m.id = ${said[0]!.message.id}`.execute(store.db)
  const { id } = rows[0]!
  const agent = await server.account('agent')
  const read = async () => (await agent.expect(200, 'GET', `/api/staff/leads/${id}/cards`)) as Coaching
  let coaching = await read()
  while (coaching.cards.length < 2) {
    await sleep(20)
    coaching = await read()
  }
  const card = coaching.cards.find(one => one.rule === 'budget_objection')!
  expect(card).toMatchObject({ priority: 'high', type: 'objection_handled', evidence: { messageNumber: 3 } })
  expect(coaching).toMatchObject({ stage: 'negotiation', wish: { places: ['Whitefield'] }, market: { sample: true } })

  const calls = (await agent.expect(200, 'POST', `/api/staff/leads/${id}/call`, {
    json: { id: randomUUID(), text: 'I am Ravi and I need it within 6 months' },
  })) as Calls
  expect(calls.current!.sheet.message).toContain('Hello Ravi')
  await agent.expect(204, 'PUT', `/api/staff/leads/${id}/cards/${card.id}/mark`, { json: { mark: 'done' } })
  expect((await read()).cards.map(one => one.id)).not.toContain(card.id)

  // Their own pages: what the caller told is remembered with its words; advice about them is nowhere.
  const own = [
    ...said,
    await visitor.expect(200, 'GET', '/api/sales/conversation'),
    await visitor.expect(200, 'GET', '/api/me/memory'),
    await visitor.expect(200, 'GET', '/api/me/export'),
  ]
  expect(JSON.stringify(own)).toContain('I am Ravi and I need it within 6 months')
  expect(JSON.stringify(own)).not.toContain(card.message.slice(0, 20))
  expect(JSON.stringify(own)).not.toContain(card.script!.slice(0, 20))
  for (const judged of ['"sentiment"', '"frustration"', '"objections"', '"objecting"', '_objection'])
    expect(JSON.stringify(own)).not.toContain(judged)

  const coach = await server.account('coach')
  for (const [method, path, json] of [
    ['GET', 'cards'],
    ['GET', 'calls'],
    ['POST', 'call', { id: randomUUID(), text: 'x' }],
    ['PUT', `cards/${card.id}/mark`, { mark: null }],
  ] as const) {
    const options = json ? { json } : {}
    expect((await coach.call(method, `/api/staff/leads/${id}/${path}`, options)).status, path).toBe(403)
    expect((await visitor.call(method, `/api/staff/leads/${id}/${path}`, options)).status, path).toBe(401)
    expect((await agent.call(method, `/api/staff/leads/${randomUUID()}/${path}`, options)).status, path).toBe(404)
  }
})

test('no schema of a visitor names what coaching has', async () => {
  type Schema = { components: { schemas: Record<string, unknown> }; paths: Record<string, unknown> }
  const { components, paths } = server.app.swagger() as unknown as Schema
  const reached = new Set<string>()
  const walk = (value: unknown): void => {
    const text = JSON.stringify(value) ?? ''
    for (const [, name] of text.matchAll(/#\/components\/schemas\/([A-Za-z0-9_.-]+)/g))
      if (!reached.has(name!)) {
        reached.add(name!)
        walk(components.schemas[name!])
      }
  }
  const open = Object.entries(paths).filter(([path]) => !/^\/api\/(staff|admin)\b/.test(path))
  expect(open.length).toBeGreaterThan(30)
  for (const [, path] of open) walk(path)
  for (const name of ['Coaching', 'CoachingCard', 'Call', 'Standing']) {
    expect(
      Object.keys(components.schemas).some(key => key.startsWith(name)),
      name,
    ).toBe(true)
    expect(
      [...reached].filter(key => key === name || key.startsWith(`${name}Input`) || key.startsWith(`${name}Output`)),
      name,
    ).toEqual([])
  }
})

test('administrators word answers and record figures; agents do not', async () => {
  const admin = await server.administrator()
  const agent = await server.account('agent')
  const json = { key: 'loan', body: 'Ask {business}.', version: 0 }
  expect((await agent.call('PUT', '/api/admin/settings/answers', { json })).status).toBe(403)
  expect(await admin.expect(200, 'PUT', '/api/admin/settings/answers', { json })).toMatchObject({
    version: 1,
    by: 'Asha Admin',
  })
  expect((await admin.call('PUT', '/api/admin/settings/answers', { json })).json).toMatchObject({
    code: 'assistant.text_changed',
  })
  const visitor = await server.visitor()
  expect(JSON.stringify(await visitor.say('which bank gives a loan?'))).toContain('Ask Mosaic')
  expect((await agent.call('GET', '/api/admin/settings/market')).status).toBe(403)
  const figure = {
    ...{ place: 'Hebbal', pricePerSqft: { min: null, average: 1_100_000, max: null }, growth1y: 3, growth5y: null },
    ...{ rentalYield: null, trend: null, source: 'Own count', asOf: '2026-01-31' },
  }
  await admin.expect(200, 'PUT', '/api/admin/settings/market', { json: figure })
  expect(await visitor.expect(200, 'GET', '/api/market/Hebbal')).toMatchObject({ source: 'Own count', sample: false })
  const { rows } = await sql<{ action: string }>`
    select action from audit_log where action in ('market.recorded', 'answer_text.saved', 'card.marked', 'lead.call_noted')
    order by action`.execute(store.db)
  expect(rows.map(row => row.action)).toEqual([
    'answer_text.saved',
    'card.marked',
    'lead.call_noted',
    'market.recorded',
  ])
})
