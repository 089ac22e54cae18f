import { randomUUID } from 'node:crypto'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openEndpoint } from '../../src/assistant/testing/endpoint.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'

const store = testStore({ connections: 3 })
const endpoint = await openEndpoint()
afterAll(() => endpoint.close())
const server = testServer(store, {
  CRISIS_LINES: 'IN=Tele-MANAS 14416; *=112',
  COACH_MESSAGES_PER_MINUTE: '1000',
  OPENAI_API_KEY: 'test',
  OPENAI_BASE_URL: endpoint.baseUrl,
  OPENAI_MODEL: 'local',
})
beforeEach(() => endpoint.behave({ kind: 'script', steps: [{ text: 'What the model says.' }] }))

type Desk = 'career' | 'sales'
const CRISIS = 'i cant do this, i want to d1e. otter parade'

/** One visitor without an account at one of the desks. */
async function somebody(desk: Desk, caller?: Caller) {
  const one = caller ?? (await server.visitor())
  const opened = (await one.expect(200, 'POST', '/api/conversations', { json: { desk } })) as { id: string }
  const path = desk === 'sales' ? '/api/sales/messages' : `/api/conversations/${opened.id}/messages`
  const post = (text: string, accept: string, id: string = randomUUID()) =>
    one.call('POST', path, { json: { id, text }, headers: { accept } })
  return {
    caller: one,
    id: opened.id,
    stream: (text: string) => post(text, 'text/event-stream'),
    async say(text: string, id?: string) {
      const { status, json } = await post(text, 'application/json', id)
      expect(status).toBe(200)
      const { reply, answer } = json as Record<string, { text: string; parts: { type: string }[] } | null>
      return reply ?? answer ?? null
    },
    thread: async () =>
      (await one.expect(200, 'GET', `/api/conversations/${opened.id}/messages?after=0`)) as {
        messages: { author: string; text: string; parts: { type: string }[] }[]
        conversation: { handOff: string }
      },
    handOffs: async () =>
      (
        await store.pool.query('select state, reason from hand_offs where conversation_id = $1 order by number', [
          opened.id,
        ])
      ).rows,
  }
}

const crisisPart = { type: 'crisis', lines: ['Tele-MANAS 14416'] }

test.each(['career', 'sales'] as const)('%s: fixed words, lines and hand-off, no call of a model', async desk => {
  const one = await somebody(desk)
  const id = randomUUID()
  const said = await one.say(CRISIS, id)
  expect(said!.text).toContain('no emergency service')
  expect(said!.text).toContain('Tele-MANAS 14416')
  expect(said!.parts).toEqual([crisisPart])
  expect(await one.say(CRISIS, id)).toEqual(said)
  expect(await one.handOffs()).toEqual([{ state: 'waiting', reason: 'crisis' }])
  const streamed = await one.stream('wish i could fall asleep and not wake up')
  const deltas = [...streamed.text.matchAll(/"delta":"([^"]*)"/g)].map(found => found[1])
  expect(deltas.join('')).toContain('no emergency service')
  expect(streamed.text).toContain('"type":"crisis"')
  expect(endpoint.requests).toEqual([])
  const told = await store.pool.query("select * from reminders where subject_kind = 'hand_off'")
  expect(JSON.stringify(told.rows)).not.toContain('otter')
  // What comes after it is answered as ever.
  await one.say(desk === 'sales' ? 'Show me homes in Whitefield' : 'This deadline is killing me')
  expect((await one.handOffs()).length).toBe(2)
})

test.each(['career', 'sales'] as const)('%s: while a human speaks, a notice in the thread', async desk => {
  const staff = await server.account(desk === 'career' ? 'coach' : 'agent')
  const one = await somebody(desk)
  await one.say('Hello')
  await one.caller.expect(200, 'POST', `/api/conversations/${one.id}/hand-off`)
  await staff.expect(200, 'POST', `/api/staff/conversations/${one.id}/take`)
  endpoint.requests.length = 0
  expect(await one.say(CRISIS)).toBeNull()
  const { messages, conversation } = await one.thread()
  expect(messages.at(-1)).toMatchObject({ author: 'system', parts: [crisisPart] })
  expect(conversation.handOff).toBe('human')
  expect((await one.handOffs()).at(-1)).toEqual({ state: 'human', reason: 'crisis' })
  const told = await store.pool.query(
    "select 1 from reminders where subject_kind = 'hand_off' and subject_id = $1 and kind = 'crisis'",
    [one.id],
  )
  expect(told.rowCount).toBeGreaterThan(0)
  expect(endpoint.requests).toEqual([])
})

test('mid-programme and before a pause nothing advances, and the pause stays asked', async () => {
  const one = await somebody('career')
  await one.caller.expect(201, 'POST', '/api/enrolments', { json: { programme: 'ps101-express' } })
  const standing = async () =>
    ((await one.caller.expect(200, 'GET', '/api/coach')) as { programme: { done: number; state: string } }).programme
  expect((await one.say(CRISIS))!.parts).toEqual([crisisPart])
  expect(await standing()).toMatchObject({ done: 0, state: 'active', prompt: { key: '1' } })
  await one.say('pause')
  expect((await one.say('quiero morir'))!.parts).toEqual([crisisPart])
  expect(await standing()).toMatchObject({ done: 0, state: 'active' })
  await one.say('yes')
  expect(await standing()).toMatchObject({ done: 0, state: 'paused' })
  expect((await one.say('ich will nicht mehr leben'))!.parts).toEqual([crisisPart])
  expect(endpoint.requests).toEqual([])
})
