import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Answer, type Caller, testServer } from './app.ts'
import { form } from './form.ts'
import { asStranger, type Owner } from './stranger.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)

/** All that know a person or take an id, but for those of staff, whose rights are tested below. */
const needsCheck = (route: { access: string; url: string; method: string }) =>
  !['staff', 'coach', 'admin'].includes(route.access) &&
  route.url.startsWith('/api/') &&
  (route.access !== 'public' || /:|^\/api\/me\//.test(route.url)) &&
  !NOBODYS.has(`${route.method} ${route.url}`)

/** Their parameter names what is nobody's: a place, a programme, a mark that its token alone reads. */
const NOBODYS = new Set([
  'GET /api/market/:place',
  'GET /api/programmes/:key',
  'GET /api/persistence-marks/:token',
  'DELETE /api/persistence-marks/:token',
])

test('every route that knows a person has its check', () => {
  const routes = server.app.routeTable.filter(needsCheck).map(({ method, url }) => `${method} ${url}`)
  expect(routes.length).toBeGreaterThan(8)
  expect(routes.filter(route => !(route in asStranger))).toEqual([])
})

test('no check is left of a route that is gone', () => {
  const routes = new Set(server.app.routeTable.map(({ method, url }) => `${method} ${url}`))
  expect(Object.keys(asStranger).filter(route => !routes.has(route))).toEqual([])
})

describe('a stranger neither reads nor changes what is another person’s', () => {
  test.for(Object.keys(asStranger))('%s', { timeout: 60_000 }, async route => {
    const listing = await someListing()
    const strangers: [string, () => Promise<Caller>][] = [
      ['a new visitor', () => server.visitor()],
      ['another person', () => anotherPerson(listing, route)],
      ['a visitor without a key', async () => server.nobody()],
      ['a member', () => someAccount('member')],
      ['an agent', () => someAccount('agent')],
    ]
    const owner = await (theOwner ??= makeOwner(listing, 'Quentin', 'Whitefield').then(settled))
    const before = theOwners ?? (await everythingOf(owner))
    expect(
      owner.secrets.every(secret => before.includes(secret)),
      'the owner sees all of it',
    ).toBe(true)
    const [method, url] = route.split(' ') as [string, string]
    for (const [who, make] of strangers) {
      const stranger = await make()
      for (const { path = url, status, staffMay, ...options } of asStranger[route]!(owner, listing)) {
        if (staffMay && who === 'an agent') continue
        const answer = await stranger.call(method, path, options)
        const named = `${who}: ${method} ${path} ${JSON.stringify(options.json ?? '')} → ${answer.status} ${answer.text.slice(0, 300)}`
        expect(status, named).toContain(answer.status)
        expect(leaks(answer, owner), named).toEqual([])
      }
    }
    theOwners = await everythingOf(owner)
    expect(theOwners, 'all of them left the owner’s things alone').toBe(before)
  })
})

/** One for all checks: none of them may leave a trace. */
let theOwner: Promise<Owner> | undefined
/** What they read of themselves after the check before. */
let theOwners: string | undefined

/** Waits until what is due of their visit has been sent or closed: it is in what they can read of themselves. */
async function settled(owner: Owner): Promise<Owner> {
  for (;;) {
    const { rows } = await store.pool.query(
      `select from reminders where status = 'sending' or status = 'scheduled' and next_try_at <= now()`,
    )
    const unread = await store.pool.query(`select from files where state = 'kept' and text_state = 'pending'`)
    if (rows.length + unread.rows.length === 0) return owner
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

let another: Owner | undefined
let mayLack = false

/** Somebody who has as much as the owner: the one of the last check, unless one that erases took something from them. */
async function anotherPerson(listing: string, route: string): Promise<Caller> {
  const said = another && mayLack && (await everythingOf(another))
  if (!another || (said && !another.secrets.every(secret => said.includes(secret))))
    another = await makeOwner(listing, 'Zenobia', 'Hebbal')
  mayLack = /^DELETE|cancel|erase|merge/.test(route)
  return another.caller
}

const accounts = new Map<string, Caller>()

/** Somebody signed in with this role: the one of the last check, unless that check erased them. */
async function someAccount(role: 'member' | 'agent'): Promise<Caller> {
  const last = accounts.get(role)
  if (last && (await last.call('GET', '/api/session')).json) return last
  const caller = await server.account(role)
  accounts.set(role, caller)
  return caller
}

/** The owner's words and ids in an answer, but for those that the stranger sent. */
function leaks(answer: Answer, owner: Owner): string[] {
  const known = [owner.clientId, owner.messageId, owner.conversationId, owner.factId, owner.sessionId, owner.code]
  const secrets = answer.status === 200 ? owner.secrets.filter(secret => !known.includes(secret)) : owner.secrets
  const all = answer.text + JSON.stringify(answer.headers)
  return secrets.filter(secret => all.includes(secret))
}

async function someListing(): Promise<string> {
  const { items } = (await server.nobody().expect(200, 'GET', '/api/listings')) as { items: { slug: string }[] }
  return items[0]!.slug
}

let number = 0

/** A visit in their name, and a start after it. */
async function bookVisit(caller: Caller, listing: string, name: string) {
  const { next } = (await caller.expect(200, 'GET', '/api/slots')) as { next: { start: string }[] }
  const contact = { name, email: `${name}@example.com` }
  const booked = (await caller.expect(201, 'POST', '/api/site-visits', {
    json: { start: next[0]!.start, listing, contact, notes: `${name} comes by train` },
  })) as { code: string }
  return { code: booked.code, start: next[1]!.start }
}

/** Somebody with a thread, a wish, facts, a listing that they were interested in and a visit to it. */
async function makeOwner(listing: string, name: string, place: string): Promise<Owner> {
  const caller = await server.visitor()
  const clientId = randomUUID()
  const lakh = 71 + number++
  const said = `my name is ${name}${number}, 2 bhk in ${place} under ${lakh} lakh`
  const { message, answer } = await caller.say(said, clientId)
  await caller.call('POST', `/api/listings/${listing}/events`, { json: { kind: 'interest' } })
  const { code, start } = await bookVisit(caller, listing, `${name}${number}`)
  const thread = (await caller.expect(200, 'GET', '/api/sales/conversation')) as { conversation: { id: string } }
  const memory = (await caller.expect(200, 'GET', '/api/me/memory')) as { facts: { id: string; key: string }[] }
  const fact = memory.facts.find(({ key }) => key === 'name') ?? memory.facts[0]!
  const uploadId = randomUUID()
  const text = `Résumé of ${name}${number}`
  const sent = form({ name: 'id', value: uploadId }, { name: 'file', value: text, file: 'cv.txt' })
  const file = (await caller.expect(201, 'POST', '/api/files', sent)) as { id: string }
  const made = { json: { name: `Of ${name}${number}`, text } }
  const version = (await caller.expect(201, 'POST', '/api/resumes', made)) as { id: string; resumeId: string }
  const programme = { json: { programme: 'ps101-express' } }
  const enrolment = (await caller.expect(201, 'POST', '/api/enrolments', programme)) as { id: string }
  const written = { json: { text: `What ${name}${number} wants to work on`, final: true } }
  await caller.expect(200, 'PUT', `/api/enrolments/${enrolment.id}/answers/1`, written)
  const part = async (path: string, json: object) =>
    ((await caller.expect(201, 'POST', path, { json })) as { id: string }).id
  const experimentId = await part(`/api/enrolments/${enrolment.id}/experiments`, { title: `Try of ${name}${number}` })
  const obstacle = { kind: 'internal', label: `Doubt of ${name}${number}`, strategy: 'Ask' }
  const obstacleId = await part(`/api/experiments/${experimentId}/obstacles`, obstacle)
  const actionId = await part(`/api/experiments/${experimentId}/actions`, { label: `Call of ${name}${number}` })
  const talk = (await caller.expect(200, 'POST', '/api/conversations', { json: { desk: 'career' } })) as { id: string }
  const told = { json: { id: randomUUID(), text: `I, ${name}${number}, never ask for help` } }
  await caller.expect(200, 'POST', `/api/conversations/${talk.id}/messages`, told)
  const account = await server.account('member')
  const { items } = (await account.expect(200, 'GET', '/api/sessions')) as { items: { id: string }[] }
  const me = (await account.expect(200, 'GET', '/api/account')) as { id: string; email: string }
  const sessionId = items[0]!.id
  return {
    caller,
    account,
    sessionId,
    email: me.email,
    code,
    start,
    secrets: [
      ...[said, message.id, answer.id, thread.conversation.id, fact.id, `${name}${number}`],
      ...[sessionId, me.id, me.email, code, file.id, version.id, version.resumeId],
      ...[enrolment.id, experimentId, obstacleId, actionId, talk.id],
    ],
    talkId: talk.id,
    enrolmentId: enrolment.id,
    experimentId,
    obstacleId,
    actionId,
    messageId: message.id,
    clientId,
    conversationId: thread.conversation.id,
    factId: fact.id,
    fileId: file.id,
    uploadId,
    resumeId: version.resumeId,
    versionId: version.id,
  }
}

/** All that a person can read of themselves. Looking at it changes nothing, so it is the same text until it changes. */
async function everythingOf({ caller, account }: Owner): Promise<string> {
  const looks: [Caller, string][] = [
    [caller, '/api/sales/conversation'],
    [caller, '/api/coach'],
    [caller, '/api/me/memory?history=true'],
    [caller, '/api/me/export'],
    [caller, '/api/appointments'],
    [account, '/api/sessions'],
    [account, '/api/account'],
  ]
  const parts = await Promise.all(looks.map(([who, path]) => who.call('GET', path)))
  for (const part of parts) expect([part.status, part.text]).toEqual([200, expect.any(String)])
  return parts.map(part => part.text.replace(/"exportedAt":\s*"[^"]*"/, '')).join('\n')
}

describe('rights', () => {
  const above = {
    member: ['nobody', 'visitor'],
    staff: ['nobody', 'visitor', 'member'],
    coach: ['nobody', 'visitor', 'member', 'agent'],
    admin: ['nobody', 'visitor', 'member', 'coach', 'agent'],
  }

  test('every route of accounts, staff and administrators refuses whoever has fewer rights', async () => {
    const callers: Record<string, Caller> = {
      nobody: server.nobody(),
      visitor: await server.visitor(),
      member: await server.account('member'),
      coach: await server.account('coach'),
      agent: await server.account('agent'),
    }
    const routes = server.app.routeTable.filter(({ access }) => access in above)
    expect(routes.length).toBeGreaterThan(8)
    for (const { method, url, access } of routes)
      for (const name of above[access as keyof typeof above]) {
        const answer = await callers[name]!.call(method, fillIn(url), method === 'GET' ? {} : { json: {} })
        const right = name === 'nobody' || name === 'visitor' ? 401 : 403
        expect([name, method, url, answer.status]).toEqual([name, method, url, right])
        expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
      }
  })

  test('what lies under /api/admin is for administrators, and under /api/staff for staff', () => {
    // Staff read the settings that they work by.
    const isRead = (method: string, url: string, access: string) =>
      method === 'GET' && /^\/api\/admin\/settings\/(appointments|reminders|sessions)$/.test(url) && access === 'staff'
    const wrong = server.app.routeTable.filter(
      ({ method, url, access }) =>
        (url.startsWith('/api/admin') && access !== 'admin' && !isRead(method, url, access)) ||
        (url.startsWith('/api/staff') && !['staff', 'coach', 'admin'].includes(access)),
    )
    expect(wrong).toEqual([])
  })
})

test('reading makes no row: no GET route changes how many there are', async () => {
  const listing = await someListing()
  const visitor = await server.visitor()
  const nobody = server.nobody()
  const routes = server.app.routeTable.filter(({ method, store }) => method === 'GET' && store)
  expect(routes.length).toBeGreaterThan(8)
  const before = await rowCounts()
  for (const { url } of routes)
    for (const caller of [visitor, nobody])
      for (const path of [fillIn(url), url.replace(/:[a-z]+/gi, listing)]) {
        const answer = await caller.call('GET', path)
        expect(answer.status, `GET ${path}: ${answer.text.slice(0, 200)}`).toBeLessThan(500)
      }
  expect(await rowCounts()).toEqual(before)
})

test('reading by staff makes rows of the audit log, and no others', async () => {
  const admin = await server.administrator()
  const streams = ['/api/staff/live']
  const routes = server.app.routeTable.filter(
    ({ method, store, url, access }) =>
      method === 'GET' && store && !streams.includes(url) && ['staff', 'coach', 'admin'].includes(access),
  )
  const { audit_log: _, ...before } = await countsByTable()
  for (const { url } of routes) {
    const answer = await admin.call('GET', fillIn(url))
    expect(answer.status, `GET ${url}: ${answer.text.slice(0, 200)}`).toBeLessThan(500)
  }
  const { audit_log: __, ...after } = await countsByTable()
  expect(after).toEqual(before)
})

const countsByTable = async () =>
  Object.fromEntries(Object.entries(await rowCounts()).map(([name, count]) => [name.split('.').at(-1)!, count]))

function fillIn(url: string): string {
  return url.replace(/:[a-z]+/gi, '019f0000-0000-7000-8000-000000000000').replace('*', 'x')
}

async function rowCounts(): Promise<Record<string, number>> {
  const { rows: tables } = await store.pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await store.pool.query<{ n: number }>(`select count(*) as n from ${name}`)
    counts[name] = Number(rows[0]!.n)
  }
  return counts
}
