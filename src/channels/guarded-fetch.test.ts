import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { selfSignedCertificate } from '../../tests/counterparts/certificate.ts'
import { BlockedAddress, guardedFetch, mayAsk } from './guarded-fetch.ts'

const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n'

let port = 0
let asked: string[] = []
const server = http.createServer((request, response) => {
  asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim())
  const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to')
  if (to) return response.writeHead(302, { location: to }).end()
  if (request.url === '/silent') return
  if (request.url === '/endless') return void endless(response)
  if (request.url === '/switching') return void request.socket.write(SWITCHING)
  if (request.url === '/nothing') return response.writeHead(204).end()
  response.writeHead(200, { etag: '"1"' }).end(`${request.method} here`)
})

function endless(response: http.ServerResponse) {
  response.on('error', () => {})
  const more = () => response.writable && response.write(Buffer.alloc(65_536), () => setImmediate(more))
  more()
}

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

type Resolve = NonNullable<Parameters<typeof guardedFetch>[0]['resolve']>
const resolvesTo = (...addresses: string[]) =>
  ((_name: string, _options: unknown, done: (error: null, found: unknown) => void) =>
    done(
      null,
      addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as Resolve

describe('addresses', () => {
  test.each([
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
    ],
    ...['224.0.0.1', '255.255.255.255', '198.18.0.1', '::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1'],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
      'localhost',
      '',
    ],
  ])('%s is internal', address => expect(mayAsk(address, false)).toBe(false))

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001:81b::200e'])(
    '%s is not',
    address => expect(mayAsk(address, false)).toBe(true),
  )

  test('where hosts keep their metadata is never asked, by whatever setting', () => {
    expect(mayAsk('10.0.0.1', true)).toBe(true)
    for (const address of ['169.254.169.254', '::ffff:169.254.169.254', 'fd00:ec2::254', 'fe80::1', '168.63.129.16'])
      expect(mayAsk(address, true)).toBe(false)
    expect(mayAsk('64:ff9b::a9fe:a9fe', true), 'behind NAT64').toBe(false)
  })
})

test('nothing internal is connected to: written as an address in any way, or behind a name', async () => {
  asked = []
  const get = guardedFetch({ allowPrivate: false })
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost'])
    await expect(get(`https://${host}:${port}/`), host).rejects.toThrow(BlockedAddress)
  await expect(get('http://calendars.example/')).rejects.toThrow(BlockedAddress)
  for (const found of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::1']])
    await expect(
      guardedFetch({ allowPrivate: false, resolve: resolvesTo(...found) })(`https://calendars.example:${port}/`),
    ).rejects.toThrow(BlockedAddress)
  expect(asked).toEqual([])
})

test('what a name leads to is judged when it is connected to, not before', async () => {
  asked = []
  let times = 0
  const resolve = ((name: string, options: unknown, done: (error: null, found: unknown) => void) => {
    times++
    // A public address for whoever looks first, an internal one for the connection after it.
    ;(times === 1 ? resolvesTo('169.254.169.254') : resolvesTo('127.0.0.1'))(name, options as never, done as never)
  }) as unknown as Resolve
  await expect(guardedFetch({ allowPrivate: true, resolve })(`http://calendars.example:${port}/`)).rejects.toThrow()
  expect(times).toBe(1)
  expect(asked).toEqual([])
})

test('a redirect is judged too, and takes no password to another house', async () => {
  asked = []
  const get = guardedFetch({ allowPrivate: true })
  const here = `http://127.0.0.1:${port}`
  const headers = { authorization: 'Basic abc' }
  await expect(get(`${here}/?to=http://169.254.169.254/latest`, { headers })).rejects.toThrow(BlockedAddress)
  await expect(get(`${here}/?to=file:///etc/passwd`, { headers })).rejects.toThrow(BlockedAddress)
  const moved = await get(`${here}/?to=/next`, { method: 'PROPFIND', headers })
  expect(await moved.text()).toBe('PROPFIND here')
  expect(moved.url).toBe(`${here}/next`)
  const elsewhere = guardedFetch({ allowPrivate: true, resolve: resolvesTo('127.0.0.1') })
  await elsewhere(`${here}/?to=http://other.example:${port}/other`, { headers })
  expect(asked.at(-1)).toBe('GET /other')
  expect(asked.at(-3)).toBe('PROPFIND /next Basic abc')
  await expect(get(`${here}/?to=${encodeURIComponent(`/?to=/`)}`, { headers, redirect: 'error' })).rejects.toThrow()
  expect((await get(`${here}/?to=/next`, { redirect: 'manual' })).status).toBe(302)
})

test('neither a silent nor an endless answer holds anybody up', async () => {
  const here = `http://127.0.0.1:${port}`
  const started = performance.now()
  await expect(guardedFetch({ allowPrivate: true, timeoutMs: 100 })(`${here}/silent`)).rejects.toThrow()
  await expect(guardedFetch({ allowPrivate: true })(`${here}/switching`)).rejects.toThrow(/no answer/)
  await expect(guardedFetch({ allowPrivate: true, maxBytes: 200_000 })(`${here}/endless`)).rejects.toThrow(/too large/)
  const ended = AbortSignal.timeout(50)
  await expect(guardedFetch({ allowPrivate: true, signal: ended })(`${here}/silent`)).rejects.toThrow()
  expect(performance.now() - started).toBeLessThan(5_000)
  const none = await guardedFetch({ allowPrivate: true })(`${here}/nothing`)
  expect(none.status).toBe(204)
})

test('over https the certificate must be of the name that was asked for, wherever the name leads', async () => {
  const { key, cert } = selfSignedCertificate(['calendars.example'])
  const secure = https.createServer({ key, cert }, (_request, response) => response.end('safe'))
  await new Promise<void>(resolve => secure.listen(0, '127.0.0.1', resolve))
  const { port } = secure.address() as AddressInfo
  const get = guardedFetch({ allowPrivate: true, resolve: resolvesTo('127.0.0.1') })
  const known = tls.getCACertificates('default')
  try {
    await expect(get(`https://calendars.example:${port}/`)).rejects.toThrow(/self-signed/)
    tls.setDefaultCACertificates([...known, cert])
    expect(await (await get(`https://calendars.example:${port}/`)).text()).toBe('safe')
    await expect(get(`https://other.example:${port}/`)).rejects.toThrow(/altnames/)
    const strict = guardedFetch({ allowPrivate: false, resolve: resolvesTo('127.0.0.1') })
    await expect(strict(`https://calendars.example:${port}/`)).rejects.toThrow(BlockedAddress)
  } finally {
    tls.setDefaultCACertificates(known)
    secure.closeAllConnections()
    secure.close()
  }
})
