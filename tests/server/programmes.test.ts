import { expect, test } from 'vitest'
import type { Enrolment, Programme } from '../../src/programmes/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from './app.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)

test('a visitor walks through the express: every count from the definition, every answer under its own question', async () => {
  const visitor = await server.visitor()
  const programme = (await visitor.expect(200, 'GET', '/api/programmes/ps101-express')) as Programme
  const prompts = programme.steps.flatMap(step => step.prompts)
  expect(prompts).toHaveLength(8)
  expect(await visitor.expect(200, 'GET', '/api/enrolments')).toEqual({ items: [], cursor: null })

  const begin = { json: { programme: 'ps101-express' } }
  const { id } = (await visitor.expect(201, 'POST', '/api/enrolments', begin)) as Enrolment
  expect(((await visitor.expect(200, 'POST', '/api/enrolments', begin)) as Enrolment).id).toBe(id)
  const to = (path: string) => `/api/enrolments/${id}${path}`
  const put = (prompt: string, json: object) => visitor.call('PUT', to(`/answers/${prompt}`), { json })

  expect((await put('1', { text: 'Burnout' })).status).toBe(200)
  const short = await put('1', { text: 'Burnout!', basedOn: 1, final: true })
  expect([short.status, JSON.parse(short.text).code]).toEqual([400, 'programmes.answer_too_short'])
  const stale = await put('1', { text: 'Something else', basedOn: 1 })
  expect([stale.status, JSON.parse(stale.text)]).toMatchObject([
    409,
    { code: 'programmes.answer_changed', current: { text: 'Burnout!', revision: 2, state: 'draft' } },
  ])
  expect((await put('1', { text: 'half a sign \ud800 and more', basedOn: 2 })).status).toBeLessThan(500)
  expect((await put('1', { text: 'x'.repeat(4001), basedOn: 2 })).status).toBe(400)

  const present = async () => (await visitor.expect(200, 'GET', to(''))) as Enrolment
  for (const { key } of prompts) {
    const basedOn = (await present()).answers.find(({ prompt }) => prompt === key)?.revision
    expect((await put(key, { text: `What I say to ${key}.`, basedOn, final: true })).status).toBe(200)
  }
  const done = await present()
  expect([done.state, done.progress.prompts, done.position]).toEqual([
    'completed',
    { done: 8, skipped: 0, total: 8 },
    '8',
  ])
  const summary = (await visitor.expect(200, 'GET', to('/summary'))) as {
    steps: { cards: { question: string; text: string }[] }[]
  }
  expect(summary.steps[0]!.cards.map(({ question, text }) => [question, text])).toEqual(
    prompts.map(({ key, text }) => [text, `What I say to ${key}.`]),
  )

  const exported = await visitor.call('GET', to('/export?format=json'))
  expect(exported.headers['content-disposition']).toMatch(/^attachment; filename="ps101-express-\d{4}/)
  const other = await server.account('member')
  const document = { json: JSON.parse(exported.text), headers: { 'idempotency-key': 'load' } }
  const loaded = (await other.expect(201, 'POST', '/api/enrolments/imports', document)) as Enrolment
  expect([loaded.state, loaded.answers]).toEqual(['completed', done.answers])
  expect((await visitor.call('GET', to('/export?format=md'))).text).toContain('> What I say to 8.')
})
