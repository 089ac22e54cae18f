import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createAssistant } from '../../src/assistant/index.ts'
import { buildApp } from '../../src/server/app.ts'
import { readConfig } from '../../src/server/config.ts'
import { createEvents } from '../../src/storage/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { Caller, testServer } from './app.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)
const strict = testServer(store, {
  PUBLIC_URL: 'https://homes.example',
  RATE_LIMIT_PER_MINUTE: '40',
  MESSAGES_PER_MINUTE: '3',
})
const secure = testServer(store, { PUBLIC_URL: 'https://homes.example' })
const proxied = testServer(store, { TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '5', MESSAGES_PER_MINUTE: '2' })

const booked = testServer(store, { BOOKINGS_PER_HOUR: '2', VISITOR_UPLOADS_PER_HOUR: '2' })

const post = (caller: Caller, text = 'hello', headers: Record<string, string> = {}, from?: string) =>
  caller.call('POST', '/api/sales/messages', {
    json: { id: randomUUID(), text },
    headers: { accept: 'application/json', ...headers },
    ...(from && { from }),
  })

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

describe('visitor keys', () => {
  const NAME = 'mosaic-visitor'

  test('the first visit hands one out, in a cookie that scripts and other sites do not get', async () => {
    const nobody = server.nobody()
    const { headers } = await nobody.call('GET', '/api/sales/conversation')
    const [line] = [headers['set-cookie']].flat() as string[]
    expect(line).toMatch(/^mosaic-visitor=[\w-]{43}\.[\w-]{43};/)
    expect(line).toMatch(/; HttpOnly/i)
    expect(line).toMatch(/; SameSite=Lax/i)
    expect(line).toMatch(/; Path=\//i)
    expect(line).not.toMatch(/; Domain=/i)
    const again = await nobody.call('GET', '/api/sales/conversation')
    expect(again.headers['set-cookie'], 'who has one keeps it').toBe(undefined)
  })

  test.for<Record<string, string>>([
    { host: 'homes.example' },
    { host: 'inner:3000', referer: 'https://homes.example/' },
    { host: 'inner:3000', origin: 'https://homes.example' },
  ])('on https it is bound to the host: %j', async headers => {
    const answer = await secure.nobody().call('GET', '/api/sales/conversation', { headers })
    const [line] = [answer.headers['set-cookie']].flat() as string[]
    expect(line).toMatch(/^__Host-mosaic-visitor=/)
    expect(line).toMatch(/; Secure/i)
  })

  test.for<Record<string, string>>([
    { host: '192.168.1.5:3000' },
    { host: '192.168.1.5:3000', origin: 'http://192.168.1.5:3000' },
    { host: 'homes.example', origin: 'http://homes.example' },
  ])('by plain http a browser is given one that it keeps, whatever the public address: %j', async headers => {
    const caller = secure.nobody()
    const first = await post(caller, 'hello', headers)
    const [line] = [first.headers['set-cookie']].flat() as string[]
    expect(line).toMatch(/^mosaic-visitor=/)
    expect(line).not.toMatch(/; Secure/i)
    const second = (await post(caller, 'hello again', headers)).json as { message: { number: number } }
    expect(second.message.number, 'the same person goes on').toBe(3)
  })

  test('either name is read, the bound one first, and both are gone with their person', async () => {
    const keys = await Promise.all(
      ['first', 'second'].map(async text => {
        const visitor = await server.visitor()
        const [key] = visitor.cookies.values()
        await expect(post(visitor, text)).resolves.toMatchObject({ status: 200 })
        return key!
      }),
    )
    const caller = server.nobody()
    const thread = async () =>
      ((await caller.expect(200, 'GET', '/api/sales/conversation')) as { messages: { text: string }[] }).messages[0]
        ?.text
    caller.cookies.set('mosaic-visitor', keys[0]!)
    expect(await thread()).toBe('first')
    caller.cookies.set('__Host-mosaic-visitor', keys[1]!)
    expect(await thread()).toBe('second')
    await caller.expect(200, 'DELETE', '/api/me', { json: { confirm: true } })
    expect([...caller.cookies.keys()]).toEqual([])
  })

  test('behind a proxy that speaks https it is Secure without a setting, and on plain http it still works', async () => {
    for (const [proto, secure] of [
      ['https', true],
      ['http', false],
    ] as const) {
      const headers = { 'x-forwarded-for': '198.51.100.77', 'x-forwarded-proto': proto }
      const answer = await proxied.nobody().call('GET', '/api/sales/conversation', { headers, from: '10.3.3.4' })
      const [line] = [answer.headers['set-cookie']].flat() as string[]
      expect(line).toMatch(/^mosaic-visitor=/)
      expect(/; Secure/i.test(line!), proto).toBe(secure)
    }
  })

  test('a key that we did not make is not adopted', async () => {
    for (const forged of [
      'chosen-by-an-attacker',
      `${'a'.repeat(43)}.${'b'.repeat(43)}`,
      '',
      '%00',
      'x'.repeat(5_000),
    ]) {
      const caller = server.nobody()
      caller.cookies.set(NAME, forged)
      const answer = await post(caller, 'hello')
      expect(answer.status).toBe(200)
      expect(caller.cookies.get(NAME), 'another is handed out').not.toBe(forged)
      const attacker = server.nobody()
      attacker.cookies.set(NAME, forged)
      const thread = (await attacker.expect(200, 'GET', '/api/sales/conversation')) as { messages: unknown[] }
      expect(thread.messages).toEqual([])
    }
  })

  test('a client without cookies shows it in a header', async () => {
    const visitor = await server.visitor()
    await post(visitor, 'hello from here')
    const authorization = `Visitor ${visitor.cookies.get(NAME)}`
    const { messages } = (await server.nobody().expect(200, 'GET', '/api/sales/conversation', {
      headers: { authorization },
    })) as { messages: unknown[] }
    expect(messages).toHaveLength(2)
  })

  test('no key, and no secret of a session, rests in the database as it is', async () => {
    const visitor = await server.visitor()
    await post(visitor)
    const admin = await server.administrator()
    const secrets = [...visitor.cookies.values(), ...admin.cookies.values()].flatMap(value => [
      value,
      decodeURIComponent(value).split('.')[0]!,
    ])
    const { rows: columns } = await store.pool.query<{ column: string; relation: string }>(
      `select format('%I', a.attname) as column, c.oid::regclass::text as relation from pg_attribute a
       join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema')`,
    )
    const found: string[] = []
    for (const { column, relation } of columns)
      for (const secret of secrets) {
        const { rows } = await store.pool.query(
          `select 1 from ${relation} where position($1 in ${column}::text) > 0 limit 1`,
          [secret],
        )
        if (rows.length > 0) found.push(`${relation}.${column}`)
      }
    expect(found).toEqual([])
  })
})

describe('sign-in', () => {
  test('its cookie is out of reach of scripts, and bound to https where that is the address', async () => {
    const admin = await server.administrator()
    expect(admin.cookies.size).toBeGreaterThan(0)
    for (const [which, caller] of [
      ['http', server.nobody()],
      ['https', strict.nobody()],
    ] as const) {
      const { headers, status } = await caller.call('POST', '/api/session', {
        json: { email: 'admin@example.com', password: 'correct horse battery' },
        from: '10.5.5.5',
      })
      expect(status).toBe(200)
      for (const line of [headers['set-cookie']].flat() as string[]) {
        expect(line).toMatch(/; HttpOnly/i)
        expect(line).toMatch(/; SameSite=Lax/i)
        if (which === 'https') expect(line).toMatch(/; Secure/i)
      }
    }
  })

  test('an unknown address and a wrong password are answered alike', async () => {
    await server.administrator()
    const answers = await Promise.all(
      ['admin@example.com', 'nobody@example.com'].map(email =>
        server.nobody().call('POST', '/api/session', { json: { email, password: 'wrong password' } }),
      ),
    )
    const [known, unknown] = answers.map(({ status, json }) => ({ status, ...(json as object), requestId: '' }))
    expect(known).toEqual(unknown)
    expect(known!.status).toBe(401)
  })
})

describe('problems', () => {
  test('what is not there', async () => {
    for (const [method, path] of [
      ['GET', '/nowhere'],
      ['GET', '/api/nowhere'],
      ['GET', '/api/listings/no-such-home'],
      ['POST', '/api/listings'],
      ['DELETE', '/healthz'],
      ['PUT', '/api/sales/messages'],
    ] as const) {
      const { status, headers, json } = await server.nobody().call(method, path)
      expect([method, path, status]).toEqual([method, path, 404])
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8')
      expect(json).toEqual({
        type: expect.any(String),
        title: 'Not found',
        status: 404,
        code: expect.stringMatching(/^[a-z_]+\.[a-z_]+$/),
        detail: expect.stringMatching(/\.$/),
        requestId: headers['x-request-id'],
      })
    }
  })

  test('what does not fit names the field', async () => {
    const visitor = await server.visitor()
    const { status, json } = await visitor.call('POST', '/api/sales/messages', { json: { id: 'x', text: '' } })
    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'request.invalid' })
    const fields = (json as { errors: { field: string; message: string }[] }).errors.map(({ field }) => field)
    expect(fields.sort()).toEqual(['id', 'text'])
  })

  test('NUL and half characters are refused wherever they stand', async () => {
    const visitor = await server.visitor()
    expect((await post(visitor, 'a\0b')).json).toMatchObject({ status: 400, code: 'request.text' })
    expect((await post(visitor, 'a\ud800')).json).toMatchObject({ status: 400, code: 'request.text' })
    expect((await visitor.call('GET', '/api/listings?place=a%00b')).status).toBe(400)
    expect((await visitor.call('GET', '/api/listings/a%00b')).status).toBe(400)
    expect((await visitor.call('PATCH', '/api/sales/wish', { json: { set: { 'a\0': 1 } } })).status).toBe(400)
  })

  test('depth, size and kind of a body', async () => {
    const visitor = await server.visitor()
    const deep = JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`)
    expect((await visitor.call('PATCH', '/api/sales/wish', { json: { set: deep } })).status).toBe(400)
    const big = await post(visitor, 'x'.repeat(300_000))
    expect(big.json).toMatchObject({ status: 413, code: 'request.too_large' })
    const xml = await visitor.call('POST', '/api/sales/messages', {
      payload: '<a/>',
      headers: { 'content-type': 'application/xml' },
    })
    expect(xml.json).toMatchObject({ status: 415, code: 'request.unsupported' })
    const broken = await visitor.call('POST', '/api/sales/messages', {
      payload: '{"id":',
      headers: { 'content-type': 'application/json' },
    })
    expect(broken.json).toMatchObject({ status: 400 })
  })

  test('the same id with another text is a conflict; with the same, the same answer', async () => {
    const visitor = await server.visitor()
    const id = randomUUID()
    const first = await visitor.say('2 bhk in Whitefield', id)
    expect(await visitor.say('2 bhk in Whitefield', id)).toEqual(first)
    const other = await visitor.call('POST', '/api/sales/messages', { json: { id, text: 'something else' } })
    expect(other.json).toMatchObject({ status: 409, code: 'conversations.id_reused' })
  })
})

describe('a fault of ours', () => {
  /** The server with one route more, whose handler goes wrong in the ways that handlers do. */
  async function faulty() {
    const config = readConfig({ LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '1000' })
    const app = await buildApp(config, { phase: 'starting' }, { events: createEvents(), assistant: createAssistant() })
    const open = { config: { access: 'public', store: false } } as const
    app.get('/test/fault', open, async () => {
      throw new Error(`select * from persons where key = 'secret' at /srv/mosaic/x.ts`)
    })
    app.get('/test/database', open, async () => {
      throw Object.assign(new Error('duplicate key value violates unique constraint "x"'), {
        code: '23505',
        detail: 'Key',
      })
    })
    app.get('/test/strip', { ...open, schema: { response: { 200: z.object({ shown: z.string() }) } } }, async () => ({
      shown: 'yes',
      hidden: 'no',
    }))
    app.get('/test/wrong', { ...open, schema: { response: { 200: z.object({ shown: z.string() }) } } }, async () => ({
      shown: 1 as unknown as string,
    }))
    return app
  }

  test('is a 500 with a request id and nothing else', async () => {
    const app = await faulty()
    for (const path of ['/test/fault', '/test/database', '/test/wrong']) {
      const { status, headers, json } = await new Caller(app).call('GET', path)
      expect(status).toBe(500)
      expect(json).toEqual({
        type: 'about:blank',
        title: 'Something went wrong on our side',
        status: 500,
        code: 'server.internal',
        detail: 'Please try again. If it happens again, tell us the request id.',
        requestId: headers['x-request-id'],
      })
    }
    await app.close()
  })

  test('a response schema strips what it does not declare', async () => {
    const app = await faulty()
    expect((await new Caller(app).call('GET', '/test/strip')).json).toEqual({ shown: 'yes' })
    await app.close()
  })

  test('until the store is open, what needs it is unavailable and says when to come again', async () => {
    const app = await faulty()
    const { status, headers, json } = await new Caller(app).call('GET', '/api/listings')
    expect([status, json]).toEqual([503, expect.objectContaining({ code: 'server.not_ready' })])
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    await app.close()
  })

  test('a route that does not say who may call it does not start', async () => {
    const app = await faulty()
    app.get('/test/forgotten', async () => 'for everybody?')
    await expect(app.ready()).rejects.toThrow('/test/forgotten')
  })
})

test('an upload that is broken is refused, and the next one is taken', async () => {
  const admin = await server.administrator()
  const part = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid,name'
  const type = 'multipart/form-data'
  for (const [payload, contentType] of [
    ['no boundary in it', `${type}; boundary=x`],
    ['--x', `${type}; boundary=x`],
    ['--x--\r\n', `${type}; boundary=x`],
    [part, `${type}; boundary=x`],
    [`${part}\r\n--x`, `${type}; boundary=x`],
    [`${part}\r\n--x--`, type],
    [`${part}\r\n--x--`, `${type}; boundary=`],
    [`${part}\r\n--x--`, `${type}; boundary=${'b'.repeat(300)}`],
  ] as const) {
    const answer = await admin.call('POST', '/api/admin/imports', { payload, headers: { 'content-type': contentType } })
    expect([payload, contentType, answer.status]).toEqual([payload, contentType, expect.toBeOneOf([400, 415])])
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  }
  const csv =
    'id,name,developer,city,place,status,kind,bedrooms,areaSqft,priceMin\nq-1,Quay One,Testbuild,Bengaluru,Whitefield,ready,apartment,2,1100,9500000'
  const payload = `${part.replace('id,name', csv)}\r\n--x--\r\n`
  const headers = { 'content-type': `${type}; boundary=x` }
  expect(await admin.expect(200, 'POST', '/api/admin/imports', { payload, headers })).toMatchObject({
    counts: { added: 1, refused: 0 },
  })
})

test('an upload that a killed process left behind is swept by the next, one under way is not', async () => {
  const admin = await server.administrator()
  const [old, fresh] = ['old', 'fresh'].map(name =>
    path.join(os.tmpdir(), `mosaic-import-test-${name}-${randomUUID()}`),
  )
  for (const folder of [old!, fresh!]) {
    fs.mkdirSync(folder)
    fs.writeFileSync(path.join(folder, 'upload'), 'id,name')
  }
  fs.utimesSync(old!, new Date(0), new Date(0))
  const payload = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid,name\r\n--x--\r\n'
  await admin.call('POST', '/api/admin/imports', {
    payload,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  expect([fs.existsSync(old!), fs.existsSync(fresh!)]).toEqual([false, true])
  fs.rmSync(fresh!, { recursive: true })
})

describe('the API reference', () => {
  type Document = {
    openapi: string
    paths: Record<string, Record<string, { responses: object; summary?: string }>>
  }

  test('is OpenAPI 3.1 and covers every route of the API', async () => {
    const document = (await server.nobody().expect(200, 'GET', '/openapi.json')) as Document
    expect(document.openapi).toMatch(/^3\.1\./)
    const missing = server.app.routeTable
      .filter(({ url }) => url.startsWith('/api/'))
      .filter(({ method, url }) => {
        const operation = document.paths[url.replace(/:([a-z]+)/gi, '{$1}')]?.[method.toLowerCase()]
        return !operation || Object.keys(operation.responses).length === 0
      })
    expect(missing).toEqual([])
  })

  test('every name in it leads somewhere, and every parameter of an address is described', async () => {
    const document = (await server.nobody().expect(200, 'GET', '/openapi.json')) as Document
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(match => match[1]!)
    const dangling = refs.filter(
      ref =>
        ref.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document) === undefined,
    )
    expect(dangling).toEqual([])
    const undescribed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, operation]) => {
        const named = ((operation as { parameters?: { in: string; name: string }[] }).parameters ?? [])
          .filter(parameter => parameter.in === 'path')
          .map(parameter => parameter.name)
        const needed = [...path.matchAll(/\{([^}]+)\}/g)].map(match => match[1]!)
        return needed.filter(name => !named.includes(name)).map(name => `${method} ${path} {${name}}`)
      }),
    )
    expect(undescribed).toEqual([])
  })

  test('is shown as a page', async () => {
    const nobody = server.nobody()
    const answer = await nobody.call('GET', '/docs')
    const page = answer.status === 200 ? answer : await nobody.call('GET', String(answer.headers.location))
    expect([page.status, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')])
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'self'; .*object-src 'none'; .*base-uri 'none'$/,
    )
  })
})
