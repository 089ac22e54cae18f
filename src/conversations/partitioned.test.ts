import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { createPerson } from '../people/index.ts'
import { DISTANCE } from '../storage/placement.ts'
import { testStore } from '../storage/testing/index.ts'
import { partitionMessages } from '../storage/testing/partition.ts'
import { completeTurn, messagesAfter, postMessage, readConversation } from './index.ts'

const store = testStore()
let lost: string[]
const threads: { ctx: ReturnType<typeof store.ctx>; id: string }[] = []

/** Eight people who spoke before the messages came into parts, and go on. */
beforeAll(async () => {
  for (let made = 0; made < 8; made++) {
    const personId = await createPerson(store.ctx())
    const accountId = randomUUID()
    const ctx = store.ctx({ actor: { kind: 'account', accountId, role: 'member', personId, name: 'Asha' } })
    threads.push({ ctx, id: await speak(ctx, 'before') })
  }
  const before = await texts()
  lost = await partitionMessages(store.pool, 4)
  expect(await texts()).toEqual(before)
})

async function texts() {
  const { rows } = await store.pool.query('select * from messages order by conversation_id, number')
  return rows
}

async function speak(ctx: (typeof threads)[number]['ctx'], text: string): Promise<string> {
  const { turn } = await postMessage(ctx, { desk: 'sales', clientId: randomUUID(), text, owner: 'test' })
  const done = await completeTurn(ctx, {
    turn,
    owner: 'test',
    text: `${text}, answered`,
    parts: [],
    state: { wish: {} },
  })
  expect(done).toMatchObject({ outcome: 'completed' })
  return turn.conversationId
}

test('turns, pages and repeats are the same on messages in parts', async () => {
  for (const { ctx, id } of threads) {
    expect(await speak(ctx, 'after')).toBe(id)
    const page = await readConversation(ctx, { desk: 'sales' })
    expect(page.messages.map(({ text }) => text)).toEqual(['before', 'before, answered', 'after', 'after, answered'])
    const { messages } = await messagesAfter(ctx, { conversationId: id, after: 2 })
    expect(messages.map(({ number }) => number)).toEqual([3, 4])
  }
  const clientId = randomUUID()
  const first = await postMessage(threads[0]!.ctx, { desk: 'sales', clientId, text: 'once', owner: 'a' })
  const again = await postMessage(threads[0]!.ctx, { desk: 'sales', clientId, text: 'once', owner: 'b' })
  expect([again.repeated, again.message.id]).toEqual([true, first.message.id])
})

test('threads lie in several parts, each whole in one', async () => {
  const { rows } = await store.pool.query<{ parts: number; split: number }>(
    `select count(distinct part) as parts, count(*) - count(distinct conversation_id) as split
     from (select distinct tableoid as part, conversation_id from messages) each`,
  )
  expect(rows[0]!.parts).toBeGreaterThan(1)
  expect(rows[0]!.split).toBe(0)
})

test('a reference that names the conversation too holds; the others are the ones that are known', async () => {
  const [one, other] = threads
  await expect(
    store.pool.query(
      `update turns set message_id = (select id from messages where conversation_id = $1 limit 1)
      where conversation_id = $2 and number = 1`,
      [one!.id, other!.id],
    ),
  ).rejects.toThrow(/foreign key|unique/)
  await expect(
    store.pool.query(
      `update conversation_states set message_id = (select id from messages where conversation_id = $1 limit 1)
      where conversation_id = $2`,
      [one!.id, other!.id],
    ),
  ).rejects.toThrow(/foreign key/)
  expect(lost).toHaveLength(7)
  expect(lost.filter(name => !(name in DISTANCE))).toEqual([])
})
