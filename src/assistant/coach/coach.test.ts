import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { claimAbandonedTurn } from '../../conversations/index.ts'
import { findOpenEnrolment, saveAnswer, upgradeEnrolment } from '../../programmes/index.ts'
import { fixtureProgramme, releaseForTest } from '../../programmes/testing/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { runTurn } from '../run-turn.ts'
import { seedLibrary } from './library/choose-prompt.ts'
import { libraryPrompts } from './library/prompts.ts'
import { postCoachMessage } from './post-coach-message.ts'
import { findReading } from './readings.ts'
import { careerDesk, chips, questionsIn } from './testing/desk.ts'

const store = testStore({ connections: 6 })
const { assistant, somebody } = careerDesk(store)

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

test('every message has its reading; the reading of a repeat is the first one', async () => {
  const one = await somebody('ps101-express')
  const id = randomUUID()
  const first = await one.post('I hope to move into teaching because I enjoy explaining things', id)
  const again = await one.post('I hope to move into teaching because I enjoy explaining things', id)
  expect(again.reading).toEqual(await findReading(one.ctx(), first.posted.message.id))
  expect(again.reading).toMatchObject({ kind: 'answer', tone: 'hopeful', did: { saved: { state: 'final' } } })
})
