import { beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, type CallOptions, PASSWORD, testServer, tokenOf } from '../server/app.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)
const secure = testServer(store, { PUBLIC_URL: 'https://homes.example' })

const PLAIN = 'mosaic.session_token'
const BOUND = `__Host-${PLAIN}`
const lines = (headers: Record<string, unknown>) => [headers['set-cookie'] ?? []].flat() as string[]
let address = 0
/** Sign-ins are counted by address. */
const from = () => `198.18.7.${++address}`

async function signIn(caller: Caller, email: string, password = PASSWORD) {
  return caller.call('POST', '/api/session', { json: { email, password }, from: from() })
}

async function member(): Promise<{ caller: Caller; email: string; id: string }> {
  const caller = await server.account('member')
  const me = (await caller.expect(200, 'GET', '/api/account')) as { email: string; id: string }
  return { caller, ...me }
}

const whoIs = async (caller: Caller) =>
  ((await caller.expect(200, 'GET', '/api/session')) as { id: string } | null)?.id ?? null

beforeAll(() => server.administrator(), 60_000)

describe('the cookie of a session', () => {
  test('on https is bound to the host, out of reach of scripts, and not sent along by other sites', async () => {
    const { email } = await member()
    const caller = secure.nobody()
    const { headers } = await signIn(caller, email)
    const named = lines(headers).filter(line => line.includes('session_token'))
    expect(named).toHaveLength(1)
    expect(named[0]).toMatch(/^__Host-mosaic\.session_token=[^;]{40,};/)
    for (const flag of [/; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i, /; Path=\/(;|$)/i])
      expect(named[0]).toMatch(flag)
    expect(named[0]).not.toMatch(/domain=/i)
    expect(await whoIs(caller)).not.toBeNull()
  })

  test('on https a neighbour under the same domain cannot put one in its place', async () => {
    const [attacker, victim] = [await member(), await member()]
    const theirs = secure.nobody()
    await signIn(theirs, attacker.email)
    const tossed = theirs.cookies.get(BOUND)!
    const unsigned = secure.nobody()
    unsigned.cookies.set(PLAIN, tossed)
    expect(await whoIs(unsigned)).toBeNull()
    const signed = secure.nobody()
    signed.cookies.set(PLAIN, tossed)
    await signIn(signed, victim.email)
    expect(await whoIs(signed)).toBe(victim.id)
  })

  test.each(['chosen', `${'a'.repeat(32)}.${'b'.repeat(44)}`, '', '%00', 'x'.repeat(5_000)])(
    'one that we did not make is nobody’s, and is not taken over by a sign-in: %j',
    async chosen => {
      const { email, id } = await member()
      const caller = server.nobody()
      caller.cookies.set(PLAIN, chosen)
      expect(await whoIs(caller)).toBeNull()
      await signIn(caller, email)
      expect(caller.cookies.get(PLAIN)).not.toBe(chosen)
      expect(await whoIs(caller)).toBe(id)
      const fixed = server.nobody()
      fixed.cookies.set(PLAIN, chosen)
      expect(await whoIs(fixed)).toBeNull()
    },
  )

  test('no session comes by an address, a header or a body', async () => {
    const { caller } = await member()
    const token = caller.cookies.get(PLAIN)!
    const nobody = server.nobody()
    const ways: CallOptions[] = [
      { query: { [PLAIN]: token, token } },
      { headers: { authorization: `Bearer ${token}` } },
      { headers: { 'x-session-token': token } },
    ]
    for (const options of ways) expect((await nobody.call('GET', '/api/account', options)).status).toBe(401)
  })
})

describe('a session ends', () => {
  test('with the sign-in that takes its place', async () => {
    const { caller, email, id } = await member()
    const before = caller.cookies.get(PLAIN)!
    expect((await signIn(caller, email)).status).toBe(200)
    expect(caller.cookies.get(PLAIN)).not.toBe(before)
    expect(await whoIs(caller)).toBe(id)
    expect(await whoIs(withCookie(before))).toBeNull()
  })

  test('on the server when its owner signs out', async () => {
    const { caller } = await member()
    const held = caller.cookies.get(PLAIN)!
    const { headers } = await caller.call('DELETE', '/api/session')
    expect(lines(headers).every(line => /Max-Age=0/.test(line))).toBe(true)
    expect(await whoIs(withCookie(held))).toBeNull()
  })

  test('with a changed password, but for the browser that changed it; a reset, a switch off and a new role reach all', async () => {
    const { caller, email, id } = await member()
    const other = server.nobody()
    await signIn(other, email)
    await caller.expect(204, 'PUT', '/api/account/password', { json: { current: PASSWORD, next: `${PASSWORD} 2` } })
    expect([await whoIs(caller), await whoIs(other)]).toEqual([id, null])
    const admin = await server.administrator()
    const link = (await admin.expect(200, 'POST', `/api/admin/accounts/${id}/reset-link`)) as { url: string }
    const reset = { json: { password: `${PASSWORD} 3` } }
    await server.nobody().expect(204, 'PUT', `/api/password-resets/${tokenOf(link.url)}`, reset)
    expect(await whoIs(caller)).toBeNull()
    expect((await server.nobody().call('PUT', `/api/password-resets/${tokenOf(link.url)}`, reset)).status).toBe(409)
    await signIn(caller, email, `${PASSWORD} 3`)
    const asStaff = () => caller.call('GET', '/api/staff/conversations')
    await admin.expect(200, 'PATCH', `/api/admin/accounts/${id}`, { json: { role: 'agent' } })
    expect((await asStaff()).status).toBe(200)
    await admin.expect(200, 'PATCH', `/api/admin/accounts/${id}`, { json: { role: 'member' } })
    expect((await asStaff()).status, 'at the next request').toBe(403)
    await admin.expect(200, 'PATCH', `/api/admin/accounts/${id}`, { json: { disabled: true } })
    expect(await whoIs(caller)).toBeNull()
  })

  const withCookie = (token: string) => {
    const caller = server.nobody()
    caller.cookies.set(PLAIN, token)
    return caller
  }
})

describe('another site', () => {
  const TYPES = [
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ]
  const FOREIGN: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://homes.example.evil.example' },
    // As browsers send it from the plain page of the same name.
    { origin: 'http://homes.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://homes.example:8443' },
    { origin: '' },
    { origin: 'https://homes.example@evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://shop.homes.example' },
    { origin: 'https://homes.example', 'sec-fetch-site': 'cross-site' },
  ]

  test.each(FOREIGN)('writes nothing, by whatever method and kind of content: %j', async headers => {
    const { email } = await member()
    const caller = secure.nobody()
    await signIn(caller, email)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const type of TYPES)
        for (const path of ['/api/account', '/api/session', '/api/sales/messages', '/api/files', '/api/sessions']) {
          const answer = await caller.call(method, path, {
            payload: JSON.stringify({ email, password: PASSWORD, confirm: true }),
            headers: { host: 'homes.example', ...headers, ...(type && { 'content-type': type }) },
            from: from(),
          })
          expect([403, 404], `${method} ${path} ${type}`).toContain(answer.status)
          if (answer.status === 403) expect(answer.json).toMatchObject({ code: 'request.foreign_origin' })
        }
    expect(await whoIs(caller)).not.toBeNull()
  })

  test('a form, which browsers send without asking, is read by no route that signs in, whatever its origin', async () => {
    const { email } = await member()
    for (const type of TYPES.slice(1)) {
      const caller = server.nobody()
      const answer = await caller.call('POST', '/api/session', {
        payload: JSON.stringify({ email, password: PASSWORD }),
        headers: type ? { 'content-type': type } : {},
        from: from(),
      })
      expect([400, 415], type).toContain(answer.status)
      expect(await whoIs(caller)).toBeNull()
    }
  })

  test('gets no answer that it may read, and no leave to send more', async () => {
    for (const path of ['/api/session', '/api/sales/conversation', '/api/listings', '/openapi.json'])
      for (const method of ['GET', 'OPTIONS']) {
        const headers = {
          origin: 'https://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        }
        const answer = await server.nobody().call(method, path, { headers })
        expect(Object.keys(answer.headers).filter(name => name.startsWith('access-control'))).toEqual([])
      }
  })

  test('no page may be framed, and every page says so in both ways', async () => {
    const pages = server.app.routeTable.filter(
      ({ method, url }) => method === 'GET' && !url.startsWith('/api/') && !/\.\w+$/.test(url) && url !== '/embed',
    )
    expect(pages.length).toBeGreaterThan(10)
    for (const { url } of pages) {
      const { headers } = await server
        .nobody()
        .call('GET', url.replace(/:[a-z]+|\*/gi, 'x'), { headers: { accept: 'text/html' } })
      expect(String(headers['content-security-policy']), url).toContain("frame-ancestors 'none'")
      expect(headers['x-frame-options'], url).toBe('DENY')
    }
  })
})

test('a link that sets a password rests hashed', async () => {
  const { id } = await member()
  const admin = await server.administrator()
  const { url } = (await admin.expect(200, 'POST', `/api/admin/accounts/${id}/reset-link`)) as { url: string }
  const { rows } = await store.pool.query('select row_to_json(l)::text as line from account_links l')
  expect(rows.length).toBeGreaterThan(0)
  for (const { line } of rows) expect(line).not.toContain(tokenOf(url))
})
