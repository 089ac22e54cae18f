import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'
import { post } from './post.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)
const strict = testServer(store, {
  PUBLIC_URL: 'https://homes.example',
  RATE_LIMIT_PER_MINUTE: '40',
  MESSAGES_PER_MINUTE: '3',
})
const proxied = testServer(store, { TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '5', MESSAGES_PER_MINUTE: '2' })
const booked = testServer(store, { BOOKINGS_PER_HOUR: '2', VISITOR_UPLOADS_PER_HOUR: '2' })

describe('headers', () => {
  test('every answer says what a browser may do with it', async () => {
    for (const path of ['/', '/healthz', '/api/listings', '/api/sales/conversation', '/nowhere', '/openapi.json']) {
      const { headers } = await server.nobody().call('GET', path)
      const policy = String(headers['content-security-policy'])
      expect(policy, path).toContain("default-src 'self'")
      expect(policy, path).toContain("script-src 'self'")
      expect(policy, path).toContain("frame-ancestors 'none'")
      expect(policy, path).not.toMatch(/unsafe-(inline|eval)/)
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': expect.stringMatching(/origin/),
        'permissions-policy': expect.stringContaining('geolocation=()'),
        'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
      })
      expect(headers['x-powered-by']).toBe(undefined)
      expect(headers['access-control-allow-origin']).toBe(undefined)
    }
  })

  test('https is insisted on where it is the public address, and only there', async () => {
    const https = await strict.nobody().call('GET', '/healthz')
    expect(https.headers['strict-transport-security']).toBe('max-age=31536000')
    expect((await server.nobody().call('GET', '/healthz')).headers['strict-transport-security']).toBe(undefined)
  })

  test('what the API says about a person is not kept by caches', async () => {
    const visitor = await server.visitor()
    await post(visitor)
    for (const path of ['/api/sales/conversation', '/api/me/memory', '/api/me/export', '/api/session'])
      expect((await visitor.call('GET', path)).headers['cache-control'], path).toBe('no-store')
  })

  test('the pages hold no script of their own but files', async context => {
    const page = await server.nobody().call('GET', '/')
    if (page.status === 404) return context.skip('the web pages are not built')
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    const scripts = [...page.text.matchAll(/<script\b([^>]*)>([^<]*)/g)]
    expect(scripts.length).toBeGreaterThan(0)
    for (const [, attributes, content] of scripts) {
      expect(attributes).toMatch(/\bsrc="\//)
      expect(content!.trim()).toBe('')
    }
    expect(page.text).not.toMatch(/\son[a-z]+=|<style\b|javascript:/i)
  })
})

describe('writes from other sites', () => {
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  test.for(foreign)('%j is refused', async headers => {
    const visitor = await server.visitor()
    for (const { method, url } of server.app.routeTable.filter(({ method }) => method !== 'GET')) {
      const answer = await visitor.call(method, url.replace(/:[a-z]+/gi, randomUUID()), { json: {}, headers })
      expect([method, url, answer.status]).toEqual([method, url, 403])
      expect(answer.json).toMatchObject({ code: 'request.foreign_origin' })
    }
  })

  test('our own page may write', async () => {
    const visitor = await server.visitor()
    const { host, origin } = new URL(server.address)
    expect((await post(visitor, 'hello', { origin, host, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })
})

describe('a proxy that puts a name of its own into Host', () => {
  const headers = {
    host: 'inner:3000',
    origin: 'https://homes.example',
    'x-forwarded-host': 'homes.example',
    'x-forwarded-for': '198.51.100.90',
    'sec-fetch-site': 'same-origin',
  }
  const signIn = (caller: Caller) =>
    caller.call('POST', '/api/session', {
      json: { email: 'nobody@example.com', password: 'wrong password' },
      headers,
    })

  test('is believed about the name that the browser asked for, where it is trusted', async () => {
    expect((await post(proxied.nobody(), 'hello', headers)).status).toBe(200)
    expect((await signIn(proxied.nobody())).json).toMatchObject({ code: 'accounts.bad_credentials' })
    const foreign = { ...headers, 'x-forwarded-host': 'homes.example, other.example' }
    expect((await post(proxied.nobody(), 'hello', foreign)).json).toMatchObject({ code: 'request.foreign_origin' })
  })

  test('is anybody where it is not trusted', async () => {
    expect((await post(server.nobody(), 'hello', headers)).json).toMatchObject({ code: 'request.foreign_origin' })
    expect((await signIn(server.nobody())).json).toMatchObject({ code: 'request.foreign_origin' })
  })
})

describe('limits', () => {
  test('messages are limited by visitor, not by address', async () => {
    const [one, two] = [await strict.visitor(), await strict.visitor()]
    for (let number = 0; number < 3; number++) expect((await post(one)).status).toBe(200)
    const refused = await post(one)
    expect(refused.status).toBe(429)
    expect(refused.json).toMatchObject({ status: 429, code: 'request.too_many' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await post(two)).status, 'an office shares one address').toBe(200)
  })

  test('a new key for every message does not get around the limit of an address', async () => {
    const statuses = new Set<number>()
    for (let number = 0; number < 60; number++)
      statuses.add((await post(strict.nobody(), 'hello', {}, '10.1.1.1')).status)
    expect(statuses).toContain(429)
  })

  test('requests are limited by address; health checks are not', async () => {
    const nobody = strict.nobody()
    const from = '10.2.2.2'
    const statuses: number[] = []
    for (let number = 0; number < 50; number++)
      statuses.push((await nobody.call('GET', '/api/listings', { from })).status)
    expect(statuses.filter(status => status === 200)).toHaveLength(40)
    expect(statuses.at(-1)).toBe(429)
    expect((await nobody.call('GET', '/healthz', { from })).status).toBe(200)
    expect((await nobody.call('GET', '/api/listings', { from: '10.2.2.3' })).status).toBe(200)
  })

  test('one address books so many an hour, whatever keys it brings; others are not held up', async () => {
    const ask = (from: string) =>
      booked
        .nobody()
        .call('POST', '/api/callbacks', { json: { contact: { name: 'Asha', phone: '98450 12345' } }, from })
    const statuses = [await ask('203.0.113.7'), await ask('203.0.113.7'), await ask('203.0.113.7')]
    expect(statuses.map(({ status }) => status)).toEqual([201, 201, 429])
    expect(statuses[2]!.json).toMatchObject({ code: 'request.too_many', status: 429 })
    expect(Number(statuses[2]!.headers['retry-after'])).toBeGreaterThan(60)
    expect((await ask('203.0.113.8')).status).toBe(201)
  })

  test('uploads without an account are counted by address, whatever keys it brings', async () => {
    const text = 'Worked as a gardener for six years.'
    const ask = (from: string) => booked.nobody().call('POST', '/api/resumes', { json: { name: 'Mine', text }, from })
    const statuses = [await ask('203.0.113.17'), await ask('203.0.113.17'), await ask('203.0.113.17')]
    expect(statuses.map(({ status }) => status)).toEqual([201, 201, 429])
    expect((await ask('203.0.113.18')).status).toBe(201)
  })

  test('X-Forwarded-For is believed of a trusted proxy alone', async () => {
    const ask = (from: typeof server, forwarded: string, peer: string) =>
      from.nobody().call('GET', '/api/listings', { headers: { 'x-forwarded-for': forwarded }, from: peer })
    const forged: number[] = []
    for (let number = 0; number < 45; number++)
      forged.push((await ask(strict, `203.0.113.${number}`, '10.3.3.3')).status)
    expect(forged.at(-1), 'nobody is trusted: a made-up address is no new address').toBe(429)
    const behind: number[] = []
    for (let number = 0; number < 10; number++)
      behind.push((await ask(proxied, `203.0.113.${number}`, '10.3.3.3')).status)
    expect(new Set(behind), 'one proxy, ten people').toEqual(new Set([200]))
    const chained: number[] = []
    for (let number = 0; number < 10; number++)
      chained.push((await ask(proxied, `198.51.100.${number}, 203.0.113.200`, '10.3.3.3')).status)
    expect(chained.at(-1), 'what stands before the proxy’s own word is not believed').toBe(429)
  })
})
