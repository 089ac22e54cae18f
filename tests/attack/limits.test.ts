import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, type CallOptions, testServer } from '../server/app.ts'

const store = testStore({ connections: 2 })
const strict = testServer(store, { RATE_LIMIT_PER_MINUTE: '12', MESSAGES_PER_MINUTE: '4', SIGN_INS_PER_MINUTE: '1000' })
const proxied = testServer(store, { RATE_LIMIT_PER_MINUTE: '12', TRUST_PROXY: '1' })

let network = 0
const newAddress = () => `198.18.40.${++network}`

/** How many of some requests were let through. */
async function passed(count: number, ask: (number: number) => Promise<{ status: number }>): Promise<number> {
  let passed = 0
  for (let number = 0; number < count; number++) if ((await ask(number)).status !== 429) passed++
  return passed
}

const get = (options: CallOptions, path = '/api/listings', caller: Caller = strict.nobody()) =>
  caller.call('GET', path, options)

describe('the limit of an address is not got around', () => {
  test.each<[string, (number: number) => Record<string, string>]>([
    ['X-Forwarded-For', number => ({ 'x-forwarded-for': `203.0.113.${number}` })],
    ['X-Forwarded-For in other letters', number => ({ 'X-FORWARDED-FOR': `203.0.113.${number}` })],
    ['Forwarded', number => ({ forwarded: `for=203.0.113.${number}` })],
    ['X-Real-IP', number => ({ 'x-real-ip': `203.0.113.${number}` })],
    ['X-Client-IP', number => ({ 'x-client-ip': `203.0.113.${number}`, 'true-client-ip': `203.0.113.${number}` })],
    [
      'CF-Connecting-IP',
      number => ({ 'cf-connecting-ip': `203.0.113.${number}`, 'fly-client-ip': `203.0.113.${number}` }),
    ],
    ['another Host', number => ({ host: `h${number}.example` })],
    ['another browser', number => ({ 'user-agent': `agent ${number}`, 'accept-language': `x-${number}` })],
    ['keys of visitors', number => ({ cookie: `mosaic-visitor=${number}`, authorization: `Visitor ${number}` })],
    ['sessions', number => ({ cookie: `mosaic.session_token=${number}` })],
    ['ids of requests', () => ({ 'x-request-id': randomUUID() })],
  ])('by %s', async (_name, headers) => {
    const from = newAddress()
    expect(await passed(30, number => get({ from, headers: headers(number) }))).toBe(12)
  })

  test('by other spellings of a path: they are other addresses, or the same count', async () => {
    const from = newAddress()
    await passed(12, () => get({ from }))
    for (const path of [
      '/api/listings?x=1',
      '/api/listings?',
      '/api/%6cistings',
      '/api/listings#x',
      '/api/./listings',
      '/api/x/../listings',
    ])
      expect([404, 429], path).toContain((await get({ from }, path)).status)
    for (const path of [
      '//api/listings',
      '/api//listings',
      '/API/listings',
      '/api/listings/',
      '/api%2flistings',
      '/api/listings;x',
      '/api/listings%00',
      '/.//api/listings',
    ]) {
      const { status, text } = await get({ from }, path)
      expect([400, 404, 429], `${path} ${text.slice(0, 100)}`).toContain(status)
    }
    expect((await strict.nobody().call('HEAD', '/api/listings', { from })).status).toBe(429)
  })

  test('by other addresses of one IPv6 network; another network is another household', async () => {
    const ofNetwork = (number: number) => get({ from: `2001:db8:1:2:${number.toString(16)}::${number}` })
    expect(await passed(30, ofNetwork)).toBe(12)
    expect((await get({ from: '2001:db8:1:3::1' })).status).toBe(200)
    const spelled = [
      '2001:db8:1:4::1',
      '2001:0db8:0001:0004::1',
      '2001:DB8:1:4:0:0:0:1',
      '2001:db8:1:4:a:b:c:d',
      '2001:db8:1:4::%eth0',
    ]
    expect(
      await passed(30, number => get({ from: spelled[number % spelled.length]! })),
      'one network in any spelling',
    ).toBe(12)
    const mapped = ['198.18.41.1', '::ffff:198.18.41.1', '::FFFF:c612:2901']
    expect(await passed(30, number => get({ from: mapped[number % mapped.length]! })), 'IPv4 within IPv6').toBe(12)
  })

  test('behind a proxy by what stands before its own word', async () => {
    const ask = (number: number) =>
      proxied.nobody().call('GET', '/api/listings', {
        from: '10.0.0.1',
        headers: { 'x-forwarded-for': `203.0.113.${number}, 10.9.${number}.1, 198.51.100.9` },
      })
    expect(await passed(30, ask)).toBe(12)
    const spoiled = (number: number) =>
      proxied.nobody().call('GET', '/api/listings', {
        from: '10.0.0.2',
        headers: {
          'x-forwarded-for': `203.0.113.${number}`,
          'x-forwarded-host': `h${number}.example`,
          forwarded: `for=203.0.113.${number}`,
        },
      })
    expect(await passed(30, spoiled), 'what the proxy says').toBe(30)
  })

  test('messages are counted by the key, and without one by the address', async () => {
    const post = (caller: Caller, from: string) =>
      caller.call('POST', '/api/sales/messages', {
        json: { id: randomUUID(), text: 'hello' },
        headers: { accept: 'application/json' },
        from,
      })
    const from = newAddress()
    expect(await passed(12, () => post(strict.nobody(), from))).toBe(4)
    const visitor = strict.nobody()
    await visitor.call('GET', '/api/sales/conversation', { from: newAddress() })
    expect(await passed(12, () => post(visitor, newAddress())), 'a key goes with the visitor').toBe(4)
  })
})

describe('guesses of a password', () => {
  const attempt = (email: string, from: string) =>
    strict.nobody().call('POST', '/api/session', { json: { email, password: 'a wrong password' }, from })

  test('are counted by the e-mail however it is written, from however many addresses', async () => {
    const spelled = ['ann@example.com', 'ANN@example.com', ' ann@example.com ', 'Ann@Example.COM']
    expect(await passed(20, number => attempt(spelled[number % 4]!, newAddress()))).toBe(10)
  })

  test('are counted over all processes: another server of the same store goes on counting', async () => {
    const ask = (server: typeof strict) =>
      server
        .nobody()
        .call('POST', '/api/session', { json: { email: 'bob@example.com', password: 'wrong' }, from: newAddress() })
    expect(await passed(5, () => ask(strict))).toBe(5)
    expect(await passed(10, () => ask(proxied))).toBe(5)
  })

  test('all at once are not all let through', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => attempt('carl@example.com', newAddress())))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
  })
})
