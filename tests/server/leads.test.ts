import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { LeadWeights, Ledger, Rescore } from '../../src/leads/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from './app.ts'

const store = testStore({ connections: 3 })
const server = testServer(store)

test('what a visitor says and picks becomes a ledger that staff read, and nothing of it reaches the visitor', async () => {
  const visitor = await server.visitor()
  const said = [
    await visitor.say('tell me about Velmora Avalon'),
    await visitor.say('what is the price of Velmora Avalon? my number is 98765 43210'),
  ]
  const { rows } = await sql<{ id: string; listing: string }>`
    select c.person_id as id, (select id from listings where name = 'Velmora Avalon') as listing
    from messages m join conversations c on c.id = m.conversation_id where m.id = ${said[0]!.message.id}`.execute(
    store.db,
  )
  const [{ id, listing }] = rows as [{ id: string; listing: string }]
  said.push(
    (await visitor.expect(200, 'POST', `/api/listings/${listing}/events`, { json: { kind: 'interest' } })) as never,
  )
  const agent = await server.account('agent')
  const ledger = (await agent.expect(200, 'GET', `/api/staff/leads/${id}/signals`)) as Ledger
  expect(ledger.items.map(({ text }) => text).reverse()).toEqual([
    expect.stringMatching(/^\+0.5 engagement: the first session \(message \d+\)$/),
    expect.stringMatching(/^\+0.2 engagement: looked at Velmora Avalon \(message \d+\)$/),
    expect.stringMatching(/^\+0.25 intent: asked the price of Velmora Avalon \(message \d+\)$/),
    expect.stringMatching(/^\+0.5 intent: left a way to be reached \(message \d+\)$/),
    '+1 engagement, +1.5 intent: showed interest in Velmora Avalon',
  ])
  expect(ledger).toMatchObject({ engagement: 1.7, intent: 2.25, temperature: 'cold', computed: 'cold', override: null })
  const conversation = await visitor.expect(200, 'GET', '/api/sales/conversation')
  expect(JSON.stringify([said, conversation])).not.toMatch(/engagement|temperature|signal|ledger|weights/i)
  expect((await visitor.call('GET', `/api/staff/leads/${id}/signals`)).status).toBe(401)
  expect((await (await server.account('coach')).call('GET', `/api/staff/leads/${id}/signals`)).status).toBe(403)
})

test('an administrator saves weights and has every lead rescored', async () => {
  const admin = await server.administrator()
  const address = '/api/admin/leads/weights'
  const was = (await admin.expect(200, 'GET', address)) as LeadWeights
  expect(was).toMatchObject({
    version: 1,
    weights: { visit: { intent: 3, intentCap: 3 } },
    rules: { hot: { sum: 12, intent: 6 } },
  })
  const weights = { ...was.weights, session: { ...was.weights.session, engagement: 1 } }
  const json = { version: 1, weights, rules: was.rules }
  expect(await admin.expect(200, 'PUT', address, { json })).toMatchObject({
    version: 2,
    versions: [{ by: 'Asha Admin' }, { by: null }],
  })
  expect((await admin.call('PUT', address, { json })).json).toMatchObject({
    status: 409,
    code: 'leads.weights_changed',
  })
  const over = { ...json, version: 2, weights: { ...weights, view: { ...weights.view, engagementCap: 10 } } }
  expect((await admin.call('PUT', address, { json: over })).json).toMatchObject({ status: 400, code: 'leads.weights' })
  expect(await admin.expect(202, 'POST', '/api/admin/leads/rescore')).toMatchObject({ version: 2 })
  const progress = async () =>
    ((await admin.expect(200, 'GET', '/api/admin/leads/rescore')) as { rescore: Rescore }).rescore
  await expect.poll(async () => (await progress()).finishedAt, { timeout: 30_000 }).not.toBeNull()
  const rescore = await progress()
  const { rows } = await sql<{ count: number; changed: number }>`
    select count(*), count(*) filter (where engagement = 2.2) as changed from leads`.execute(store.db)
  expect(rescore).toMatchObject({ version: 2, total: rows[0]!.count, done: rows[0]!.count, changed: rows[0]!.changed })
  expect(rows[0]!.changed).toBe(1)
  const agent = await server.account('agent')
  expect((await agent.call('GET', address)).status).toBe(403)
})
