import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { systemClock } from '../kernel/clock.ts'
import { transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { claimAbandonedTurn } from './claim-abandoned-turn.ts'
import { claimTurn } from './claim-turn.ts'
import { completeTurn } from './complete-turn.ts'
import { readConversation, recentMessages } from './read-conversation.ts'
import { extendTurn, releaseTurn } from './release-turn.ts'
import { setWish } from './set-wish.ts'
import { answer, handOver, newVisitor, say } from './testing.ts'
import { findTurn, type Turn } from './turn.ts'
import { waitForTurn } from './wait-for-turn.ts'

const store = testStore({ connections: 12 })
/** As if the run that holds it had given no sign of life for as long as a lease lasts. */
const expire = (ctx: Parameters<typeof extendTurn>[0], { messageId, owner }: Turn) =>
  extendTurn(ctx, { messageId, owner: owner!, leaseSeconds: 0 })
const texts = async (ctx: Parameters<typeof readConversation>[0]) =>
  (await readConversation(ctx, { desk: 'sales' })).messages.map(message => `${message.number} ${message.text}`)

test('completing twice at once leaves one answer, which both are given', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const { turn } = await say(ctx, 'hello')
  const done = await Promise.all(
    Array.from({ length: 8 }, (_, at) => completeTurn(ctx, { turn, owner: turn.owner!, text: `answer ${at}` })),
  )
  expect(done.filter(one => one.outcome === 'completed')).toHaveLength(1)
  expect(new Set(done.map(one => one.answer?.id)).size).toBe(1)
  expect((await readConversation(ctx, { desk: 'sales' })).messages).toHaveLength(2)
})

test('of many that want an abandoned turn one gets it, and who lost the lease inserts no answer', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const { turn } = await say(ctx, 'hello')
  expect(await claimTurn(ctx, { messageId: turn.messageId, owner: 'early' })).toBeUndefined()
  await expire(ctx, turn)
  const claims = await Promise.all(
    Array.from({ length: 10 }, (_, at) => claimTurn(ctx, { messageId: turn.messageId, owner: `run ${at}` })),
  )
  const won = claims.filter(claim => claim !== undefined)
  expect(won).toHaveLength(1)
  expect(won[0]).toMatchObject({ attempts: 2, text: 'hello', session: { number: 1, first: true } })
  expect(await completeTurn(ctx, { turn, owner: turn.owner!, text: 'too late' })).toEqual({
    outcome: 'lost',
    answer: undefined,
  })
  expect(await completeTurn(ctx, { turn, owner: won[0]!.owner!, text: 'in time' })).toMatchObject({
    outcome: 'completed',
  })
  expect(await completeTurn(ctx, { turn, owner: turn.owner!, text: 'too late' })).toMatchObject({
    outcome: 'answered',
    answer: { text: 'in time' },
  })
  expect(await texts(ctx)).toEqual(['1 hello', '2 in time'])
})

test('a sign of life keeps the lease; giving the turn back lets another have it at once', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const { turn } = await say(ctx, 'hello', { leaseSeconds: 0 })
  const mine = { messageId: turn.messageId, owner: turn.owner! }
  expect(await extendTurn(ctx, mine)).toBe(true)
  expect(await claimTurn(ctx, { ...mine, owner: 'other' })).toBeUndefined()
  expect(await releaseTurn(ctx, { ...mine, owner: 'other' })).toBe(false)
  expect(await releaseTurn(ctx, mine)).toBe(true)
  expect(await claimTurn(ctx, { ...mine, owner: 'other' })).toMatchObject({ owner: 'other' })
  expect(await extendTurn(ctx, mine)).toBe(false)
})

test.each([-3600, 3600])(
  'a process whose clock is %i seconds off takes no living turn, and holds its own',
  async seconds => {
    const actor = newVisitor()
    const right = store.ctx({ actor })
    const wrong = store.ctx({ actor, now: () => systemClock().add({ seconds }) })
    for (const [holder, other] of [[right, wrong] as const, [wrong, right] as const]) {
      const posted = await say(holder, 'hello')
      const { messageId } = posted.turn
      expect(await claimTurn(other, { messageId, owner: 'other' })).toBeUndefined()
      expect((await waitForTurn(other, { messageId, owner: 'other', timeoutMs: 30 })).outcome).toBe('waiting')
      expect((await claimAbandonedTurn(other, { owner: 'sweeper' }))?.messageId).not.toBe(messageId)
      await extendTurn(holder, { messageId, owner: posted.turn.owner! })
      expect(await claimTurn(other, { messageId, owner: 'other' })).toBeUndefined()
      await expire(holder, posted.turn)
      const taken = await claimTurn(other, { messageId, owner: 'other' })
      expect(taken).toMatchObject({ owner: 'other' })
      await completeTurn(other, { turn: taken!, owner: 'other', text: 'Hello!' })
    }
  },
)

test('turns are had in the order of their messages', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const first = await say(ctx, 'one')
  const second = await say(ctx, 'two')
  expect([first.mine, second.mine]).toEqual([true, false])
  expect(await claimTurn(ctx, { messageId: second.message.id, owner: 'eager' })).toBeUndefined()
  const waiting = waitForTurn(ctx, { messageId: second.message.id, owner: 'patient' })
  await answer(ctx, first, 'first answer')
  const got = await waiting
  expect(got).toMatchObject({ outcome: 'claimed', turn: { text: 'two', owner: 'patient' } })
  if (got.outcome === 'claimed') await completeTurn(ctx, { turn: got.turn, owner: 'patient', text: 'second answer' })
  expect(await texts(ctx)).toEqual(['1 one', '2 two', '3 first answer', '4 second answer'])
})

test('who waits gets the answer that another gives, or hears that it is still to come', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const posted = await say(ctx, 'hello')
  const { id: messageId } = posted.message
  expect(await waitForTurn(ctx, { messageId, timeoutMs: 50 })).toEqual({ outcome: 'waiting' })
  const waiting = waitForTurn(ctx, { messageId, owner: 'other tab' })
  await answer(ctx, posted, 'Hello!')
  expect(await waiting).toMatchObject({ outcome: 'answered', answer: { text: 'Hello!', number: 2 } })
  expect(await waitForTurn(ctx, { messageId: crypto.randomUUID() })).toEqual({ outcome: 'gone' })
})

test('sweepers side by side take each abandoned turn once, the first of its conversation only', async () => {
  const visitors = Array.from({ length: 6 }, () => store.ctx({ actor: newVisitor() }))
  const posted = await Promise.all(
    visitors.map(async ctx => [await say(ctx, 'one', { leaseSeconds: 0 }), await say(ctx, 'two')]),
  )
  const firsts = new Set(posted.map(([first]) => first!.message.id))
  const swept: string[] = []
  await Promise.all(
    Array.from({ length: 4 }, async (_, at) => {
      for (;;) {
        const turn = await claimAbandonedTurn(store.ctx(), { owner: `sweeper ${at}` })
        if (!turn) return
        swept.push(turn.messageId)
      }
    }),
  )
  const mine = swept.filter(id => posted.flat().some(one => one.message.id === id))
  expect(new Set(mine)).toEqual(firsts)
  expect(mine).toHaveLength(6)
  expect(await claimAbandonedTurn(store.ctx(), { owner: 'too early' })).toBeUndefined()
})

test('a sweeper passes by what another is just taking', async () => {
  const posted = await Promise.all(
    [1, 2].map(() => say(store.ctx({ actor: newVisitor() }), 'hello', { leaseSeconds: 0 })),
  )
  const taken = await transact(store.ctx(), async open => {
    const first = await claimAbandonedTurn(open, { owner: 'sweeper 1' })
    return [first, await claimAbandonedTurn(store.ctx(), { owner: 'sweeper 2' })]
  })
  expect(new Set(taken.map(turn => turn?.messageId))).toEqual(new Set(posted.map(one => one.message.id)))
})

test('a sweeper has a turn that was given back at once, and one that waited its turn after a lease', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const first = await say(ctx, 'one')
  const second = await say(ctx, 'two')
  expect(await claimAbandonedTurn(ctx, { owner: 'sweeper' })).toBeUndefined()
  await releaseTurn(ctx, { messageId: first.message.id, owner: first.turn.owner! })
  const swept = await claimAbandonedTurn(ctx, { owner: 'sweeper' })
  expect(swept).toMatchObject({ text: 'one', attempts: 2 })
  await completeTurn(ctx, { turn: swept!, owner: 'sweeper', text: 'first answer' })
  expect(await claimAbandonedTurn(ctx, { owner: 'sweeper' })).toBeUndefined()
  const next = await claimAbandonedTurn(ctx, { owner: 'sweeper', leaseSeconds: 0 })
  expect(next).toMatchObject({ messageId: second.message.id, attempts: 1 })
  await completeTurn(ctx, { turn: next!, owner: 'sweeper', text: 'second answer' })
})

test('a turn whose process had a clock hours ahead does not wait for those hours', async () => {
  const visitor = { actor: newVisitor() }
  const ctx = store.ctx(visitor)
  const first = await say(ctx, 'one')
  const second = await say(store.ctx({ ...visitor, now: () => systemClock().add({ hours: 6 }) }), 'two')
  await answer(ctx, first, 'first answer')
  const swept = await claimAbandonedTurn(store.ctx(), { owner: 'sweeper' })
  expect(swept).toMatchObject({ messageId: second.message.id, text: 'two', attempts: 1 })
  await completeTurn(ctx, { turn: swept!, owner: 'sweeper', text: 'second answer' })
})

test('what else the turn earns is written with the answer or not at all', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const { turn } = await say(ctx, 'hello')
  const failing = completeTurn(ctx, { turn, owner: turn.owner!, text: 'Hello!' }, async () => {
    throw new Error('no signal')
  })
  await expect(failing).rejects.toThrow('no signal')
  expect(await texts(ctx)).toEqual(['1 hello'])
  let earned = 0
  const complete = () => completeTurn(ctx, { turn, owner: turn.owner!, text: 'Hello!' }, async () => void earned++)
  await complete()
  await complete()
  expect(earned).toBe(1)
})

test('the state of a turn is the latest, under the edits that were made while it was answered', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const first = await say(ctx, '3 BHK in Hebbal')
  await answer(ctx, first, 'Here', { wish: { bedrooms: [3], places: ['Hebbal'] }, focus: 'x' })
  const second = await say(ctx, 'under 2 crore')
  expect(second.turn.held).toEqual({ wish: { bedrooms: [3], places: ['Hebbal'] }, focus: 'x' })
  expect(await setWish(ctx, { desk: 'sales', set: { facing: 'east' }, clear: ['places'] })).toEqual({
    bedrooms: [3],
    facing: 'east',
  })
  await answer(ctx, second, 'Here', { wish: { bedrooms: [3], places: ['Hebbal'], maxPrice: 2 }, focus: 'y' })
  expect((await readConversation(ctx, { desk: 'sales' })).wish).toEqual({ bedrooms: [3], maxPrice: 2, facing: 'east' })
  expect((await findTurn(ctx, second.message.id))?.held.focus).toBe('y')
  // The edit was taken up: a later turn may set the key again.
  const third = await say(ctx, 'in Jakkur')
  await answer(ctx, third, 'Here', { wish: { places: ['Jakkur'] } })
  expect((await readConversation(ctx, { desk: 'sales' })).wish).toEqual({ places: ['Jakkur'] })
  const rows = await sql`select from conversation_states where conversation_id = ${third.turn.conversationId}`.execute(
    ctx.db,
  )
  expect(rows.rows).toHaveLength(4)
})

test('an answer waits for the edit before it and takes it up', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const posted = await say(ctx, 'homes')
  const { answering } = await transact(ctx, async open => {
    await setWish(open, { desk: 'sales', set: { facing: 'east' } })
    const answering = answer(ctx, posted, 'Here', { wish: { bedrooms: [3] } })
    await Promise.race([answering, new Promise(resolve => setTimeout(resolve, 100))])
    return { answering }
  })
  expect((await answering).outcome).toBe('completed')
  expect((await readConversation(ctx, { desk: 'sales' })).wish).toEqual({ bedrooms: [3], facing: 'east' })
})

test('twenty edits at once are all kept', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  await answer(ctx, await say(ctx, 'hello'), 'Hello!')
  await Promise.all(Array.from({ length: 20 }, (_, at) => setWish(ctx, { desk: 'sales', set: { [`key${at}`]: at } })))
  expect(Object.keys((await readConversation(ctx, { desk: 'sales' })).wish)).toHaveLength(20)
})

test('before the first message there is no wish to edit, and asking makes nobody', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  await expect(setWish(ctx, { desk: 'sales', set: { zone: 'North' } })).rejects.toMatchObject({
    code: 'conversations.none',
  })
  expect(await readConversation(ctx, { desk: 'sales' })).toEqual({
    conversation: null,
    messages: [],
    older: null,
    wish: {},
    pending: false,
  })
  const rows =
    await sql`select from visitor_keys where key_hash = ${(ctx.actor as { keyHash: string }).keyHash}`.execute(ctx.db)
  expect(rows.rows).toEqual([])
})

test('pages go back by number to the beginning; the prompt gets the last messages up to its own', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  let last = await say(ctx, 'message 1')
  for (let at = 2; at <= 6; at++) {
    await answer(ctx, last, 'answer')
    last = await say(ctx, `message ${at}`)
  }
  const numbers: number[][] = []
  for (let before: number | null | undefined; before !== null; ) {
    const page = await readConversation(ctx, { desk: 'sales', before, limit: 4 })
    numbers.push(page.messages.map(message => message.number))
    expect(page.pending).toBe(true)
    before = page.older
  }
  expect(numbers).toEqual([
    [8, 9, 10, 11],
    [4, 5, 6, 7],
    [1, 2, 3],
  ])
  const { conversationId } = last.turn
  expect((await recentMessages(ctx, { conversationId, through: 5, limit: 3 })).map(one => one.number)).toEqual([
    3, 4, 5,
  ])
  expect((await recentMessages(ctx, { conversationId })).at(-1)?.text).toBe('message 6')
})

test('while a human speaks nobody else is to answer, and afterwards the assistant goes on with what comes then', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const first = await say(ctx, 'one')
  const { conversationId } = first.turn
  await answer(ctx, first, 'first answer')
  await handOver(ctx, conversationId, 'waiting')
  await answer(ctx, await say(ctx, 'two'), 'second answer')
  await handOver(ctx, conversationId, 'human')
  const quiet = await say(ctx, 'three')
  expect(quiet).toMatchObject({ mine: false, turn: { state: 'human', owner: null } })
  expect((await readConversation(ctx, { desk: 'sales' })).pending).toBe(false)
  expect(await waitForTurn(ctx, { messageId: quiet.message.id, owner: 'eager' })).toEqual({ outcome: 'human' })
  expect(await claimTurn(ctx, { messageId: quiet.message.id, owner: 'eager' })).toBeUndefined()
  await handOver(ctx, conversationId, 'assistant')
  await answer(ctx, await say(ctx, 'four'), 'fourth answer')
  expect(await texts(ctx)).toEqual([
    '1 one',
    '2 first answer',
    '3 two',
    '4 second answer',
    '5 three',
    '6 four',
    '7 fourth answer',
  ])
})

test('an answer that a human was faster than is not said', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const posted = await say(ctx, 'hello')
  await handOver(ctx, posted.turn.conversationId, 'human')
  expect(await answer(ctx, posted, 'too late', { wish: { bedrooms: [2] } })).toEqual({ outcome: 'human' })
  expect(await findTurn(ctx, posted.message.id)).toMatchObject({ state: 'human', owner: null, stateNumber: 0 })
  expect(await texts(ctx)).toEqual(['1 hello'])
})
