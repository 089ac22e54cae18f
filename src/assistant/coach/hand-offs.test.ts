import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { actingAs, makeAccount } from '../../accounts/testing.ts'
import {
  claimTurn,
  closeConversation,
  listStaffConversations,
  messagesAfter,
  postStaffMessage,
  readStaffConversation,
  releaseConversation,
  requestHandOff,
  takeConversation,
} from '../../conversations/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { handOffSubject } from '../hand-offs/subject.ts'
import { runTurn } from '../run-turn.ts'
import { postCoachMessage } from './post-coach-message.ts'
import { findReading } from './readings.ts'
import { careerDesk, chips } from './testing/desk.ts'

const store = testStore({ connections: 6 })
const { assistant, somebody } = careerDesk(store)

describe('crisis', () => {
  test('the fixed answer, nothing advances, staff hear of it without the text, the open question stays', async () => {
    const one = await somebody('ps101-express')
    await makeAccount(store.ctx(), 'coach')
    await one.say('Burnout')
    const text = 'I want to kill myself, zebra lamp'
    const { reading, reply, parts } = await one.say(text)
    expect(reading).toMatchObject({ kind: 'crisis', asks: 'more' })
    expect(reply.text).toMatch(/no emergency service/)
    expect(reply.text).toContain('your local emergency number')
    expect(parts).toEqual([{ type: 'crisis', lines: ['your local emergency number'] }])
    expect(await one.answers()).toMatchObject([{ state: 'draft', text: 'Burnout' }])
    expect((await one.thread()).conversation.handOff).toBe('waiting')
    const { rows } = await store.pool.query(
      "select * from reminders where subject_kind = 'hand_off' and subject_id = $1",
      [one.conversationId],
    )
    expect(new Set(rows.map(row => row.channel))).toEqual(new Set(['push', 'email']))
    expect(JSON.stringify(rows)).not.toContain('zebra')
    await one.say('I am safe, I talked to my sister about it')
    expect((await one.answers())[0]!.text).toContain('Burnout\nI am safe')
  })

  test('of somebody else: the conversation goes on, nothing is lost, and a human is offered', async () => {
    const one = await somebody('ps101-express')
    const { reading, reply } = await one.say('My brother wants to kill himself and I cannot think about work')
    expect(reading).toMatchObject({ kind: 'answer', asks: 'hand_off', asksReason: 'requested' })
    expect(reply.text).toContain('emergency number')
    expect((await one.thread()).conversation.handOff).toBe('assistant')
    expect((await one.say('Yes, bring in a coach')).reading.did.handedOff).toBe(true)
    expect((await one.thread()).conversation.handOff).toBe('waiting')
  })

  test('lines of the person’s country', async () => {
    const one = await somebody()
    const lines = {
      ...assistant.settings.coach,
      crisisLines: { DE: ['Telefonseelsorge 0800 111 0 111'], IN: ['Tele-MANAS 14416'], '*': ['112'] },
    }
    const other = createAssistant({ coach: lines })
    const told = async (zone: string | null) => {
      await store.db.updateTable('persons').set({ time_zone: zone }).where('id', '=', one.personId).execute()
      const { posted, owner } = await one.post('i want to die')
      return (await runTurn(one.ctx(), other, posted.turn, { owner })).answer!.text
    }
    expect(await told('Europe/Berlin')).toContain('Telefonseelsorge 0800 111 0 111')
    expect(await told('Asia/Calcutta')).toContain('Tele-MANAS 14416')
    expect(await told('America/Denver')).toContain('call now: 112')
    expect(await told(null)).toContain('Tele-MANAS')
  })

  test('also while a human speaks: a notice at once, and staff are told again', async () => {
    const one = await somebody()
    const coach = await makeAccount(store.ctx(), 'coach')
    const as = actingAs(store.ctx(), { ...coach, role: 'coach' })
    await requestHandOff(one.ctx(), { conversationId: one.conversationId, reason: 'requested' })
    await takeConversation(as, one.conversationId)
    const { reading, reply } = await one.say('I have been thinking about suicide')
    expect(reading.kind).toBe('crisis')
    expect(reply).toBeUndefined()
    const { messages, conversation } = await one.thread()
    expect(messages.at(-1)).toMatchObject({ author: 'system', parts: [{ type: 'crisis' }] })
    expect(conversation.handOff).toBe('human')
    const { events } = await readStaffConversation(as, { conversationId: one.conversationId })
    expect(events[0]).toMatchObject({ state: 'human', reason: 'crisis' })
    await postStaffMessage(as, { conversationId: one.conversationId, clientId: randomUUID(), text: 'I am here.' })
  })
})

describe('hand-off', () => {
  test('asked for: at once; taken by one, who answers alone; released, the assistant answers again', async () => {
    const one = await somebody('ps101-express')
    const accounts = await Promise.all([1, 2].map(() => makeAccount(store.ctx(), 'coach')))
    const [first, second] = accounts.map(account => actingAs(store.ctx(), { ...account, role: 'coach' }))
    const asked = await one.say('talk to a person')
    expect(asked.reading).toMatchObject({ kind: 'control', did: { handedOff: true } })
    expect(asked.parts).toContainEqual({ type: 'hand_off', state: 'waiting', text: 'A coach will answer here' })
    expect((await one.say('My problem is that I cannot say no')).reading.kind).toBe('answer')

    const pending = await one.post('And this one nobody has answered yet')
    const taken = await Promise.allSettled([first, second].map(ctx => takeConversation(ctx!, one.conversationId)))
    expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = taken.findIndex(({ status }) => status === 'rejected')
    expect(taken[lost]).toMatchObject({ reason: { code: 'conversations.taken', detail: { by: 'Asha' } } })
    const winner = [first, second][1 - lost]!
    const loser = [first, second][lost]!
    await expect(
      postStaffMessage(loser, { conversationId: one.conversationId, clientId: randomUUID(), text: 'me too' }),
    ).rejects.toMatchObject({ code: 'conversations.taken' })
    expect(await runTurn(one.ctx(), assistant, pending.posted.turn, { owner: pending.owner })).toMatchObject({
      outcome: expect.stringMatching(/human|lost/),
    })

    const answersBefore = await one.answers()
    expect((await one.say('Hello, I need some advice on this')).reply).toBeUndefined()
    expect(await one.answers()).toEqual(answersBefore)
    const id = randomUUID()
    const said = await postStaffMessage(winner, {
      conversationId: one.conversationId,
      clientId: id,
      text: 'I am here.',
    })
    expect(
      await postStaffMessage(winner, { conversationId: one.conversationId, clientId: id, text: 'I am here.' }),
    ).toEqual(said)
    expect((await one.thread()).messages.at(-1)).toMatchObject({ author: 'staff', text: 'I am here.', by: 'Asha' })
    expect((await one.thread()).conversation).toMatchObject({ handOff: 'human', speaker: 'Asha' })
    expect((await listStaffConversations(winner, { state: 'mine', limit: 50 })).items.map(item => item.id)).toContain(
      one.conversationId,
    )

    await expect(releaseConversation(loser, one.conversationId)).rejects.toMatchObject({ code: 'conversations.taken' })
    await releaseConversation(winner, one.conversationId)
    expect((await one.say('Back to question two: free evenings')).reply.author).toBe('assistant')
    await requestHandOff(one.ctx(), { conversationId: one.conversationId, reason: 'requested' })
    await closeConversation(loser, one.conversationId)
    expect((await one.thread()).conversation.handOff).toBe('closed')
    expect((await one.say('Another answer of mine here')).reply.author).toBe('assistant')
  })

  test('what nobody was wanted for stays between the person and the coach; another’s is not found', async () => {
    const one = await somebody()
    await one.say('Nobody else should read this')
    const coach = actingAs(store.ctx(), { ...(await makeAccount(store.ctx(), 'coach')), role: 'coach' })
    const agent = actingAs(store.ctx(), { ...(await makeAccount(store.ctx(), 'agent')), role: 'agent' })
    const unknown = { kind: 'not_found', code: 'conversations.unknown' }
    await expect(readStaffConversation(coach, { conversationId: one.conversationId })).rejects.toMatchObject(unknown)
    await expect(takeConversation(coach, one.conversationId)).rejects.toMatchObject(unknown)
    await requestHandOff(one.ctx(), { conversationId: one.conversationId, reason: 'requested' })
    await expect(takeConversation(agent, one.conversationId)).rejects.toMatchObject(unknown)
    const other = await somebody()
    await expect(messagesAfter(other.ctx(), { conversationId: one.conversationId })).rejects.toMatchObject(unknown)
    await expect(
      postCoachMessage(other.ctx(), assistant.settings.coach, {
        conversationId: one.conversationId,
        clientId: randomUUID(),
        text: 'x',
        owner: 'o',
      }),
    ).rejects.toMatchObject(unknown)
  })

  test('three frustrated turns of five offer a coach once, and yes brings one; nobody new is offered one', async () => {
    const fresh = await somebody('ps101-express')
    for (let at = 0; at < 4; at++)
      expect((await fresh.say('I am so frustrated, nothing works')).reading.asks).toBeNull()

    const one = await somebody('ps101-express')
    for (const text of ['I lost my job in spring', 'A job with free evenings', 'I never ask for help'])
      await one.say(text)
    one.pass(8)
    await one.say('I am so frustrated, nothing works')
    await one.say('This is ridiculous, I am fed up')
    const offered = await one.say('I hate this, it is going in circles')
    expect(offered.reading).toMatchObject({ asks: 'hand_off', asksReason: 'frustrated' })
    expect(chips(offered.parts)).toEqual(['Yes, bring in a coach', 'Not now, thanks'])
    expect((await one.say('yes')).parts).toContainEqual(expect.objectContaining({ type: 'hand_off' }))
    const { rows } = await store.pool.query('select state, reason from hand_offs where conversation_id = $1', [
      one.conversationId,
    ])
    expect(rows).toEqual([{ state: 'waiting', reason: 'frustrated' }])
  })
})

test('a message that nothing can answer gets an honest word and a human on offer, for that reason', async () => {
  const one = await somebody()
  const { posted, owner } = await one.post('This one breaks something inside')
  const broken = {
    ...one.ctx(),
    now: () => {
      throw new Error('a wheel came off')
    },
  } as Context
  const hopeless = { ...posted.turn, attempts: 3 }
  await expect(runTurn(broken, assistant, hopeless, { owner })).rejects.toThrow()
  const reading = { asks: 'hand_off', asksReason: 'assistant_failed' }
  let calls = 0
  // Fails while the answer is made, and holds while it is written.
  const halfBroken = {
    ...one.ctx(),
    now: () => {
      if (calls++ === 0) throw new Error('a wheel came off')
      return Temporal.Now.instant()
    },
  } as Context
  const turn = (await claimTurn(one.ctx(), { messageId: posted.message.id, owner: 'second', leaseSeconds: 10 }))!
  const { answer } = await runTurn(halfBroken, assistant, { ...turn, attempts: 3 }, { owner: 'second' })
  expect(answer!.text).not.toMatch(/wheel|Error/)
  expect(chips(answer!.parts)).toEqual(['Yes, bring in a coach', 'Not now, thanks'])
  expect(await findReading(one.ctx(), posted.message.id)).toMatchObject(reading)
  await one.say('Yes, bring in a coach')
  const { rows } = await store.pool.query('select state, reason from hand_offs where conversation_id = $1', [
    one.conversationId,
  ])
  expect(rows).toEqual([{ state: 'waiting', reason: 'assistant_failed' }])
})

test('what staff are told of a hand-off is taken back once somebody has it, and holds nothing that was written', async () => {
  const one = await somebody()
  const coach = actingAs(store.ctx(), { ...(await makeAccount(store.ctx(), 'coach')), role: 'coach' })
  await one.say('crimson kettle, talk to me')
  await requestHandOff(one.ctx(), { conversationId: one.conversationId, reason: 'requested' })
  const claim = {
    id: 'r',
    subjectKind: 'hand_off',
    subjectId: one.conversationId,
    subjectVersion: 1,
    kind: 'requested',
    audience: 'staff',
    recipientId: coach.actor.accountId,
    channel: 'email',
    timeZone: 'Asia/Kolkata',
  } as const
  const said = (await handOffSubject.compose(store.ctx(), [claim])).get('r')!
  expect(said).toMatchObject({
    holds: true,
    path: `/console/inbox/${one.conversationId}`,
    to: { accountId: coach.actor.accountId },
  })
  expect(JSON.stringify(said)).not.toContain('kettle')
  await takeConversation(coach, one.conversationId)
  expect((await handOffSubject.compose(store.ctx(), [claim])).get('r')).toEqual({
    holds: false,
    status: 'cancelled',
    reason: 'status',
  })
  const label = (await handOffSubject.label(store.ctx(), [one.conversationId])).get(one.conversationId)!
  expect(label.recipient(coach.actor.accountId, 'staff')).toBe('Asha')
})
