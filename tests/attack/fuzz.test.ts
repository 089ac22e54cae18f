import { randomBytes, randomUUID } from 'node:crypto'
import net from 'node:net'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, type CallOptions, PASSWORD, testServer } from '../server/app.ts'
import { effort, patience } from './effort.ts'
import { createLinks } from './links.ts'
import { nearly, oddValue, POISON, poison } from './poison.ts'
import { expectSound, INSIDE, type OpenApi, operationOf, sendAs } from './sound.ts'

const store = testStore({ connections: 2 })
const server = testServer(store, { MODEL_SILENCE_MS: '1000' })
const seed = Number(process.env.MOSAIC_SEED) || 1

/** The administrator first, who invites the others. */
const WHO = ['admin', 'nobody', 'visitor', 'member', 'agent', 'coach'] as const
const callers = {} as Record<(typeof WHO)[number], Caller>
let document: OpenApi
const links = createLinks()

beforeAll(async () => {
  for (const who of WHO) callers[who] = await callerOf(who)
  document = (await server.nobody().expect(200, 'GET', '/openapi.json')) as OpenApi
}, 60_000)

function callerOf(who: (typeof WHO)[number]): Caller | Promise<Caller> {
  if (who === 'nobody') return server.nobody()
  if (who === 'visitor') return server.visitor()
  return who === 'admin' ? signInAgain() : server.account(who, callers.admin)
}

async function signInAgain(): Promise<Caller> {
  await server.administrator()
  const admin = server.nobody()
  const answer = await admin.call('POST', '/api/session', {
    json: { email: 'admin@example.com', password: PASSWORD },
    // Sign-ins are limited by address.
    from: `10.${[...randomBytes(3)].join('.')}`,
  })
  expect(answer.status, `the administrator is locked out: ${answer.text}`).toBe(200)
  return admin
}

async function send(who: (typeof WHO)[number], method: string, pattern: string, path: string, options: CallOptions) {
  const caller = options.headers?.cookie === undefined ? callers[who] : server.nobody()
  const answer = await sendAs(caller, method, path, options)
  const operation = operationOf(document, method, pattern)
  const keys = Object.values(callers).flatMap(({ cookies }) => [...cookies.values()])
  expectSound(answer, { method, path, options, operation }, keys)
  links.learn(answer)
  return answer
}

/** A session that a request ended is opened again; a person that it erased, or an account with another role now, is another. */
async function renew() {
  if ((await callers.visitor.call('GET', '/api/sales/conversation')).status !== 200)
    callers.visitor = await server.visitor()
  for (const who of ['admin', 'member', 'agent', 'coach'] as const) {
    const me = (await callers[who].call('GET', '/api/session')).json as { role: string } | null
    if (me?.role !== who) callers[who] = await callerOf(who)
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

const url = (pattern: string, values: string[]) => {
  let at = 0
  return pattern.replace(/:[a-z]+|\*/gi, () => encodeURIComponent(wellFormed(values[at++ % values.length]!)))
}
const wellFormed = (text: string) => text.toWellFormed()

const contentType = fc.constantFrom(
  'application/json',
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  `multipart/form-data; boundary=${'b'.repeat(300)}`,
  'multipart/form-data; boundary=',
  'application/xml',
  'nonsense',
  '',
)

const brokenBody = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '{"id":',
    '[]',
    'null',
    '"text"',
    '{"__proto__":{"admin":true},"id":1}',
    `{"text":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
    `{"a":${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}}`,
    '--x\r\ncontent-disposition: form-data; name="file"; filename="../../x.csv"\r\n\r\nid,name\r\n1,a\r\n--x--\r\n',
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\nPK\u0003\u0004not a zip\r\n--x--\r\n',
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a.json"\r\n\r\n{"listings":[{"id":{}}]}\r\n--x--\r\n',
    '--x\r\ncontent-disposition: form-data; name="dryRun"\r\n\r\n\0\r\n--x\r\n',
    '--x\r\ncontent-disposition: form-data',
    '--y--',
  ),
  oddValue.map(value => JSON.stringify(value) ?? ''),
  fc.string({ unit: 'binary', maxLength: 200 }),
)

const headers = fc.dictionary(
  fc.constantFrom('accept', 'origin', 'authorization', 'cookie', 'x-forwarded-for', 'range', 'if-none-match', 'host'),
  fc.oneof(
    fc.constantFrom(
      '',
      '*/*',
      'text/event-stream',
      'null',
      'Visitor x.y',
      'Bearer x',
      'http://evil.example',
      'bytes=0-9',
    ),
    fc.constantFrom('mosaic-visitor=forged.key', 'mosaic.session_token=x.y', '%', 'a=b; a=c', '127.0.0.1, ::1'),
  ),
  { maxKeys: 2 },
)

describe('whatever is sent, the answer is sound', () => {
  test('bodies, queries and parameters that nearly fit, on every route', { timeout: patience(240_000) }, async () => {
    const definitions = document.components?.schemas ?? {}
    for (const { method, url: pattern } of server.app.routeTable.filter(route => route.store)) {
      const operation = operationOf(document, method, pattern)
      const body = operation?.requestBody?.content?.['application/json']?.schema
      const query = Object.fromEntries(
        (operation?.parameters ?? [])
          .filter(parameter => parameter.in === 'query')
          .map(parameter => [parameter.name, fc.oneof(poison, nearly(parameter.schema, definitions).map(spoken))]),
      )
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...WHO),
          fc.array(fc.oneof(fc.nat(), poison), { minLength: 1, maxLength: 2 }),
          fc.record(query, { requiredKeys: [] }),
          nearly(body, definitions),
          fc.nat(),
          async (who, values, query, json, pick) => {
            const fields = Object.entries(query).map(([name, value]) => [name, wellFormed(value ?? '')])
            const options = {
              query: Object.fromEntries(fields),
              ...(method === 'GET' ? {} : { json: links.fill(json, pick) }),
            }
            // A number stands for something that an answer before has named.
            const named = values.map(value => (typeof value === 'number' ? links.pick(pattern, value) : value))
            await send(who, method, pattern, url(pattern, named), options)
          },
        ),
        { seed, numRuns: effort(16), endOnFailure: true },
      )
      await renew()
    }
  })

  test('broken bodies, foreign content types and odd methods, on every route', {
    timeout: patience(240_000),
  }, async () => {
    const patterns = [...new Set(server.app.routeTable.map(route => route.url)), '/nowhere', '/api/nowhere', '/*']
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WHO),
        fc.constantFrom(...METHODS),
        fc.constantFrom(...patterns),
        fc.array(poison, { minLength: 1, maxLength: 2 }),
        contentType,
        brokenBody,
        headers,
        async (who, method, pattern, values, type, payload, more) => {
          const options = {
            headers: { ...more, ...(type && { 'content-type': type }) },
            ...(['GET', 'HEAD', 'OPTIONS'].includes(method) ? {} : { payload }),
          }
          await send(who, method, pattern, url(pattern, values), options)
        },
      ),
      { seed, numRuns: effort(800), endOnFailure: true },
    )
    await renew()
  })

  test('files that are none, sent to the import', { timeout: patience(120_000) }, async () => {
    const names = fc.constantFrom(
      'a.csv',
      'a.json',
      'a.xlsx',
      'a',
      '../../a.csv',
      'a.csv\u0000.json',
      '',
      'x'.repeat(500),
    )
    const columns = 'id,name,developer,city,place,status,kind,bedrooms,areaSqft,priceMin,latitude,longitude'
    const cell = poison.map(text => `"${text.replaceAll('"', '""')}"`)
    const row = fc.array(cell, { minLength: 1, maxLength: 14 }).map(cells => cells.join(','))
    const content = fc.oneof(
      fc.array(row, { maxLength: 5 }).map(rows => [columns, ...rows].join('\n')),
      fc.array(row, { maxLength: 5 }).map(rows => rows.join('\r\n')),
      oddValue.map(value => JSON.stringify({ listings: [value, { id: value, name: value, units: value }] })),
      oddValue.map(value => JSON.stringify(value) ?? ''),
      fc.uint8Array({ maxLength: 400 }).map(bytes => Buffer.from(bytes).toString('latin1')),
      fc.constantFrom(
        '',
        'PK\u0003\u0004',
        '\ufeff',
        `${columns}\n`,
        `"${'x'.repeat(100_000)}`,
        `${','.repeat(50_000)}\n`,
      ),
    )
    const fields = fc.dictionary(
      fc.constantFrom('dryRun', 'replace', 'source', 'format', 'currency', 'other'),
      poison,
      {
        maxKeys: 3,
      },
    )
    await fc.assert(
      fc.asyncProperty(names, content, fields, async (name, content, fields) => {
        const part = (head: string, body: string) => `--x\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`
        const payload = [
          ...Object.entries(fields).map(([field, value]) => part(`name="${field}"`, value)),
          part(`name="file"; filename="${name}"`, content),
          '--x--\r\n',
        ].join('')
        const headers = { 'content-type': 'multipart/form-data; boundary=x' }
        await send('admin', 'POST', '/api/admin/imports', '/api/admin/imports', { payload, headers })
      }),
      { seed, numRuns: effort(120), endOnFailure: true },
    )
    await send('admin', 'GET', '/api/admin/imports', '/api/admin/imports', {})
  })

  test('every poison is a message like any other, and comes back as it was said', {
    timeout: patience(120_000),
  }, async () => {
    const visitor = await server.visitor()
    const kept: string[] = []
    for (const text of POISON) {
      for (const accept of ['application/json', 'text/event-stream']) {
        const json = { id: randomUUID(), text }
        const options = { json, headers: { accept } }
        const answer = await visitor.call('POST', '/api/sales/messages', options)
        expectSound(answer, { method: 'POST', path: '/api/sales/messages', options })
        if (answer.status !== 200) continue
        kept.push(text.trim())
        expect(answer.text).not.toMatch(/system prompt is|sk-[a-z]/i)
      }
    }
    expect(kept.length).toBeGreaterThan(POISON.length)
    const { messages } = (await visitor.expect(200, 'GET', '/api/sales/conversation?limit=200')) as {
      messages: { author: string; text: string }[]
    }
    expect(messages.filter(({ author }) => author === 'visitor').map(({ text }) => text.trim())).toEqual(kept)
    for (const format of ['json', 'html']) {
      const path = `/api/me/export?format=${format}`
      expectSound(await visitor.call('GET', path), { method: 'GET', path, options: {} })
    }
  })

  test('huge bodies are refused before they are read', async () => {
    for (const { method, url: pattern } of server.app.routeTable.filter(
      route => !['GET', 'HEAD'].includes(route.method),
    )) {
      const options = { json: { id: randomUUID(), text: 'x'.repeat(400_000), name: 'y'.repeat(400_000) } }
      const path = url(pattern, ['x'])
      const answer = await callers.visitor.call(method, path, options)
      expectSound(answer, { method, path, options: {} })
      expect([400, 401, 403, 404, 413, 415], `${method} ${path}`).toContain(answer.status)
    }
  })

  test('what is no HTTP at all is answered or closed, and the server lives', async () => {
    const { hostname, port } = new URL(server.address)
    const lines = [
      'GET / HTTP/1.1\r\n\r\n',
      'GARBAGE\r\n\r\n',
      'GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      'POST /api/sales/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'POST /api/sales/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n{',
      `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`,
      'TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      'PROPFIND /api/listings HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ]
    for (const line of lines) {
      const answer = await raw(hostname, Number(port), line)
      const status = Number(answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0)
      expect(status, `${JSON.stringify(line.slice(0, 80))} → ${answer.slice(0, 200)}`).toBeLessThan(500)
      // A page is no error: the names of its files may hold anything.
      if (status >= 400) expect(answer).not.toMatch(INSIDE)
    }
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
  })
})

/** What comes back to bytes on a socket, until it is closed or a moment has passed. */
function raw(host: string, port: number, bytes: string): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    const socket = net.connect(port, host, () => socket.write(bytes))
    const done = () => {
      socket.destroy()
      resolve(text)
    }
    socket.setTimeout(300, done)
    socket.on('data', chunk => (text += chunk))
    socket.on('close', done)
    socket.on('error', done)
  })
}

/** As it stands in an address. An object may hold a `toString` that is no function. */
function spoken(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
