import Fastify, { type FastifyError } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../kernel/http.ts'
import { newId } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { testStore } from '../storage/testing/index.ts'
import { firstAdministratorLink } from './first-administrator.ts'
import { accountRoutes } from './routes.ts'
import { type Accounts, createAccounts } from './sign-in.ts'
import { cookieHeader, makeAccount, PASSWORD, tokenOf } from './testing.ts'

const store = testStore({ connections: 2 })
const publicUrl = 'http://localhost:3000'
const host: { accounts?: Accounts } = {}
const app = Fastify() as unknown as App

beforeAll(async () => {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error: FastifyError | Refusal, _request, reply) => {
    const known = error instanceof Refusal || (error.statusCode ?? 500) < 500
    return reply
      .status(known ? 400 : 500)
      .send({ code: error.code, kind: error instanceof Refusal ? error.kind : 'request' })
  })
  app.addHook('onRequest', async request => {
    const account = (await host.accounts?.sessionOf(request.headers))?.account
    request.ctx = store.ctx({
      actor: account
        ? { kind: 'account', accountId: account.id, role: account.role, name: account.name }
        : { kind: 'nobody' },
    })
  })
  accountRoutes(app, host)
  await app.ready()
})
afterAll(() => app.close())

/** A browser with its cookie: remembers what the last answer set. */
function visit() {
  let cookie = ''
  return async (method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, body?: object) => {
    const answer = await app.inject({ method, url, headers: { cookie }, ...(body && { payload: body }) })
    const set = [answer.headers['set-cookie'] ?? []].flat()
    if (set.length > 0) cookie = cookieHeader(set.filter(line => !line.includes('Max-Age=0')))
    return answer.body ? answer.json() : undefined
  }
}

describe('over HTTP', () => {
  it('refuses until Mosaic is there', async () => {
    expect(await visit()('GET', '/api/session')).toMatchObject({ code: 'accounts.starting', kind: 'unavailable' })
    host.accounts = createAccounts({ store, secret: 's3cret-'.repeat(8), publicUrl, signInsPerMinute: 1000 })
  })

  it('goes from the first link to a staff of two, and back out', async () => {
    const admin = visit()
    const token = tokenOf(await firstAdministratorLink(store.ctx(), { publicUrl }))
    expect(await admin('POST', '/api/account-links/describe', { token })).toMatchObject({ kind: 'first_administrator' })
    const first = { token, name: 'Asha', email: 'Asha@Example.com', password: PASSWORD }
    const account = await admin('POST', '/api/first-administrator', first)
    expect(account).toMatchObject({ email: 'asha@example.com', role: 'admin' })
    expect(await admin('GET', '/api/session')).toEqual(account)

    const invited = await admin('POST', '/api/admin/invitations', { role: 'agent', email: 'ravi@example.com' })
    expect(invited.url).toMatch(/^http:\/\/localhost:3000\/invitation#token=/)
    expect((await admin('GET', '/api/admin/invitations')).items).toMatchObject([{ email: 'ravi@example.com' }])
    const agent = visit()
    const accepted = { token: tokenOf(invited.path), name: 'Ravi', password: PASSWORD }
    const made = await agent('POST', '/api/invitations/accept', accepted)
    expect(made).toMatchObject({ email: 'ravi@example.com', role: 'agent' })
    expect((await admin('GET', '/api/admin/accounts')).items).toHaveLength(2)
    const found = async (query: string) => (await admin('GET', `/api/admin/accounts?${query}`)).items
    expect(await found('q=RAVI%40')).toMatchObject([{ email: 'ravi@example.com', role: 'agent' }])
    expect(await found('q=%25')).toEqual([])
    expect(await found('staff=true')).toHaveLength(2)
    expect(await found(`cursor=${account.id}`)).toEqual([])
    for (const [method, url] of [
      ['GET', '/api/admin/accounts'],
      ['GET', '/api/admin/invitations'],
      ['POST', `/api/admin/accounts/${account.id}/reset-link`],
    ] as const)
      expect(await agent(method, url)).toMatchObject({ code: 'accounts.not_allowed' })

    const id = made.id
    await admin('PATCH', `/api/admin/accounts/${id}`, { role: 'coach' })
    expect((await agent('GET', '/api/session')).role).toBe('coach')
    expect(await admin('PATCH', `/api/admin/accounts/${account.id}`, { role: 'agent' })).toMatchObject({
      code: 'accounts.last_administrator',
    })

    const reset = await admin('POST', `/api/admin/accounts/${id}/reset-link`)
    const password = 'a whole new password'
    expect(await visit()('PUT', `/api/password-resets/${tokenOf(reset.url)}`, { password })).toBeUndefined()
    expect(await agent('GET', '/api/session')).toBeNull()
    await agent('POST', '/api/session', { email: 'ravi@example.com', password })
    expect((await agent('GET', '/api/sessions')).items).toMatchObject([{ current: true }])
    expect(await agent('DELETE', '/api/session')).toBeUndefined()
    expect(await agent('GET', '/api/session')).toBeNull()
  })

  it('answers a sign-in without the token, which is in the HttpOnly cookie alone', async () => {
    const { email } = await makeAccount(store.ctx())
    const answer = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email, password: PASSWORD },
    })
    expect(Object.keys(answer.json())).toEqual([
      ...['id', 'name', 'email', 'emailVerified', 'role', 'tier', 'timeZone', 'personId', 'merged'],
    ])
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly/)
  })

  it("ends one's own sessions, not another's", async () => {
    const [mine, other] = [await makeAccount(store.ctx()), await makeAccount(store.ctx())]
    const [here, there, stranger] = [visit(), visit(), visit()]
    for (const [browser, { email }] of [
      [here, mine],
      [there, mine],
      [stranger, other],
    ] as const)
      await browser('POST', '/api/session', { email, password: PASSWORD })
    const { items } = await here('GET', '/api/sessions')
    const elsewhere = items.find((session: { current: boolean }) => !session.current)
    expect(await stranger('DELETE', `/api/sessions/${elsewhere.id}`)).toMatchObject({
      code: 'accounts.session_unknown',
    })
    expect(await there('GET', '/api/session')).not.toBeNull()
    await here('DELETE', `/api/sessions/${elsewhere.id}`)
    expect(await there('GET', '/api/session')).toBeNull()
    await there('POST', '/api/session', { email: mine.email, password: PASSWORD })
    expect(await here('DELETE', '/api/sessions')).toEqual({ ended: 1 })
    expect(await there('GET', '/api/session')).toBeNull()
    expect(await here('GET', '/api/session')).not.toBeNull()
  })

  it('has no other door of the library behind it', async () => {
    for (const url of ['sign-up/email', 'request-password-reset', 'list-sessions', 'update-user', 'delete-user', 'ok'])
      for (const method of ['GET', 'POST'] as const)
        expect((await app.inject({ method, url: `/api/auth/${url}` })).statusCode).toBe(404)
  })

  it('takes odd input for a request that cannot be understood', async () => {
    const odd = ['', ' ', 'x'.repeat(70_000), '\u202e👩‍🚀', '<script>', "' or 1=1 --", 7, null, {}, ['a'], newId()]
    for (const value of odd)
      for (const [url, body] of [
        ['/api/session', { email: value, password: value }],
        ['/api/account-links/describe', { token: value }],
        ['/api/first-administrator', { token: value, name: value, email: value, password: value }],
        ['/api/invitations/accept', { token: value, name: value, password: value }],
        [
          '/api/password-resets',
          { email: typeof value === 'string' && value.trim() && value.length < 255 ? 7 : value },
        ],
        ['/api/account', { email: value, password: value }],
      ] as const) {
        const answer = await app.inject({ method: 'POST', url, payload: body })
        expect(answer.statusCode, `${url} ${JSON.stringify(value)}: ${answer.body}`).toBe(400)
      }
  })
})
