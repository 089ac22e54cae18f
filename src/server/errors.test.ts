import Fastify, { LogController } from 'fastify'
import { expect, test, vi } from 'vitest'
import { refuse } from '../kernel/refusal.ts'
import { answerError } from './errors.ts'
import { serverLog } from './log.ts'

test.each([
  ['57014', 503, 'storage.busy', '5'],
  ['40P01', 503, 'storage.busy', '5'],
  ['22021', 400, 'request.text', undefined],
  ['22008', 400, 'request.invalid', undefined],
  ['23505', 500, 'server.internal', undefined],
])('the database says %s: %i %s', async (code, status, answered, retryAfter) => {
  const app = Fastify()
  app.setErrorHandler((error, request, reply) => answerError(error as Error, request, reply))
  app.get('/', async () => {
    throw Object.assign(new Error('value "Priya"'), { code, detail: 'Key (email)=(priya@example.com)' })
  })
  const { statusCode, body, headers } = await app.inject('/')
  expect(statusCode).toBe(status)
  expect(JSON.parse(body)).toMatchObject({ status, code: answered })
  expect(headers['retry-after']).toBe(retryAfter)
  expect(body).not.toMatch(/priya/i)
})

test('who is turned away leaves a line, and a flood of them a few', async () => {
  const lines: Record<string, unknown>[] = []
  const loggerInstance = serverLog({ LOG_LEVEL: 'info' }, { write: text => void lines.push(JSON.parse(text)) })
  const app = Fastify({ loggerInstance, logController: new LogController({ disableRequestLogging: true }) })
  app.setErrorHandler((error, request, reply) => answerError(error as Error, request, reply))
  app.get('/things/:id', async () => refuse('forbidden', 'request.forbidden', 'Your account has no right to do this.'))
  app.get('/words', async () => refuse('invalid', 'request.invalid', 'This does not fit.'))
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-01-01T00:00:00Z'))
  await app.inject('/words')
  expect(lines).toEqual([])
  for (let number = 0; number < 100; number++) await app.inject('/things/of-somebody?said=Priya')
  expect(lines).toHaveLength(60)
  expect(lines[0]).toMatchObject({ level: 'info', method: 'GET', route: '/things/:id', code: 'request.forbidden' })
  expect(JSON.stringify(lines)).not.toMatch(/of-somebody|Priya/)
  clock.mockReturnValue(Date.parse('2026-01-01T00:01:00Z'))
  await app.inject('/things/of-somebody')
  expect(lines.at(-1)).toMatchObject({ code: 'request.forbidden', heldBack: 40 })
  clock.mockRestore()
})
