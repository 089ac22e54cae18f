import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { ConversationPage } from '../../src/conversations/index.ts'
import type { Memory, Receipt } from '../../src/people/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'

const store = testStore({ connections: 3 })
const server = testServer(store)

const memoryOf = async (caller: Caller, query = '') =>
  (await caller.expect(200, 'GET', `/api/me/memory${query}`)) as Memory
const threadOf = async (caller: Caller, query = '') =>
  (await caller.expect(200, 'GET', `/api/sales/conversation${query}`)) as ConversationPage & { greeting: object }

/** Every table's rows, counted, and the persons' own. */
async function everything(): Promise<unknown> {
  const found = await sql<{ all: unknown }>`
    select json_build_array((select count(*) from persons), (select count(*) from visitor_keys),
      (select json_agg(s order by person_id, number) from activity_sessions s), (select count(*) from facts),
      (select count(*) from conversations), (select count(*) from messages), (select count(*) from conversation_states))
      as all`.execute(store.db)
  return found.rows[0]!.all
}

test('no GET makes or changes anybody, with and without a key, before and after the first message', async () => {
  const urls = server.app.routeTable.filter(route => route.method === 'GET' && /^\/api\/(me|sales)\b/.test(route.url))
  expect(urls.map(route => route.url)).toEqual(expect.arrayContaining(['/api/me/memory', '/api/sales/conversation']))
  const visitor = await server.visitor()
  const known = await server.visitor()
  await known.say('I am Asha, looking for a 3 BHK in Hebbal')
  const before = await everything()
  for (const caller of [visitor, known, server.nobody()])
    for (const { url } of urls) expect((await caller.call('GET', url)).status, url).toBeLessThan(500)
  expect(await everything()).toEqual(before)
})

test('the thread is read in pages; an empty one greets', async () => {
  const caller = await server.visitor()
  expect(await threadOf(caller)).toMatchObject({
    conversation: null,
    messages: [],
    older: null,
    wish: {},
    pending: false,
  })
  expect((await threadOf(caller)).greeting).toMatchObject({ text: expect.any(String) })
  for (const text of ['3 bhk in hebbal', 'thanks']) await caller.say(text)
  const page = await threadOf(caller, '?limit=3')
  expect(page).toMatchObject({ conversation: { status: 'open', handOff: 'assistant' }, older: 2, pending: false })
  expect(page.messages.map(message => `${message.number} ${message.author}`)).toEqual([
    '2 assistant',
    '3 visitor',
    '4 assistant',
  ])
  expect((await threadOf(caller, '?limit=3&before=2')).messages.map(message => message.text)).toEqual([
    '3 bhk in hebbal',
  ])
  for (const query of ['?limit=0', '?limit=x', '?before=-1', '?before=99999999999'])
    await caller.expect(400, 'GET', `/api/sales/conversation${query}`)
})

test('the wish is edited from the page once there is a thread; what is no wish is refused', async () => {
  const caller = await server.visitor()
  const edit = (json: object, status = 200) => caller.expect(status, 'PATCH', '/api/sales/wish', { json })
  await edit({ set: { bedrooms: [3] } }, 404)
  await caller.say('3 bhk in hebbal')
  expect(await edit({ set: { facing: 'east' }, clear: ['places'] })).toEqual({
    wish: expect.objectContaining({ bedrooms: [3], facing: 'east' }),
  })
  expect((await threadOf(caller)).wish).not.toHaveProperty('places')
  await edit({ set: { bedrooms: 'many' } }, 400)
  await edit({}, 400)
})

test('what is remembered is told with its source, corrected, erased and switched off by its person', async () => {
  const caller = await server.visitor()
  await caller.say('3 bhk in hebbal under 1.5 crore')
  const memory = await memoryOf(caller)
  expect(memory).toMatchObject({ on: true, sessions: 1 })
  const budget = memory.facts.find(fact => fact.key === 'budget_max')!
  expect(budget).toMatchObject({
    sentence: 'Your budget goes up to ₹1.5 crore.',
    source: { kind: 'message', messageNumber: 1, text: '3 bhk in hebbal under 1.5 crore' },
  })
  const value = { minor: 1_600_000_000, currency: 'INR' }
  const corrected = (await caller.expect(200, 'PATCH', '/api/me/memory', {
    json: { correct: { id: budget.id, value } },
  })) as Memory
  expect(corrected.facts.find(fact => fact.key === 'budget_max')).toMatchObject({
    value,
    source: { kind: 'correction' },
  })
  await caller.expect(400, 'PATCH', '/api/me/memory', { json: {} })
  await caller.expect(400, 'PATCH', '/api/me/memory', {
    json: { correct: { id: corrected.facts[0]!.id, value: { minor: -1 } } },
  })

  const place = memory.facts.find(fact => fact.key === 'place')!
  expect(await caller.expect(200, 'DELETE', `/api/me/memory/${place.id}`)).toEqual({ erased: 1 })
  expect((await memoryOf(caller)).facts.map(fact => fact.key)).not.toContain('place')
  expect((await memoryOf(caller, '?history=true')).facts.find(fact => fact.id === place.id)).toMatchObject({
    value: null,
  })

  await caller.expect(200, 'PATCH', '/api/me/memory', { json: { on: false } })
  await caller.say('in jakkur')
  expect((await memoryOf(caller)).facts.map(fact => fact.key)).not.toContain('place')
  expect((await threadOf(caller)).messages).toHaveLength(4)
  await caller.expect(200, 'DELETE', '/api/me/memory')
  expect((await memoryOf(caller)).facts).toEqual([])
})

test('a correction and the switch in one request hold together or not at all', async () => {
  const caller = await server.visitor()
  await caller.say('3 bhk under 1.5 crore')
  const before = await memoryOf(caller)
  const { id } = before.facts.find(fact => fact.key === 'budget_max')!
  const json = { correct: { id, value: { minor: 1_600_000_000, currency: 'INR' } }, on: false }
  await store.pool.query(`
    create function no_switch() returns trigger language plpgsql as $$ begin raise 'no switch'; end $$;
    create trigger no_switch before update of memory_off_since on persons for each row execute function no_switch()`)
  try {
    await caller.expect(500, 'PATCH', '/api/me/memory', { json })
  } finally {
    await store.pool.query('drop function no_switch cascade')
  }
  expect(await memoryOf(caller)).toEqual(before)
  expect(await caller.expect(200, 'PATCH', '/api/me/memory', { json })).toMatchObject({ on: false })
})

test('the export is a file; after erasing the browser begins anew, and the old key opens nothing', async () => {
  const caller = await server.visitor()
  await caller.say('3 bhk in hebbal <b>now</b>')
  const json = await caller.call('GET', '/api/me/export')
  expect(json.headers['content-disposition']).toContain('attachment')
  expect(json.text).toContain('3 bhk in hebbal')
  const page = await caller.call('GET', '/api/me/export?format=html')
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.text).not.toContain('<b>now')

  const stolen = new Map(caller.cookies)
  await caller.expect(400, 'DELETE', '/api/me', { json: {} })
  const receipt = (await caller.expect(200, 'DELETE', '/api/me', { json: { confirm: true } })) as Receipt
  expect(receipt.counts).toMatchObject({ messages: 2, conversations: 1 })
  expect(caller.cookies.size).toBe(0)
  expect((await threadOf(caller)).messages).toEqual([])
  await caller.say('hello')
  expect((await threadOf(caller)).messages.map(message => message.number)).toEqual([1, 2])

  const thief = server.nobody()
  for (const [name, value] of stolen) thief.cookies.set(name, value)
  expect((await threadOf(thief)).messages).toEqual([])
  expect(await thief.expect(200, 'GET', '/api/me/export')).toMatchObject({ personId: null, parts: {} })
  const id = '00000000-0000-4000-8000-000000000000'
  const refused = await thief.call('POST', '/api/sales/messages', { json: { id, text: 'hello' } })
  expect(refused).toMatchObject({ status: 401, json: { code: 'people.ended' } })
  expect(thief.cookies.size).toBe(0)
})
