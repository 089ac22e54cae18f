import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { mergePersons } from '../../src/people/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'

const store = testStore({ connections: 3 })
const server = testServer(store, { CRISIS_LINES: 'IN=Tele-MANAS 14416, 112; *=112', COACH_MESSAGES_PER_MINUTE: '12' })

type Shown = { id: string; handOff: string; speaker: string | null }
type Said = {
  message: { id: string; number: number }
  reply: { text: string; parts: { type: string }[] } | null
  reading: { kind: string; prompt?: string; tone: string }
}

async function open(caller: Caller): Promise<string> {
  return ((await caller.expect(200, 'POST', '/api/conversations', { json: { desk: 'career' } })) as Shown).id
}
const say = async (caller: Caller, id: string, text: string, own = randomUUID()) =>
  (await caller.expect(200, 'POST', `/api/conversations/${id}/messages`, {
    json: { id: own, text },
    headers: { accept: 'application/json' },
  })) as Said

test('a conversation, its messages and readings, as JSON and as a stream; the same id again is the same answer', async () => {
  const caller = await server.visitor()
  const id = await open(caller)
  expect(await open(caller)).toBe(id)
  const own = randomUUID()
  const first = await say(caller, id, 'I am worried about my career', own)
  expect(first.reading).toEqual({ kind: 'chat', tone: 'discouraged' })
  expect(await say(caller, id, 'I am worried about my career', own)).toEqual(first)
  await caller.expect(201, 'POST', '/api/enrolments', { json: { programme: 'ps101-express' } })
  const streamed = await caller.call('POST', `/api/conversations/${id}/messages`, {
    json: { id: randomUUID(), text: 'I want to quit my job and help people' },
    headers: { accept: 'text/event-stream' },
  })
  expect(streamed.headers['content-type']).toMatch(/event-stream/)
  expect(streamed.text).toContain('{"type":"data-reading","data":{"kind":"answer","tone":"neutral","prompt":"1"}}')
  expect(streamed.text).toMatch(/"type":"data-part","data":\{"type":"prompt"[^\n]*Question 2 of 8/)
  expect(streamed.text.trim().endsWith('data: [DONE]')).toBe(true)
  const page = (await caller.expect(200, 'GET', `/api/conversations/${id}/messages?after=0`)) as {
    messages: { number: number; author: string }[]
    pending: boolean
  }
  expect(page.messages.map(({ number, author }) => `${number} ${author}`)).toEqual([
    '1 visitor',
    '2 assistant',
    '3 visitor',
    '4 assistant',
  ])
  expect(page.pending).toBe(false)
  expect(await caller.expect(200, 'GET', '/api/coach')).toMatchObject({
    material: true,
    programme: { programme: 'ps101-express', prompt: { key: '2', place: 'Question 2 of 8' }, done: 1, total: 8 },
  })
  expect(await caller.expect(200, 'PATCH', '/api/coach', { json: { material: false } })).toMatchObject({
    material: false,
  })
})

test('a member without answers is never turned away, nor told to sign in; a crisis shows the lines of the setting', async () => {
  const member = await server.account('member')
  const id = await open(member)
  for (const text of ['help', 'hi', 'What should I do with my life?', '4/10', 'pause', 'talk to a person']) {
    const { reply } = await say(member, id, text)
    expect(reply!.text).not.toMatch(/sign(?:ed)? in|answers? first|undefined|null|\{|error/i)
    expect(reply!.text.length).toBeGreaterThan(20)
  }
  const crisis = await say(member, id, 'I want to end my life')
  expect(crisis.reading.kind).toBe('crisis')
  expect(crisis.reply!.text).toContain('Tele-MANAS 14416 · 112')
})

test('staff take, answer, note, release and close; the member sees who speaks, and no note', async () => {
  const member = await server.account('member')
  const coach = await server.account('coach')
  const agent = await server.account('agent')
  const id = await open(member)
  await say(member, id, 'Something private before')
  expect((await coach.call('GET', `/api/staff/conversations/${id}`)).status).toBe(404)
  await member.expect(200, 'POST', `/api/conversations/${id}/hand-off`)
  const list = (await coach.expect(200, 'GET', '/api/staff/conversations?state=waiting')) as { items: { id: string }[] }
  expect(list.items.map(item => item.id)).toContain(id)
  expect(await agent.expect(200, 'GET', '/api/staff/conversations')).toMatchObject({ items: [], cursor: null })
  const write = { json: { id: randomUUID(), text: 'Hello from a human.' } }
  expect((await coach.call('POST', `/api/staff/conversations/${id}/messages`, write)).json).toMatchObject({
    code: 'conversations.not_taken',
  })
  await coach.expect(200, 'POST', `/api/staff/conversations/${id}/take`)
  expect((await agent.call('POST', `/api/staff/conversations/${id}/take`)).status).toBe(404)
  expect((await say(member, id, 'Are you there?')).reply).toBeNull()
  await coach.expect(201, 'POST', `/api/staff/conversations/${id}/messages`, write)
  await coach.expect(201, 'POST', `/api/staff/conversations/${id}/notes`, { json: { text: 'quiet walrus' } })
  expect(await coach.expect(200, 'GET', `/api/staff/conversations/${id}/context`)).toMatchObject({ shared: [] })
  const seen = await member.call('GET', `/api/conversations/${id}/messages?after=0`)
  expect(seen.text).toContain('"by":"Some coach"')
  expect(seen.json).toMatchObject({ conversation: { handOff: 'human', speaker: 'Some coach' } })
  expect(seen.text).not.toContain('walrus')
  await coach.expect(200, 'POST', `/api/staff/conversations/${id}/close`)
  expect((await say(member, id, 'And now it is over')).reply).not.toBeNull()
  // What staff are told holds nothing of what was written.
  const { rows } = await store.pool.query("select subject_line, body from reminders where subject_kind = 'hand_off'")
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toMatch(/private before|there\?/)
})

test('messages are limited by person; usage is for administrators', async () => {
  const caller = await server.visitor()
  const id = await open(caller)
  const answers = []
  for (let nth = 0; nth < 14; nth++)
    answers.push(
      await caller.call('POST', `/api/conversations/${id}/messages`, {
        json: { id: randomUUID(), text: `hello ${nth}` },
      }),
    )
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(12)
  expect(answers.at(-1)).toMatchObject({ status: 429, json: { code: 'request.too_many' } })
  const admin = await server.administrator()
  expect(await admin.expect(200, 'GET', '/api/admin/usage')).toMatchObject({
    model: null,
    limits: { dayCost: 10_000_000, person: { visitor: { calls: 15, cost: 100_000 } } },
    windows: [{ name: 'minute', calls: 0 }, {}, {}, {}],
  })
})

test('anonymous work with the coach moves to the account’s person', async () => {
  const visitor = await server.visitor()
  const id = await open(visitor)
  await say(visitor, id, 'I am thinking about teaching')
  const member = await server.account('member')
  const own = await open(member)
  const ctx = store.ctx()
  const personOf = async (conversation: string) =>
    (await sql<{ person_id: string }>`select person_id from conversations where id = ${conversation}`.execute(ctx.db))
      .rows[0]!.person_id
  await mergePersons(ctx, { from: await personOf(id), to: await personOf(own) })
  const { items } = (await member.expect(200, 'GET', '/api/conversations?desk=career')) as {
    items: (Shown & { status: string })[]
  }
  expect(items.map(one => [one.id, one.status])).toEqual([
    [id, 'open'],
    [own, 'closed'],
  ])
  expect(await open(member)).toBe(id)
  expect(
    (await member.call('POST', `/api/conversations/${own}/messages`, { json: { id: randomUUID(), text: 'x' } })).json,
  ).toMatchObject({
    code: 'conversations.closed',
  })
})
