import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Context, transact } from '../storage/index.ts'
import { runs, testStore } from '../storage/testing/index.ts'
import { readConversation } from './read-conversation.ts'
import { answer, newVisitor, say } from './testing.ts'

const store = testStore({ connections: 12 })

async function countOf(ctx: Context, personId: string) {
  const found = await sql<{ conversations: number; persons: number; keys: number }>`
    select (select count(*) from conversations where person_id = ${personId}) as conversations,
      (select count(*) from persons) as persons, (select count(*) from visitor_keys) as keys`.execute(ctx.db)
  return found.rows[0]!
}

test('fifty messages at once of one new visitor: one person, one conversation, numbers 1 to 50', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const posted = await Promise.all(Array.from({ length: 50 }, (_, at) => say(ctx, `message ${at}`)))
  expect(new Set(posted.map(one => one.turn.personId)).size).toBe(1)
  expect(posted.map(one => one.message.number).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, at) => at + 1),
  )
  // Only the first may be answered at once; the others come after it.
  expect(posted.filter(one => one.mine).map(one => one.message.number)).toEqual([1])
  const page = await readConversation(ctx, { desk: 'sales', limit: 100 })
  expect(page.messages.map(message => message.number)).toEqual(Array.from({ length: 50 }, (_, at) => at + 1))
  const counts = await countOf(ctx, posted[0]!.turn.personId)
  expect(counts.conversations).toBe(1)
  expect(counts.persons).toBe(counts.keys)
  expect(posted.filter(one => one.turn.session).map(one => one.turn.session)).toEqual([
    { number: 1, first: true, idleDays: 0 },
  ])
})

test('the same id twenty times at once is one message, held by one of them', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const clientId = randomUUID()
  const posted = await Promise.all(Array.from({ length: 20 }, () => say(ctx, 'the same', { clientId })))
  expect(new Set(posted.map(one => one.message.id)).size).toBe(1)
  expect(posted.filter(one => !one.repeated)).toHaveLength(1)
  expect(posted.filter(one => one.mine)).toHaveLength(1)
  expect((await readConversation(ctx, { desk: 'sales' })).messages).toHaveLength(1)
})

test('a post waits for the one before it: the same id is found, another message comes after it', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  await answer(ctx, await say(ctx, 'hello'), 'Hello!')
  const clientId = randomUUID()
  const others = await transact(ctx, async open => {
    const first = await say(open, 'the same', { clientId })
    expect(first).toMatchObject({ mine: true, message: { number: 3 } })
    const waiting = Promise.all([say(ctx, 'the same', { clientId }), say(ctx, 'another')])
    // Time enough to go past a lock that is not there.
    await Promise.race([waiting, new Promise(resolve => setTimeout(resolve, 100))])
    return { waiting }
  })
  const [same, another] = await others.waiting
  expect(same).toMatchObject({ repeated: true, mine: false, message: { number: 3 } })
  expect(another).toMatchObject({ repeated: false, mine: false, message: { number: 4 } })
})

test('the same id with another text is refused; in another visitor’s thread it is another message', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const clientId = randomUUID()
  await say(ctx, 'homes in Hebbal', { clientId })
  await expect(say(ctx, 'homes in Jakkur', { clientId })).rejects.toMatchObject({
    kind: 'conflict',
    code: 'conversations.id_reused',
  })
  const other = await say(store.ctx({ actor: newVisitor() }), 'homes in Jakkur', { clientId })
  expect(other).toMatchObject({ repeated: false, mine: true, message: { number: 1 } })
})

test('a repeat after the answer gives the message and says that it is answered', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const clientId = randomUUID()
  const first = await say(ctx, 'hello', { clientId })
  await answer(ctx, first, 'Hello!')
  const again = await say(ctx, ' hello ', { clientId })
  expect(again).toMatchObject({ repeated: true, mine: false, turn: { state: 'answered' } })
})

test('two desks are two conversations of one person', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const [sales, career] = await Promise.all([say(ctx, 'homes'), say(ctx, 'jobs', { desk: 'career' })])
  expect(sales.turn.personId).toBe(career.turn.personId)
  expect(sales.turn.conversationId).not.toBe(career.turn.conversationId)
  expect((await readConversation(ctx, { desk: 'career' })).messages.map(one => one.text)).toEqual(['jobs'])
})

test('a gap of half an hour begins a session; under that one goes on', async () => {
  let now = Temporal.Instant.from('2026-11-01T10:00:00Z')
  const ctx = store.ctx({ actor: newVisitor(), now: () => now })
  expect((await say(ctx, 'one')).turn.session).toEqual({ number: 1, first: true, idleDays: 0 })
  now = now.add({ minutes: 20 })
  expect((await say(ctx, 'still one')).turn.session).toBeNull()
  now = now.add({ minutes: 29, seconds: 59 })
  expect((await say(ctx, 'two')).turn.session).toBeNull()
  now = now.add({ minutes: 30 })
  const clientId = randomUUID()
  expect((await say(ctx, 'three', { clientId })).turn.session).toEqual({ number: 2, first: false, idleDays: 0 })
  // A retry, or whoever answers after a crash, still knows that this message opened the session.
  expect((await say(ctx, 'three', { clientId })).turn.session).toEqual({ number: 2, first: false, idleDays: 0 })
  now = now.add({ hours: 24 * 8 + 1 })
  expect((await say(ctx, 'four')).turn.session).toEqual({ number: 3, first: false, idleDays: 8 })
})

test('any text is kept as it is, but for what text cannot hold, or refused', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  await expect(say(ctx, ' \0\n ')).rejects.toMatchObject({ code: 'conversations.empty_text' })
  await expect(say(ctx, 'x'.repeat(4001))).rejects.toMatchObject({ code: 'conversations.text_too_long' })
  expect((await say(ctx, '🏠'.repeat(2000))).message.text).toHaveLength(4000)
  expect((await say(ctx, 'a\0b\ud800c')).message.text).toBe('ab\ufffdc')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async text => {
      const clientId = randomUUID()
      const kept = text.replaceAll('\0', '').toWellFormed().trim()
      if (kept === '') return
      const posted = await say(ctx, text, { clientId, ui: { [text]: [text, { text }] } })
      expect(posted.message.text).toBe(kept)
      expect((await say(ctx, text, { clientId })).repeated).toBe(true)
    }),
    { numRuns: runs(40) },
  )
})

test('nobody, the house itself and an account without a person cannot write as a visitor', async () => {
  for (const actor of [{ kind: 'nobody' }, { kind: 'system' }] as const)
    await expect(say(store.ctx({ actor }), 'hello')).rejects.toMatchObject({ code: 'people.no_person' })
})

test('posting in a transaction that fails leaves nothing', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const failing = transact(ctx, async ctx => {
    await say(ctx, 'never mind')
    throw new Error('later')
  })
  await expect(failing).rejects.toThrow('later')
  expect((await readConversation(ctx, { desk: 'sales' })).conversation).toBeNull()
})
