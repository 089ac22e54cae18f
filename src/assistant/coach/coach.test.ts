import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { actingAs, makeAccount } from '../../accounts/testing.ts'
import {
  claimAbandonedTurn,
  claimTurn,
  closeConversation,
  listStaffConversations,
  type Message,
  messagesAfter,
  openConversation,
  postStaffMessage,
  readStaffConversation,
  releaseConversation,
  requestHandOff,
  takeConversation,
} from '../../conversations/index.ts'
import { newVisitor } from '../../conversations/testing.ts'
import { ensurePerson, registerPersonPart } from '../../people/index.ts'
import {
  enrol,
  findOpenEnrolment,
  readEnrolment,
  releaseProgrammes,
  saveAnswer,
  upgradeEnrolment,
} from '../../programmes/index.ts'
import { fixtureProgramme, releaseForTest } from '../../programmes/testing/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { handOffSubject } from '../hand-offs/subject.ts'
import { tellHandOff } from '../hand-offs/tell-staff.ts'
import { runTurn } from '../run-turn.ts'
import { seedLibrary } from './library/choose-prompt.ts'
import { libraryPrompts } from './library/prompts.ts'
import { coachPart } from './person-part.ts'
import { postCoachMessage } from './post-coach-message.ts'
import { findReading } from './readings.ts'

const store = testStore({ connections: 6 })
const assistant = createAssistant()
beforeAll(async () => {
  registerPersonPart(coachPart)
  store.events.subscribe('conversation.handed_off', tellHandOff)
  await releaseProgrammes(store.ctx())
  await seedLibrary(store.ctx())
})

/** Somebody at the career desk whose clock can be moved. */
async function somebody(programme?: string) {
  let now = Temporal.Instant.from('2026-11-20T04:30:00Z')
  const actor = newVisitor()
  const ctx = (): Context => store.ctx({ actor, now: () => now })
  const personId = await ensurePerson(ctx())
  const conversation = await openConversation(ctx(), { desk: 'career' })
  const enrolment = programme ? (await enrol(ctx(), { personId, programme })).enrolment : null
  const post = (text: string, id: string = randomUUID()) => {
    const owner = assistant.newOwner()
    return postCoachMessage(ctx(), assistant.settings.coach, {
      conversationId: conversation.id,
      clientId: id,
      text,
      owner,
    }).then(done => ({ ...done, owner }))
  }
  return {
    ctx,
    personId,
    conversationId: conversation.id,
    post,
    pass: (days: number) => {
      now = now.add({ hours: 24 * days })
    },
    async say(text: string) {
      const { posted, reading, owner } = await post(text)
      now = now.add({ seconds: 20 })
      const { answer } = await runTurn(ctx(), assistant, posted.turn, { owner })
      return { reading, reply: answer as Message, parts: answer?.parts ?? [], messageId: posted.message.id }
    },
    answers: async () => (await readEnrolment(ctx(), { personId, enrolmentId: enrolment!.id })).answers,
    enrolment: () => readEnrolment(ctx(), { personId, enrolmentId: enrolment!.id }),
    thread: () => messagesAfter(ctx(), { conversationId: conversation.id, after: 0, limit: 200 }),
  }
}

const questionsIn = (text: string) => text.split('?').length - 1
const chips = (parts: Message['parts']) =>
  parts.flatMap(part => (part.type === 'chips' ? part.chips.map(one => one.text) : []))

describe('in a programme', () => {
  test('the table of the requirements, with what is stored', async () => {
    const one = await somebody('ps101-express')
    const first = await one.say('I want to quit my job and help people')
    expect(first.reading).toMatchObject({ kind: 'answer', prompt: '1', tone: 'neutral' })
    expect(first.reply.text).toContain('“I want to quit my job and help people”')
    expect(first.parts).toMatchObject([{ type: 'prompt', place: 'Question 2 of 8', prompt: '2' }])
    expect(await one.answers()).toMatchObject([
      { prompt: '1', state: 'final', text: 'I want to quit my job and help people' },
    ])

    const draft = await one.say('Burnout')
    expect(draft.reading).toMatchObject({ kind: 'draft', prompt: '2', asks: 'more' })
    expect(questionsIn(draft.reply.text)).toBe(1)
    expect((await one.answers())[1]).toMatchObject({ prompt: '2', state: 'draft', text: 'Burnout' })
    expect((await one.say('yes')).reading).toMatchObject({ kind: 'reply', asks: 'more' })
    expect((await one.say('after two years of night shifts')).reading.kind).toBe('answer')
    expect((await one.answers())[1]).toMatchObject({
      state: 'final',
      text: 'Burnout\nafter two years of night shifts',
    })

    const unclear = await one.say('yes')
    expect(unclear.reading).toMatchObject({ kind: 'reply', prompt: '3', asks: 'meaning' })
    expect(unclear.reply.text).toMatch(/not sure what it answers/)
    expect((await one.enrolment()).position).toBe('3')

    const exit = await one.say('exit')
    expect(exit.reading).toMatchObject({ kind: 'control', asks: 'pause' })
    expect(chips(exit.parts)).toEqual(['Yes, pause', 'No, keep going'])
    expect((await one.enrolment()).state).toBe('active')
    expect((await one.say('no')).parts).toMatchObject([{ type: 'prompt', prompt: '3' }])
    await one.say('exit')
    expect((await one.say('Yes, pause')).reply.text).toMatch(/Paused/)
    expect((await one.enrolment()).state).toBe('paused')
    expect(await one.answers()).toHaveLength(2)
    expect((await one.say('I met an old colleague today')).reading.kind).toBe('chat')
    expect((await one.say('resume')).parts).toMatchObject([{ type: 'prompt', prompt: '3' }])
  })

  test('a question is answered briefly, its prompt repeated, and one tap takes it as the answer', async () => {
    const one = await somebody('ps101-express')
    const asked = await one.say('Is it enough to say that I am bored of spreadsheets?')
    expect(asked.reading).toMatchObject({ kind: 'question', asks: 'take' })
    expect(asked.parts).toMatchObject([{ type: 'prompt', prompt: '1' }, { type: 'chips' }])
    expect(await one.answers()).toEqual([])
    const taken = await one.say(chips(asked.parts)[0]!)
    expect(taken.reading).toMatchObject({ kind: 'reply', did: { saved: { prompt: '1', state: 'final' } } })
    expect(await one.answers()).toMatchObject([
      { prompt: '1', state: 'final', text: 'Is it enough to say that I am bored of spreadsheets?' },
    ])
  })

  test('what was asked in one version is taken as no answer in another', async () => {
    await releaseForTest(store.ctx(), fixtureProgramme('taken', 1, [['What is it?', 'Why is that?']]))
    const one = await somebody('taken')
    const asked = await one.say('Is it enough to say that I am bored of spreadsheets?')
    await releaseForTest(
      store.ctx(),
      fixtureProgramme('taken', 2, [['Why is that?', 'What is it?']], { version: 1, map: { '1': '2', '2': '1' } }),
    )
    const { id: enrolmentId } = await one.enrolment()
    await upgradeEnrolment(store.ctx(), { personId: one.personId, enrolmentId, toVersion: 2 })
    const taken = await one.say(chips(asked.parts)[0]!)
    expect(taken.reading.did).toMatchObject({ settled: 'take', refused: 'programmes.version_changed' })
    expect(taken.reply.text).toContain('Your message is kept here.')
    expect(await one.answers()).toEqual([])
  })

  test('what is taken as an answer answers what was asked then, and is not lost where the page went on or ended it', async () => {
    const one = await somebody('ps101-express')
    const { id: enrolmentId } = await one.enrolment()
    const asked = await one.say('Is it enough to say that I am bored of spreadsheets?')
    const write = (prompt: string, basedOn?: number) =>
      saveAnswer(one.ctx(), {
        personId: one.personId,
        enrolmentId,
        prompt,
        text: `Written on the page: ${prompt}`,
        basedOn,
        final: true,
      })
    await write('1')
    await one.say(chips(asked.parts)[0]!)
    expect((await one.answers()).map(({ prompt, text }) => `${prompt} ${text}`)).toEqual([
      '1 Is it enough to say that I am bored of spreadsheets?',
    ])

    await one.say('exit')
    for (const prompt of ['2', '3', '4', '5', '6', '7', '8']) await write(prompt)
    const { reply } = await one.say('yes')
    expect(reply.text).toMatch(/nothing to pause/)
    expect((await one.enrolment()).state).toBe('completed')
  })

  test('a rating is stored as its number, and what is none stays a draft that a number completes', async () => {
    const one = await somebody('ps101')
    const { id: enrolmentId } = await one.enrolment()
    const { steps } = (await import('../../programmes/index.ts')).programmeOf('ps101')
    for (const step of steps.slice(0, 3))
      for (const { key } of step.prompts)
        await saveAnswer(one.ctx(), {
          personId: one.personId,
          enrolmentId,
          prompt: key,
          text: `My answer to ${key}.`,
          final: true,
        })
    expect((await one.say('rather low')).reading).toMatchObject({ kind: 'draft', prompt: '4.1', asks: 'more' })
    expect((await one.say('4/10')).reading).toMatchObject({ kind: 'answer', prompt: '4.1' })
    expect((await one.answers()).find(answer => answer.prompt === '4.1')).toMatchObject({
      value: 4,
      state: 'final',
      text: 'rather low\n4/10',
    })
  })

  test('back and skip: what is written after going back is the newest answer, earlier ones stay', async () => {
    const one = await somebody('ps101-express')
    await one.say('I have no idea what to do after the layoff')
    expect((await one.say('back')).parts).toMatchObject([{ type: 'prompt', prompt: '1' }])
    await one.say('I want work that leaves my evenings free')
    expect((await one.answers())[0]).toMatchObject({ text: 'I want work that leaves my evenings free', revision: 2 })
    expect((await one.say('skip')).parts).toMatchObject([{ type: 'prompt', prompt: '3' }])
    expect((await one.answers()).find(answer => answer.prompt === '2')).toMatchObject({ state: 'skipped' })
  })

  test('Rapid: five short true answers posted at once are all stored in order, and each is answered once', async () => {
    const one = await somebody('ps101-express')
    const said = [
      'Too many night shifts',
      'Home by six on weekdays',
      'I never ask for help',
      'Call Anna on Friday',
      'One evening class',
    ]
    const posted: Awaited<ReturnType<typeof one.post>>[] = []
    for (const text of said) posted.push(await one.post(text))
    await Promise.all(
      posted.map(async ({ posted, owner }) => {
        if (posted.mine) await runTurn(one.ctx(), assistant, posted.turn, { owner })
      }),
    )
    for (;;) {
      const owner = assistant.newOwner()
      const turn = await claimAbandonedTurn(one.ctx(), { owner, leaseSeconds: 0 })
      if (!turn) break
      await runTurn(one.ctx(), assistant, turn, { owner })
    }
    expect((await one.answers()).map(answer => answer.text)).toEqual(said)
    const { messages } = await one.thread()
    expect(messages.filter(message => message.author === 'assistant')).toHaveLength(5)
  })

  test('the same message sent five times at once is read once and one revision', async () => {
    const one = await somebody('ps101-express')
    const id = randomUUID()
    const all = await Promise.all(Array.from({ length: 5 }, () => one.post('I work every weekend since May', id)))
    expect(new Set(all.map(({ posted }) => posted.message.id)).size).toBe(1)
    expect(all.filter(({ posted }) => !posted.repeated)).toHaveLength(1)
    expect(await one.answers()).toMatchObject([{ revision: 1 }])
  })

  test('message and answer stand together or not at all', async () => {
    const one = await somebody('ps101-express')
    const fails = { ...one.ctx(), announce: () => Promise.reject(new Error('the ledger is full')) } as Context
    await expect(
      postCoachMessage(fails, assistant.settings.coach, {
        conversationId: one.conversationId,
        clientId: randomUUID(),
        text: 'I want to teach children',
        owner: 'o',
      }),
    ).rejects.toThrow()
    expect(await one.answers()).toEqual([])
    expect((await one.thread()).messages).toEqual([])
  })

  test('a turn answered again after a crash tells what the message did, and does nothing twice', async () => {
    const one = await somebody('ps101-express')
    const { posted } = await one.post('I want to leave nursing for teaching')
    const owner = assistant.newOwner()
    await store.db
      .updateTable('turns')
      .set({ lease_until: one.ctx().now().subtract({ hours: 1 }) })
      .where('message_id', '=', posted.message.id)
      .execute()
    const turn = await claimAbandonedTurn(one.ctx(), { owner })
    expect(turn?.messageId).toBe(posted.message.id)
    const { answer } = await runTurn(one.ctx(), assistant, turn!, { owner })
    expect(answer?.parts).toMatchObject([{ type: 'prompt', prompt: '2' }])
    expect(await one.answers()).toMatchObject([{ prompt: '1', revision: 1 }])
  })

  test('an answer that was changed on the page meanwhile is not lost to the chat, nor the chat’s to it', async () => {
    const one = await somebody('ps101-express')
    const { id: enrolmentId } = await one.enrolment()
    await saveAnswer(one.ctx(), { personId: one.personId, enrolmentId, prompt: '1', text: 'half a tho' })
    await one.say('I want to be useful again')
    expect(await one.answers()).toMatchObject([
      { prompt: '1', state: 'final', text: 'I want to be useful again', revision: 2 },
    ])
  })

  test('answering in the chat to the end completes the programme', async () => {
    const one = await somebody('ps101-express')
    let last: Awaited<ReturnType<typeof one.say>> | undefined
    for (let at = 1; at <= 8; at++) last = await one.say(`This is what I say to question ${at}.`)
    expect((await one.enrolment()).state).toBe('completed')
    expect(last!.parts).toMatchObject([{ type: 'link', to: '/career/programmes/ps101-express' }])
    expect((await one.say('It was a good week')).reading.kind).toBe('chat')
  })
})

describe('outside a programme', () => {
  test('the first message is answered for what it says, starts nothing and ends in one question of the library', async () => {
    const one = await somebody()
    const { reading, reply } = await one.say('My salary offer is far below what I hoped for')
    expect(reading).toMatchObject({ kind: 'chat', enrolmentId: null })
    expect(reply.text).toContain('“My salary offer is far below what I hoped for”')
    const told = libraryPrompts.find(prompt => reply.text.includes(prompt.body))
    expect(told?.topic).toBe('financial and negotiation')
    expect(questionsIn(reply.text)).toBe(1)
    expect(await findOpenEnrolment(one.ctx(), { personId: one.personId })).toBeUndefined()
    expect((await one.thread()).messages).toHaveLength(2)
  })

  test('no prompt is told twice within 30 days while its topic has others', async () => {
    const one = await somebody()
    const told: string[] = []
    for (let at = 0; at < 8; at++) {
      const { reply } = await one.say(`I want to negotiate my salary, take ${at}`)
      told.push(libraryPrompts.find(prompt => reply.text.includes(prompt.body))!.key)
    }
    expect(new Set(told).size).toBe(8)
    expect(told.every(key => key.startsWith('financial-negotiation'))).toBe(true)
    const again = await one.say('I want to negotiate my salary once more')
    expect(told).toContain(libraryPrompts.find(prompt => again.reply.text.includes(prompt.body))!.key)
  })

  test('seeding again adds nothing', async () => {
    await seedLibrary(store.ctx())
    const { count } = await store.db
      .selectFrom('coach_prompts')
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    expect(count).toBe(libraryPrompts.length)
  })
})

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

test('every message has its reading; the reading of a repeat is the first one', async () => {
  const one = await somebody('ps101-express')
  const id = randomUUID()
  const first = await one.post('I hope to move into teaching because I enjoy explaining things', id)
  const again = await one.post('I hope to move into teaching because I enjoy explaining things', id)
  expect(again.reading).toEqual(await findReading(one.ctx(), first.posted.message.id))
  expect(again.reading).toMatchObject({ kind: 'answer', tone: 'hopeful', did: { saved: { state: 'final' } } })
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
