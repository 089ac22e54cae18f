import { beforeAll, expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import {
  confirmPlaces,
  exportEnrolment,
  importEnrolment,
  keepNotes,
  listRevisions,
  type Placing,
  placeAnswers,
  promptAt,
  readEnrolment,
  releaseProgrammes,
  saveAnswer,
} from './index.ts'
import { enrolSomebody } from './testing/index.ts'

const store = testStore({ connections: 3 })
beforeAll(() => releaseProgrammes(store.ctx()))

const AT = Temporal.Instant.from('2025-09-30T16:30:04.84Z')
const placing = (enrolmentId: string, prompt: string, texts: string[], more: Partial<Placing> = {}): Placing => ({
  enrolmentId,
  programme: 'ps101',
  version: 1,
  prompt,
  said: texts.map((text, n) => ({ text, at: AT.add({ hours: n }) })),
  byOrder: true,
  sourceKey: `test/${prompt}`,
  ...more,
})

test('the nth response of a step is its nth prompt’s; past its last there is none', () => {
  expect([promptAt('ps101', 1, 0), promptAt('ps101', 10, 3), promptAt('ps101-express', 1, 7)]).toEqual([
    '1.1',
    '10.4',
    '8',
  ])
  expect([promptAt('ps101', 2, 4), promptAt('ps101', 11, 0), promptAt('ps101', 1, -1)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('placed answers carry their mark until they are confirmed or written on, and are placed once', async () => {
  const ctx = store.ctx()
  const { personId, enrolmentId } = await enrolSomebody(ctx, 'ps101')
  const named = { personId, enrolmentId }
  const long = 'A whole life of words. '.repeat(400)
  const wishes = [
    placing(enrolmentId, '1.1', ['The first words of it', 'The last words of it']),
    placing(enrolmentId, '1.2', ['short']),
    placing(enrolmentId, '1.3', [long]),
  ]
  expect(await placeAnswers(ctx, wishes)).toMatchObject({ placed: ['test/1.1', 'test/1.2', 'test/1.3'], taken: [] })
  const { answers } = await readEnrolment(ctx, named)
  expect(answers).toMatchObject([
    { prompt: '1.1', text: 'The last words of it', revision: 2, state: 'final', byOrder: true },
    { prompt: '1.2', text: 'short', state: 'draft', answered: false, byOrder: true },
    { prompt: '1.3', text: long, state: 'final' },
  ])
  expect((await listRevisions(ctx, { ...named, prompt: '1.1' })).items).toMatchObject([
    { text: 'The last words of it' },
    { text: 'The first words of it', savedAt: AT.toString() },
  ])

  const marks = (enrolment: { answers: typeof answers }) => enrolment.answers.map(({ byOrder }) => byOrder)
  expect(marks(await confirmPlaces(ctx, { ...named, prompts: ['1.1'] }))).toEqual([false, true, true])
  await saveAnswer(ctx, { ...named, prompt: '1.2', text: 'Now it is my own answer.', basedOn: 1 })
  expect(marks(await readEnrolment(ctx, named))).toEqual([false, false, true])
  // What was said there since does not bring the old words back.
  expect(await placeAnswers(ctx, wishes)).toEqual({ placed: [], taken: [] })
  expect(marks(await confirmPlaces(ctx, named))).toEqual([false, false, false])
})

test('an answer that stands is never overwritten; other words are told, the same are not', async () => {
  const ctx = store.ctx()
  const { personId, enrolmentId } = await enrolSomebody(ctx, 'ps101')
  await saveAnswer(ctx, { personId, enrolmentId, prompt: '1.1', text: 'What I said here myself.', final: true })
  const wishes = [
    placing(enrolmentId, '1.1', ['What was said before.']),
    placing(enrolmentId, '1.1', ['What I said here myself.'], { sourceKey: 'test/same' }),
  ]
  expect(await placeAnswers(ctx, wishes)).toEqual({ placed: [], taken: ['test/1.1'] })
  const note = { enrolmentId, label: '1.1', text: 'What was said before.', at: null, sourceKey: 'test/1.1' }
  expect([await keepNotes(ctx, [note, { ...note, text: '' }]), await keepNotes(ctx, [note])]).toEqual([1, 0])
  const enrolment = await readEnrolment(ctx, { personId, enrolmentId })
  expect(enrolment.answers).toMatchObject([{ text: 'What I said here myself.', byOrder: false }])
  expect(enrolment.notes).toMatchObject([{ label: '1.1', text: 'What was said before.', at: null }])
})

test('marks, notes and long words travel in an exported enrolment', async () => {
  const ctx = store.ctx()
  const { personId, enrolmentId } = await enrolSomebody(ctx, 'ps101')
  await placeAnswers(ctx, [placing(enrolmentId, '2.1', ['x'.repeat(9000)])])
  await keepNotes(ctx, [{ enrolmentId, label: 'Step 12', text: 'No such step', at: AT, sourceKey: 'test/12' }])
  const document = await exportEnrolment(ctx, { personId, enrolmentId })
  const copy = await importEnrolment(ctx, { personId, document: { ...document, state: 'archived' } })
  expect(copy.answers).toMatchObject([{ prompt: '2.1', byOrder: true, text: 'x'.repeat(9000) }])
  expect(copy.notes).toMatchObject([{ label: 'Step 12', text: 'No such step', at: AT.toString() }])
})
