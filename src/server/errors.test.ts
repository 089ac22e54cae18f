import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { answerError } from './errors.ts'

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
