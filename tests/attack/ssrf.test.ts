import fs from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guardedFetch } from '../../src/channels/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from '../server/app.ts'
import type { OpenApi } from './sound.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)

/** Ways to write an address of this machine, the private network, or a host's metadata. */
const INTERNAL = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '0',
    '0.0.0.0',
  ],
  ...['localhost', 'LOCALHOST', '①②⑦.⓪.⓪.①', '127。0。0。1'],
  ...[
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
  ],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:1]',
  ],
  ...[
    '[::ffff:a9fe:a9fe]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b::a00:1]',
  ],
  ...['[2002:7f00:1::]', '[2002:a9fe:a9fe::1]', '[2001:0:7f00:1::]', '[ff02::1]', '[2001:db8::1]'],
]
/** Of these, the ones that nobody may ask, not even where the private network is allowed. */
const METADATA = [
  ...[
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
  ],
  ...[
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[::a9fe:a9fe]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b::6464:64c8]',
  ],
  ...[
    '[64:ff9b::a83f:8110]',
    '[2002:a9fe:a9fe::1]',
    '[2002:6464:64c8::]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
  ],
]

let connections = 0
let answer: http.RequestListener = (_request, response) => response.end('inside')
const inside = http.createServer((request, response) => answer(request, response))
inside.on('connection', () => connections++)
let port = 0

beforeAll(async () => {
  await new Promise<void>(resolve => inside.listen(0, '127.0.0.1', resolve))
  port = (inside.address() as AddressInfo).port
})
afterAll(() => {
  inside.closeAllConnections()
  inside.close()
})

describe('what a member of staff types in', () => {
  const schemes = [
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'gopher://127.0.0.1:5432/_x',
    'data:text/csv,a',
    'javascript:1',
  ]

  test('as a feed reaches nothing inside, and its refusal tells nothing of it', { timeout: 120_000 }, async () => {
    const admin = await server.administrator()
    const before = connections
    const reasons = new Set<unknown>()
    for (const [number, url] of [...INTERNAL.map(host => `https://${host}:${port}/jobs.json`), ...schemes].entries()) {
      const json = { name: `Feed ${number}`, url, shape: 'json', cron: '0 5 * * *' }
      const made = await admin.call('POST', '/api/admin/feeds', { json })
      expect([201, 400], `${url}: ${made.text}`).toContain(made.status)
      if (made.status !== 201) continue
      const { id } = made.json as { id: string }
      const run = (await admin.expect(200, 'POST', `/api/admin/feeds/${id}/runs`)) as {
        outcome: string
        reason: string
      }
      expect(run.outcome, url).toBe('failed')
      reasons.add(run.reason)
    }
    expect([...reasons]).toEqual(['Its address is not a public https address.'])
    expect(connections - before).toBe(0)
    const withPassword = { name: 'P', url: 'https://user:secret@jobs.example/', shape: 'json', cron: '0 5 * * *' }
    expect((await admin.call('POST', '/api/admin/feeds', { json: withPassword })).status).toBe(400)
  })

  test('as a calendar reaches nothing inside', { timeout: 120_000 }, async () => {
    const admin = await server.administrator()
    const agent = await server.account('agent')
    const { id: accountId } = (await agent.expect(200, 'GET', '/api/session')) as { id: string }
    await admin.call('POST', '/api/admin/staff', { json: { name: 'Asha Rao', accountId } })
    const before = connections
    for (const url of [
      ...INTERNAL.map(host => `https://${host}:${port}/dav/`),
      ...schemes,
      'https://user:pw@dav.example/',
    ]) {
      const json = { url, username: 'a', password: 'b' }
      const asked = await agent.call('POST', '/api/staff/calendar/caldav', { json })
      expect(asked.status, `${url}: ${asked.text}`).toBe(400)
      // What has no host before its colon is taken for the name of a server.
      expect((asked.json as { code: string }).code, url).toMatch(
        /:\/\//.test(url) ? /^calendars\.url$/ : /^calendars\./,
      )
    }
    expect(connections - before).toBe(0)
  })

  test('as a device to notify is no address but of a push service', async () => {
    const agent = await server.account('agent')
    const keys = { p256dh: `B${'a'.repeat(86)}`, auth: 'a'.repeat(22) }
    for (const endpoint of [
      ...INTERNAL.map(host => `https://${host}:${port}/`),
      ...[
        'https://fcm.googleapis.com.evil.example/',
        'https://evil.example/#fcm.googleapis.com',
        'http://fcm.googleapis.com/x',
      ],
      ...[
        'https://fcm.googleapis.com@127.0.0.1/',
        'https://fcm.googleapis.com:8443/',
        'https://notify.windows.com.evil.example/',
      ],
    ]) {
      const answered = await agent.call('POST', '/api/staff/push', { json: { endpoint, keys, device: 'x' } })
      expect(answered.status, `${endpoint}: ${answered.text}`).toBe(400)
    }
  })
})

describe('a fetch of what was typed in', () => {
  const here = () => `http://127.0.0.1:${port}`
  const open = (more = {}) => guardedFetch({ allowPrivate: true, ...more })

  test.each(METADATA)('does not ask %s, whatever is allowed', async host => {
    for (const scheme of ['http', 'https'])
      await expect(open()(`${scheme}://${host}/latest`)).rejects.toThrow(/internal/)
  })

  test('takes no password out of an address that a redirect leads to', async () => {
    let shown: string | undefined
    answer = (request, response) => {
      shown = request.headers.authorization ?? shown
      if (request.url === '/go') response.writeHead(302, { location: `http://user:secret@127.0.0.1:${port}/` }).end()
      else response.end('x')
    }
    await expect(open()(`${here()}/go`)).rejects.toThrow(/password/)
    expect(shown).toBeUndefined()
  })

  test('does not unpack what it is sent: a small answer stays a small answer', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(50 * 1024 * 1024))
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    const bytes = await (await open({ maxBytes: 1024 * 1024 })(here())).arrayBuffer()
    expect(bytes.byteLength).toBe(bomb.length)
  })

  test('ends with an answer that trickles for ever, and with headers that do', async () => {
    answer = (_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    }
    await expect(open({ timeoutMs: 200 })(here())).rejects.toThrow()
    const trickle = net.createServer(socket => {
      socket.on('error', () => {})
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x: y\r\n'), 20)
      socket.on('close', () => clearInterval(timer))
    })
    await new Promise<void>(resolve => trickle.listen(0, '127.0.0.1', resolve))
    await expect(
      open({ timeoutMs: 300 })(`http://127.0.0.1:${(trickle.address() as AddressInfo).port}`),
    ).rejects.toThrow()
    trickle.close()
  })

  test('goes round in no circle', async () => {
    let times = 0
    answer = (_request, response) => response.writeHead(302, { location: `/${times++}` }).end()
    await expect(open()(here())).rejects.toThrow(/too often/)
    expect(times).toBeLessThan(8)
  })
})

/** Where an address of somebody's is read in a body, and what stands before the asking. A new one is named here with its guard. */
const ADDRESSES: Record<string, string> = {
  'POST /api/admin/feeds url': 'guardedFetch without the private network',
  'PATCH /api/admin/feeds/{id} url': 'guardedFetch without the private network',
  'POST /api/staff/calendar/caldav url': 'guardedFetch, the private network by CALDAV_PRIVATE',
  'POST /api/staff/push endpoint': 'the push services of browsers, and PUSH_HOSTS',
}

test('no other route reads an address that is asked', async () => {
  const { paths, components } = (await server.nobody().expect(200, 'GET', '/openapi.json')) as OpenApi
  const found: string[] = []
  for (const [url, operations] of Object.entries(paths))
    for (const [method, { requestBody }] of Object.entries(operations))
      for (const name of namesIn(requestBody?.content?.['application/json']?.schema, components?.schemas ?? {}))
        if (/^(url|uri|endpoint|href|host|server|baseUrl|webhook|callback|address|.*Url)$/i.test(name))
          found.push(`${method.toUpperCase()} ${url} ${name}`)
  expect([...new Set(found)].filter(name => !(name in ADDRESSES))).toEqual([])
})

type Schema = {
  $ref?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  allOf?: Schema[]
  oneOf?: Schema[]
}
function namesIn(schema: Schema | undefined, all: Record<string, object>, depth = 0): string[] {
  if (!schema || depth > 6) return []
  if (schema.$ref) return namesIn(all[schema.$ref.split('/').at(-1)!] as Schema, all, depth + 1)
  const parts = [
    ...(schema.anyOf ?? []),
    ...(schema.allOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.items ? [schema.items] : []),
  ]
  return [
    ...parts.flatMap(part => namesIn(part, all, depth + 1)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => [name, ...namesIn(one, all, depth + 1)]),
  ]
}

test('nothing else in the house asks the network by itself', () => {
  /** Who opens connections, and to what: an address of the operator, or one that is judged. */
  const ASKERS: Record<string, string> = {
    'channels/guarded-fetch.ts': 'judges',
    'channels/post.ts': 'Twilio by TWILIO_API_URL; push services by their list',
    'channels/caldav.ts': 'guardedFetch',
    'channels/caldav-requests.ts': 'guardedFetch',
    'channels/caldav-discovery.ts': 'guardedFetch',
    'catalogue/jobs/run-feed.ts': 'guardedFetch, handed in by the root',
    'server/doctor/channels.ts': 'TWILIO_API_URL',
    'server/doctor/services.ts': 'OPENAI_BASE_URL',
    'server/doctor/persistence/deployment.ts': 'an address on the command line',
  }
  const root = path.resolve(import.meta.dirname, '../../src')
  const asks =
    /(?<![.\w])fetch\(|(?<=await )fetch\(|\bhttps?\.(request|get)\(|\b(net|tls)\.connect\(|\bhttps?\)\.request\(|\?\s*https\s*:\s*http\)|undici|node:dgram/
  const found = fs
    .globSync('**/*.ts', { cwd: root })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => !/^web\/|\.test\.ts$|\/testing\//.test(file))
    .filter(file =>
      asks.test(fs.readFileSync(path.join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')),
    )
  expect(found.filter(file => !(file in ASKERS))).toEqual([])
})
