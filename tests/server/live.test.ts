import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { erasePerson } from '../../src/people/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, PASSWORD, testServer, tokenOf } from './app.ts'
import { type Listener, listen as listenAt } from './listener.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)
const open: Listener[] = []

async function listen(path: string, as: Caller, headers: Record<string, string> = {}) {
  const listener = await listenAt(server.address, path, { as, headers })
  open.push(listener)
  return listener
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(listener => listener.leave()))
})
const lookNow = () => server.state.live!.hub.tick()

let admin: Caller
let agent: Caller
let coach: Caller
beforeAll(async () => {
  admin = await server.administrator()
  ;[agent, coach] = [await server.account('agent'), await server.account('coach')]
})

/** Somebody who has said something at the sales desk. */
async function visitor() {
  const caller = await server.visitor()
  await caller.say('hello')
  const page = (await caller.expect(200, 'GET', '/api/sales/conversation')) as { conversation: { id: string } }
  return { caller, id: page.conversation.id, path: `/api/live/conversations/${page.conversation.id}` }
}

test('a visitor hears answers, who speaks, and staff; a staff page hears the visitor', async () => {
  const { caller, id, path } = await visitor()
  const theirs = await listen(`${path}?after=0`, caller)
  expect(theirs.response.status).toBe(200)
  expect(Object.fromEntries(theirs.response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-request-id': expect.any(String),
  })
  await theirs.until(() => theirs.numbers().length === 2)
  expect(theirs.heard[0]).toMatchObject({
    name: 'hello',
    data: { conversation: { id, newest: 2, state: 'assistant', speaker: null, pending: false }, by: 'notify' },
  })

  const console = await listen(`/api/staff/live?conversation=${id}&after=2`, agent)
  await console.until(() => console.of('hello').length === 1)
  await caller.say('2 bhk in Whitefield')
  for (const listener of [theirs, console]) await listener.until(() => listener.numbers().at(-1) === 4)
  expect(theirs.of('message')[2]).toMatchObject({ number: 3, author: 'visitor', text: '2 bhk in Whitefield' })

  await agent.expect(200, 'POST', `/api/staff/conversations/${id}/take`)
  await agent.expect(201, 'POST', `/api/staff/conversations/${id}/messages`, {
    json: { id: randomUUID(), text: 'I am here.' },
  })
  await theirs.until(() => theirs.of('hand_off').length === 1 && theirs.of('message').at(-1)!.author === 'staff')
  expect(theirs.of('hand_off')).toEqual([{ state: 'human', speaker: 'Some agent' }])
  expect(theirs.of('message').at(-1)).toMatchObject({ text: 'I am here.', by: 'Some agent' })

  await agent.expect(200, 'POST', `/api/staff/conversations/${id}/presence`, { json: { typing: true, read: 5 } })
  await theirs.until(() => theirs.of('presence').at(-1)?.typing !== null)
  expect(theirs.of('presence').at(-1)).toEqual({ typing: 'Some agent', read: expect.any(Number) })
  expect(JSON.stringify(theirs.heard), 'nothing of staff but their name').not.toMatch(/accountId|topic/)
  await console.until(() => (console.of('presence').at(-1)?.staff as unknown[] | undefined)?.length === 1)
  expect(theirs.numbers()).toEqual([...new Set(theirs.numbers())])
})

test('it is resumed by Last-Event-ID before what the address says; HEAD opens none', async () => {
  const { caller, path } = await visitor()
  for (let at = 0; at < 3; at++) await caller.say(`more ${at}`)
  const resumed = await listen(`${path}?after=0`, caller, { 'last-event-id': '5' })
  await resumed.until(() => resumed.numbers().length === 3)
  expect(resumed.numbers()).toEqual([6, 7, 8])
  const { hub } = server.state.live!
  const before = hub.streams
  const head = await caller.call('HEAD', path)
  expect([head.status, head.text, hub.streams]).toEqual([200, '', before])
  await resumed.leave()
  await lookNow()
  expect(hub.streams).toBe(before - 1)
  for (const after of ['-1', 'x', '1e99']) await caller.expect(400, 'GET', `${path}?after=${after}`)
})

test('staff hear what changed at their desk, and nothing of the other', async () => {
  const [theirs, other, all] = await Promise.all([agent, coach, admin].map(who => listen('/api/staff/live', who)))
  for (const listener of [theirs!, other!, all!]) await listener.until(() => listener.of('hello').length === 1)
  expect(theirs!.of('hello')[0]).toEqual({ conversation: null, by: 'notify' })
  const { caller, id } = await visitor()
  const talk = (await caller.expect(200, 'POST', '/api/conversations', { json: { desk: 'career' } })) as { id: string }
  const say = () =>
    caller.expect(200, 'POST', `/api/conversations/${talk.id}/messages`, {
      json: { id: randomUUID(), text: 'I feel stuck' },
      headers: { accept: 'application/json' },
    })
  await say()
  const changed = (listener: Listener, topic: string) =>
    listener
      .of('changed')
      .filter(one => one.topic === topic)
      .map(one => one.id)
  await all!.until(() => changed(all!, 'conversation').includes(id))
  await theirs!.until(() => changed(theirs!, 'conversation').includes(id))
  await caller.expect(200, 'POST', `/api/conversations/${talk.id}/hand-off`)
  await other!.until(() => changed(other!, 'conversation').includes(talk.id))
  expect(changed(other!, 'conversation')).not.toContain(id)
  expect(changed(theirs!, 'conversation')).not.toContain(talk.id)
  expect(JSON.stringify([theirs!.heard, other!.heard])).not.toContain('stuck')

  await coach.expect(404, 'GET', `/api/staff/live?conversation=${id}`)
  await agent.expect(404, 'GET', `/api/staff/live?conversation=${talk.id}`)
  await agent.expect(404, 'GET', `/api/staff/live?conversation=${randomUUID()}`)
  await caller.expect(401, 'GET', '/api/staff/live')
  const alone = await visitor()
  const mine = (await alone.caller.expect(200, 'POST', '/api/conversations', { json: { desk: 'career' } })) as {
    id: string
  }
  await coach.expect(404, 'GET', `/api/staff/live?conversation=${mine.id}`)
})

test('what staff read live is in the audit log', async () => {
  const { id } = await visitor()
  const reading = await listen(`/api/staff/live?conversation=${id}`, agent)
  await reading.until(() => reading.of('hello').length === 1)
  const { rows } = await store.pool.query(
    `select action, subject_kind from audit_log where subject_id = $1 and action like 'conversation.%'`,
    [id],
  )
  expect(rows).toEqual([{ action: 'conversation.read', subject_kind: 'conversation' }])
})

test('a stream ends with the right to it', async () => {
  const erased = await visitor()
  const merged = await visitor()
  const [a, b] = [await listen(erased.path, erased.caller), await listen(merged.path, merged.caller)]
  const leaver = await server.account('agent')
  const session = await listen('/api/staff/live', leaver)
  const email = `agent-${randomUUID()}@example.com`
  const invitation = await admin.expect(200, 'POST', '/api/admin/invitations', { json: { role: 'agent', email } })
  const fired = server.nobody()
  await fired.expect(200, 'POST', '/api/invitations/accept', {
    json: { token: tokenOf((invitation as { url: string }).url), name: 'Some agent', password: PASSWORD },
  })
  const disabled = await listen(`/api/staff/live?conversation=${merged.id}`, fired)
  for (const listener of [a, b, session, disabled]) await listener.until(() => listener.of('hello').length === 1)

  const { rows } = await store.pool.query<{ id: string; person_id: string }>(
    'select id, person_id from conversations where id = any($1)',
    [[erased.id, merged.id]],
  )
  const personOf = (id: string) => rows.find(row => row.id === id)!.person_id
  await erasePerson(store.ctx(), { personId: personOf(erased.id) })
  await leaver.expect(204, 'DELETE', '/api/session')
  const { items } = (await admin.expect(200, 'GET', '/api/admin/accounts')) as {
    items: { id: string; email: string }[]
  }
  const { id: accountId } = items.find(one => one.email === email)!
  await admin.expect(200, 'PATCH', `/api/admin/accounts/${accountId}`, { json: { disabled: true } })
  // Their conversation becomes somebody else's.
  const other = await visitor()
  const { rows: others } = await store.pool.query('select person_id from conversations where id = $1', [other.id])
  await store.pool.query('update conversations set closed_at = now() where id = $1', [other.id])
  await store.pool.query('update conversations set person_id = $1 where id = $2', [others[0].person_id, merged.id])
  await lookNow()
  await Promise.all([a, b, session, disabled].map(listener => listener.ended))
  const reasons = [a, b, session, disabled].map(listener => listener.of('end')[0]?.reason)
  expect(reasons).toEqual(['signed_out', 'gone', 'signed_out', 'signed_out'])
  expect(a.raw()).toContain('retry: 5000')
})

test('a reader holds so many streams and no more; one that is left counts no longer', async () => {
  const { caller, path } = await visitor()
  const held = await Promise.all(Array.from({ length: 12 }, () => listen(path, caller)))
  const refused = await caller.call('GET', path)
  expect(refused).toMatchObject({ status: 429, json: { code: 'live.too_many' } })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  await held[0]!.leave()
  for (;;) {
    if ((await caller.call('GET', path)).status === 200) break
  }
})

test('health says whether changes of other processes are heard', async () => {
  const ready = (await server.nobody().expect(200, 'GET', '/readyz')) as { live: string }
  expect(ready.live).toBe('notify')
})
