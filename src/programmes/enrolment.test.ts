import { beforeAll, describe, expect, test } from 'vitest'
import { createPerson, recallFacts } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import {
  addAction,
  addExperiment,
  addLearning,
  addObstacle,
  changeExperiment,
  completeEnrolment,
  enrol,
  findOpenEnrolment,
  listRevisions,
  movePosition,
  nextPrompt,
  pauseEnrolment,
  readEnrolment,
  readSummary,
  reflect,
  releaseProgrammes,
  resumeEnrolment,
  saveAnswer,
  skipPrompt,
} from './index.ts'
import { answerAll, enrolSomebody } from './testing/index.ts'

const store = testStore({ connections: 4 })
beforeAll(() => releaseProgrammes(store.ctx()))

const LONG = 'I keep applying for jobs that I do not want.'
const at = (ctx: Context, iso: string): Context => ({ ...ctx, now: () => Temporal.Instant.from(iso) })

describe('enrolling', () => {
  test('again gives the same enrolment; anew archives it with all its answers; a key makes one', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId } = await enrolSomebody(ctx)
    await saveAnswer(ctx, { personId, enrolmentId, prompt: '1', text: LONG, final: true })
    const again = await enrol(ctx, { personId, programme: 'ps101-express' })
    expect([again.created, again.enrolment.id, again.enrolment.answers.length]).toEqual([false, enrolmentId, 1])

    const wish = { personId, programme: 'ps101-express', startAnew: true, requestKey: 'once' }
    const anew = await enrol(ctx, wish)
    expect(anew.enrolment.answers).toEqual([])
    expect((await enrol(ctx, wish)).enrolment.id).toBe(anew.enrolment.id)
    const old = await readEnrolment(ctx, { personId, enrolmentId })
    expect([old.state, old.answers[0]!.text]).toEqual(['archived', LONG])
    await expect(
      saveAnswer(ctx, { personId, enrolmentId, prompt: '1', text: `${LONG} Still.`, basedOn: 1 }),
    ).rejects.toMatchObject({ code: 'programmes.archived' })
  })

  test('of two under way the one that was begun or written in last is gone on with', async () => {
    const { personId, enrolmentId } = await enrolSomebody(at(store.ctx(), '2026-03-01T10:00:00Z'), 'ps101')
    const save = (iso: string, text: string, basedOn?: number) =>
      saveAnswer(at(store.ctx(), iso), { personId, enrolmentId, prompt: '1.1', text, basedOn })
    await save('2026-03-01T10:05:00Z', LONG)
    await enrol(at(store.ctx(), '2026-03-20T10:00:00Z'), { personId, programme: 'ps101-express' })
    const open = async () => (await findOpenEnrolment(store.ctx(), { personId }))?.programme
    expect(await open()).toBe('ps101-express')
    await save('2026-03-21T10:00:00Z', `${LONG} Still.`, 1)
    expect(await open()).toBe('ps101')
  })

  test('ten at once make one open enrolment', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    const made = await Promise.all(Array.from({ length: 10 }, () => enrol(ctx, { personId, programme: 'ps101' })))
    expect(new Set(made.map(({ enrolment }) => enrolment.id)).size).toBe(1)
    expect(made.filter(({ created }) => created)).toHaveLength(1)
  })
})

describe('saving', () => {
  test('drafts coalesce; Next and ten idle minutes fix what was written', async () => {
    const { personId, enrolmentId } = await enrolSomebody(store.ctx())
    const named = { personId, enrolmentId, prompt: '1' }
    const save = (time: string, text: string, basedOn: number, final = false) =>
      saveAnswer(at(store.ctx(), time), { ...named, text, basedOn, final })
    await save('2026-03-02T10:00:00Z', 'I keep', 0)
    await save('2026-03-02T10:00:05Z', 'I keep applying', 1)
    await save('2026-03-02T10:10:05Z', 'I keep applying for jobs', 2)
    await save('2026-03-02T10:10:09Z', LONG, 3, true)
    const last = await save('2026-03-02T10:10:12Z', `${LONG} Why?`, 4)
    expect(last).toMatchObject({ revision: 5, state: 'draft' })
    const { items } = await listRevisions(store.ctx(), named)
    expect(items.map(({ revision, text, state }) => [revision, text, state])).toEqual([
      [5, `${LONG} Why?`, 'draft'],
      [4, LONG, 'final'],
      [2, 'I keep applying', 'draft'],
    ])
  })

  test('a stale write is refused with the present text and writes nothing; a retry is the same write', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId } = await enrolSomebody(ctx)
    const save = (text: string, basedOn?: number) =>
      saveAnswer(ctx, { personId, enrolmentId, prompt: '2', text, basedOn })
    await save('on the telephone')
    await save('on the telephone, longer', 1)
    const retry = await save('on the telephone, longer', 1)
    expect(retry.revision).toBe(2)
    for (const basedOn of [undefined, 1, 7])
      await expect(save('on the laptop', basedOn)).rejects.toMatchObject({
        kind: 'conflict',
        code: 'programmes.answer_changed',
        detail: { current: { text: 'on the telephone, longer', revision: 2 } },
      })
    expect((await readEnrolment(ctx, { personId, enrolmentId })).answers[0]!.text).toBe('on the telephone, longer')
  })

  test('words of another place are fixed before they are replaced, within the ten minutes too', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId } = await enrolSomebody(ctx)
    const named = { personId, enrolmentId, prompt: '2' }
    const save = (text: string, basedOn?: number, more = {}) => saveAnswer(ctx, { ...named, text, basedOn, ...more })
    await save('typed on the telephone')
    await save('typed on the telephone, and on', 1)
    await expect(save('typed on the laptop', 1)).rejects.toMatchObject({ code: 'programmes.answer_changed' })
    await save('typed on the laptop', 2, { settles: true })
    await save('typed on the laptop, and on', 3)
    const { items } = await listRevisions(ctx, named)
    expect(items.map(({ text }) => text)).toEqual(['typed on the laptop, and on', 'typed on the telephone, and on'])
  })

  test('an answer that is being edited stays answered: nothing opens again, and nothing asks for it', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId, enrolment } = await enrolSomebody(ctx)
    const named = { personId, enrolmentId }
    await answerAll(ctx, { ...enrolment, personId })
    expect((await readEnrolment(ctx, named)).state).toBe('completed')
    await saveAnswer(ctx, { ...named, prompt: '3', text: 'anew', basedOn: 1 })
    const edited = await readEnrolment(ctx, named)
    expect(edited.answers.find(({ prompt }) => prompt === '3')).toMatchObject({ state: 'draft', answered: true })
    expect([edited.state, edited.progress.prompts.done, nextPrompt(edited)]).toEqual(['completed', 8, null])
    const cards = (await readSummary(ctx, named)).steps.flatMap(step => step.cards)
    expect(cards.every(({ answered }) => answered)).toBe(true)
  })

  test('of many writers on one base one wins, and the others are told', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId } = await enrolSomebody(ctx)
    const save = (text: string, basedOn?: number) =>
      saveAnswer(ctx, { personId, enrolmentId, prompt: '1', text, basedOn })
    await save('the first words')
    const done = await Promise.allSettled(Array.from({ length: 8 }, (_, writer) => save(`words of ${writer}`, 1)))
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const winner = done.findIndex(({ status }) => status === 'fulfilled')
    expect((await readEnrolment(ctx, { personId, enrolmentId })).answers[0]!.text).toBe(`words of ${winner}`)
  })

  test('too short for Next is kept as a draft; nothing is stored for nothing; NUL and half characters are cleaned', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId } = await enrolSomebody(ctx, 'ps101')
    const save = (prompt: string, text: string, more = {}) =>
      saveAnswer(ctx, { personId, enrolmentId, prompt, text, ...more })
    await expect(save('1.1', 'Burnout', { final: true })).rejects.toMatchObject({
      code: 'programmes.answer_too_short',
    })
    expect(await save('1.2', '')).toMatchObject({ revision: 0 })
    await save('1.3', 'half \ud83d a character\0, I think')
    await expect(save('1.4', 'x'.repeat(4001))).rejects.toMatchObject({ code: 'programmes.answer_too_long' })
    await expect(save('11.1', LONG)).rejects.toMatchObject({ code: 'programmes.unknown_prompt' })
    await expect(save('4.1', 'I do not know', { final: true })).rejects.toMatchObject({
      code: 'programmes.rating_missing',
    })
    expect(await save('4.1', '4/10', { basedOn: 1, final: true })).toMatchObject({ state: 'final' })
    const { answers } = await readEnrolment(ctx, { personId, enrolmentId })
    expect(answers.map(({ prompt, text, value, state }) => [prompt, text, value, state])).toEqual([
      ['1.1', 'Burnout', null, 'draft'],
      ['1.3', 'half \ufffd a character, I think', null, 'draft'],
      ['4.1', '4/10', 4, 'final'],
    ])
  })

  test('within a caller’s transaction it shares its fate', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId } = await enrolSomebody(ctx)
    const failing = transact(ctx, async ctx => {
      await saveAnswer(ctx, { personId, enrolmentId, prompt: '1', text: LONG, final: true })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await readEnrolment(ctx, { personId, enrolmentId })).answers).toEqual([])
  })

  test('another’s enrolment is not found', async () => {
    const ctx = store.ctx()
    const { enrolmentId } = await enrolSomebody(ctx)
    const stranger = await createPerson(ctx)
    const named = { personId: stranger, enrolmentId }
    for (const deed of [
      () => saveAnswer(ctx, { ...named, prompt: '1', text: LONG }),
      () => saveAnswer(ctx, { ...named, prompt: '1', text: LONG, final: true }),
      () => readEnrolment(ctx, named),
      () => readSummary(ctx, named),
      () => pauseEnrolment(ctx, named),
    ])
      await expect(deed()).rejects.toMatchObject({ kind: 'not_found', code: 'programmes.unknown_enrolment' })
  })

  test('lists become facts that quote the answer, and go with the words', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId } = await enrolSomebody(ctx, 'ps101')
    const save = (text: string, basedOn?: number) =>
      saveAnswer(ctx, { personId, enrolmentId, prompt: '4.2', text, basedOn, final: true })
    const known = async () =>
      (await recallFacts(ctx, personId)).map(fact => [fact.key, fact.value, fact.source.kind]).sort()
    await save('My skills are planning, Excel and staying calm.')
    expect(await known()).toEqual([
      ['skill', 'Excel', 'answer'],
      ['skill', 'planning', 'answer'],
      ['skill', 'staying calm', 'answer'],
    ])
    await save('Planning; explaining things', 1)
    expect((await known()).map(([, value]) => value)).toEqual(['Planning', 'explaining things'])
    await save('I am not sure that I have any skill which helps here, to be honest.', 2)
    expect(await known()).toEqual([])
  })
})

describe('the way through', () => {
  test('an express: five true answers in a row, a skip, an edit, and the end', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId } = await enrolSomebody(ctx)
    const named = { personId, enrolmentId }
    const answers = ['I was laid off', 'A new job!', 'My confidence', 'Call my sister', 'Just the call']
    for (const [index, text] of answers.entries()) {
      const enrolment = await readEnrolment(ctx, named)
      expect(nextPrompt(enrolment)?.key).toBe(`${index + 1}`)
      await saveAnswer(ctx, { ...named, prompt: `${index + 1}`, text, final: true })
    }
    expect((await skipPrompt(ctx, { ...named, prompt: '6' })).position).toBe('7')
    await saveAnswer(ctx, { ...named, prompt: '7', text: 'Two conversations a week', final: true })
    await expect(completeEnrolment(ctx, named)).rejects.toMatchObject({
      code: 'programmes.incomplete',
      detail: { open: ['8'] },
    })
    await saveAnswer(ctx, { ...named, prompt: '8', text: 'One talk with a teacher' })
    const done = await completeEnrolment(ctx, named)
    expect([done.state, done.position, done.progress.prompts]).toEqual([
      'completed',
      '8',
      { done: 7, skipped: 1, total: 8 },
    ])
    await saveAnswer(ctx, { ...named, prompt: '1', text: 'Hm', basedOn: 1 })
    expect((await readEnrolment(ctx, named)).state).toBe('completed')
    const { steps } = await readSummary(ctx, named)
    expect(steps[0]!.cards.map(({ text }) => text)).toEqual([
      'Hm',
      ...answers.slice(1),
      null,
      'Two conversations a week',
      'One talk with a teacher',
    ])
  })

  test('forms open the steps behind them; 42 of 42 is completion; the last prompt stays the last', async () => {
    const ctx = at(store.ctx(), '2026-03-02T10:00:00Z')
    const { personId, enrolmentId, enrolment } = await enrolSomebody(ctx, 'ps101')
    const named = { personId, enrolmentId }
    expect([enrolment.position, enrolment.reached, enrolment.progress.prompts.total]).toEqual([null, ['1.1'], 42])
    expect((await movePosition(ctx, { ...named, prompt: '9.9' })).position).toBe('1.1')
    const steps = (from: number, to: number) =>
      answerAll(ctx, { ...enrolment, personId }, ({ step }) => step >= from && step <= to)
    await steps(1, 6)
    const held = await movePosition(ctx, { ...named, prompt: '7.1' })
    expect([held.position, held.gate?.step, held.progress.steps.done]).toEqual(['6.4', 6, 5])

    const experiment = await addExperiment(ctx, { ...named, experiment: { title: 'A trial day' } })
    const { id: experimentId } = experiment
    expect((await readEnrolment(ctx, named)).gate?.step).toBe(6)
    const change = (change: Parameters<typeof changeExperiment>[1]['change']) =>
      changeExperiment(ctx, { personId, experimentId, change })
    await expect(change({ status: 'active' })).rejects.toMatchObject({ code: 'programmes.experiment_incomplete' })
    await change({ hypothesis: 'Teaching suits me', metric: 'I want to come back', reviewOn: '2026-03-20' })
    await expect(change({ status: 'reviewed' })).rejects.toMatchObject({ code: 'programmes.experiment_status' })
    await expect(change({ title: 'Old', version: 1 })).rejects.toMatchObject({ code: 'programmes.experiment_changed' })
    expect(await change({ status: 'active' })).toMatchObject({ status: 'active', complete: true })
    await expect(change({ metric: '' })).rejects.toMatchObject({ code: 'programmes.experiment_incomplete' })

    await steps(7, 7)
    expect((await readEnrolment(ctx, named)).gate?.step).toBe(7)
    await addObstacle(ctx, { personId, experimentId, obstacle: { kind: 'internal', label: 'Doubt', strategy: 'Ask' } })
    await steps(8, 8)
    for (const label of ['Call the school', 'Pack a lunch', 'Go'])
      await addAction(ctx, { personId, experimentId, action: { label }, requestKey: label })
    await addAction(ctx, { personId, experimentId, action: { label: 'Go' }, requestKey: 'Go' })
    const waiting = await readEnrolment(ctx, named)
    expect([waiting.state, waiting.experiments[0]!.actions.length, waiting.gate?.step]).toEqual(['waiting', 3, 9])
    expect((await readEnrolment(at(ctx, '2026-03-20T10:00:00Z'), named)).state).toBe('active')

    await steps(9, 9)
    expect((await movePosition(ctx, { ...named, prompt: '10.1' })).position).toBe('9.4')
    await addLearning(ctx, { personId, experimentId, learning: { text: 'Small classes suit me' } })
    expect((await readEnrolment(ctx, named)).gate?.step).toBe(9)
    const told = { outcome: 'Went well', learning: 'I can', confidence: 8, next: 'continue' } as const
    await reflect(ctx, { personId, experimentId, reflection: told })
    await reflect(ctx, { personId, experimentId, reflection: told })
    await steps(10, 10)
    const done = await readEnrolment(ctx, named)
    expect([done.state, done.position, done.gate, done.experiments[0]!.status]).toEqual([
      'completed',
      '10.4',
      null,
      'active',
    ])
    expect(done.progress).toMatchObject({
      prompts: { done: 42, skipped: 0, total: 42 },
      steps: { done: 10, total: 10 },
      confidence: { before: 5, after: 8 },
      experiments: { started: 1, reviewed: 0 },
    })
    expect(done.experiments[0]!.reflections).toHaveLength(1)
    for (const { text, state, prompt } of (await readSummary(ctx, named)).steps.flatMap(step => step.cards))
      expect([text, state]).toEqual([`My own answer to question ${prompt}.`, 'final'])
  })

  test('pausing changes nothing else and loses nothing', async () => {
    const ctx = store.ctx()
    const { personId, enrolmentId } = await enrolSomebody(ctx)
    const named = { personId, enrolmentId }
    await saveAnswer(ctx, { ...named, prompt: '1', text: LONG, final: true })
    const before = await readEnrolment(ctx, named)
    const paused = await pauseEnrolment(ctx, named)
    expect(paused).toEqual({ ...before, state: 'paused' })
    await saveAnswer(ctx, { ...named, prompt: '2', text: 'written while paused' })
    expect(await resumeEnrolment(ctx, named)).toMatchObject({ state: 'active', position: '2' })
  })
})
