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
import { post } from './post.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)

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
