import { beforeAll, expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from '../server/app.ts'
import { sendAs } from './sound.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)
const WHO = ['nobody', 'visitor', 'member', 'agent', 'coach', 'admin'] as const
type Who = (typeof WHO)[number]
const callers = {} as Record<Who, Caller>

beforeAll(async () => {
  callers.nobody = server.nobody()
  callers.visitor = await server.visitor()
  for (const who of ['member', 'agent', 'coach', 'admin'] as const) callers[who] = await server.account(who)
}, 60_000)

/** Who may come to a route at all, by what it declares; whose things they then see there is tried beside it. */
const MAY: Record<string, readonly Who[]> = {
  public: WHO,
  visitor: WHO,
  member: ['member', 'agent', 'coach', 'admin'],
  staff: ['agent', 'coach', 'admin'],
  coach: ['coach', 'admin'],
  admin: ['admin'],
}

/** Declared for staff, and of them for the sales desk alone. */
const NARROWER = new Set(['/api/staff/appointments/overdue', '/api/staff/callbacks'])

/** Kept to be read, and so that a right that changes is seen as a line that changes. */
const PREFACE = `# Who may come to which route

As the server answered when each was tried as everybody: – is turned away before anything is looked at (401, 403), yes is let in. Whose
things they see there is the matter of the room: somebody else's id is answered like one that there never was
(\`tests/attack/foreign.test.ts\`, \`tests/server/isolation.test.ts\`), an agent is of the sales desk, a coach sees what was shared with
them. Written by \`npx vitest run -u tests/attack/rights.test.ts\`; the test fails where this page says otherwise. Streams are left out.
`

/** All but streams and the end of the session itself. */
const routes = () =>
  server.app.routeTable.filter(
    ({ method, url, store }) =>
      store && url.startsWith('/api/') && !/live/.test(url) && !(method === 'DELETE' && url === '/api/session'),
  )
const fill = (url: string, value: string) => url.replace(/:[a-z]+|\*/gi, value)
const UNKNOWN = '019f0000-0000-7000-8000-000000000000'

test('each route lets in whom it declares, and turns all others away before it looks at anything', {
  timeout: 240_000,
}, async () => {
  const wrong: string[] = []
  const table: string[] = []
  for (const { method, url, access } of routes()) {
    const cells: string[] = []
    for (const who of WHO) {
      // What would be refused for its shape is refused for its sender first: nobody learns the shape.
      const options = method === 'GET' ? {} : { json: { nonsense: true } }
      const caller = who === 'nobody' ? server.nobody() : callers[who]
      const { status, json } = await sendAs(caller, method, fill(url, UNKNOWN), options)
      const code = (json as { code?: string } | null)?.code
      const turnedAway = who === 'nobody' || who === 'visitor' ? [401, 'request.sign_in'] : [403, 'request.forbidden']
      const isAway = status === turnedAway[0] && code === turnedAway[1]
      cells.push(isAway ? '–' : 'yes')
      if (NARROWER.has(url) && who === 'coach') continue
      if (isAway === MAY[access]!.includes(who)) wrong.push(`${method} ${url} (${access}) as ${who}: ${status} ${code}`)
    }
    table.push(`| ${method} ${url} | ${cells.join(' | ')} |`)
  }
  expect(wrong).toEqual([])
  const [head, ...rest] = [['route', ...WHO], ['', ...WHO].map(() => '---')].map(cells => `| ${cells.join(' | ')} |`)
  await expect(`${PREFACE}\n${[head, ...rest, ...table.sort()].join('\n')}\n`).toMatchFileSnapshot(
    '../../docs/authorisation.md',
  )
})

test('HEAD is allowed to whom GET is, and says no more; no header makes a reading a deed', {
  timeout: 240_000,
}, async () => {
  const wrong: string[] = []
  for (const { method, url } of routes().filter(({ method }) => method === 'GET'))
    for (const who of ['nobody', 'member', 'admin'] as const) {
      const path = fill(url, UNKNOWN)
      const [get, head] = [await sendAs(callers[who], method, path, {}), await sendAs(callers[who], 'HEAD', path, {})]
      if (head.text !== '' || ![get.status, 404].includes(head.status))
        wrong.push(`HEAD ${path} as ${who}: ${head.status}, GET ${get.status}`)
    }
  for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
    const answer = await callers.admin.call('GET', '/api/sessions', {
      headers: { [header]: 'DELETE' },
      query: { _method: 'DELETE' },
    })
    expect(answer.status).toBe(200)
    const posted = await callers.admin.call('POST', '/api/session', { headers: { [header]: 'DELETE' }, json: {} })
    expect(posted.status).toBe(400)
  }
  expect(((await callers.admin.call('GET', '/api/session')).json as { role: string }).role).toBe('admin')
  for (const method of ['OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND'])
    for (const path of ['/api/session', '/api/admin/accounts'])
      if (method !== 'CONNECT')
        expect((await callers.admin.call(method, path)).status, method).toBeGreaterThanOrEqual(400)
  expect(wrong).toEqual([])
})

test('what a body says of rights counts for nothing', async () => {
  const more = {
    role: 'admin',
    tier: 'beta',
    personId: UNKNOWN,
    accountId: UNKNOWN,
    emailVerified: true,
    isAdmin: true,
    disabled: false,
  }
  const email = 'mass@example.com'
  const made = server.nobody()
  await made.call('POST', '/api/account', {
    json: { name: 'Mallory', email, password: 'correct horse battery', ...more },
  })
  await made.call('PATCH', '/api/account', { json: { name: 'Mallory', ...more } })
  const { rows } = await store.pool.query(
    'select role, email_verified as proven, person_id as person from accounts where email = $1',
    [email],
  )
  for (const row of rows)
    expect(row).toMatchObject({ role: 'member', proven: false, person: expect.not.stringContaining(UNKNOWN) })
  const polluted = '{"__proto__":{"role":"admin","polluted":1},"constructor":{"prototype":{"polluted":1}},"name":"x"}'
  const headers = { 'content-type': 'application/json' }
  for (const path of ['/api/account', '/api/sales/messages', '/api/session'])
    await callers.member.call('POST', path, { payload: polluted, headers })
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  expect(((await callers.member.call('GET', '/api/session')).json as { role: string }).role).toBe('member')
})
