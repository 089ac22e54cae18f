import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { type DatabaseServer, runSql, startDatabase } from './database.ts'
import { startServer, temporaryFolder } from './server.ts'
import { untilAllAnswered, wrongWithThreads } from './threads.ts'
import { type Answer, Browser } from './visitor.ts'

let database: DatabaseServer
beforeAll(async () => {
  database = await startDatabase()
})

const SPOOL = { MOSAIC_OUTAGE: 'spool' }
/** Tells a start that it may take words before it has reached its store. */
const SECRET = { MOSAIC_SECRET: 'a secret that is long enough for tests' }

type Kept = { kept: true; id: string; sentence: string; help: string[] | null }

async function keep(visitor: Browser, text: string, id: string = randomUUID()): Promise<string> {
  const answer = await visitor.request('POST', '/api/sales/messages', { json: { id, text } })
  expect([answer.status, answer.text]).toEqual([202, expect.stringContaining('"kept":true')])
  return id
}

async function untilAway(url: string): Promise<void> {
  const probe = new Browser(url)
  await until('the outage is seen', async () => statusOf(await probe.request('GET', '/readyz')) === 'outage')
}

const statusOf = ({ json }: Answer) => (json as { status: string }).status

async function until(what: string, done: () => Promise<boolean>, seconds = 30): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await done()); await sleep(50))
    if (Date.now() > end) throw new Error(`not in ${seconds} s: ${what}`)
}

/** Until everything that was kept is where it belongs and answered. */
async function untilDone(url: string, kept: number): Promise<void> {
  await until('all is done', async () => {
    const [row] = await runSql<{ done: string }>(
      url,
      `select count(*) filter (where state <> 'waiting') as done from outage_entries`,
    ).catch(() => [{ done: '-1' }])
    return Number(row!.done) >= kept
  })
  await untilAllAnswered(url)
}

/** The visitor's own words in the thread, in order. */
const own = async (visitor: Browser) =>
  (await visitor.thread()).filter(({ author }) => author === 'visitor').map(({ text }) => text)

const reviews = (url: string) => runSql(url, `select kind, reason, content from outage_entries where state = 'review'`)

test('what visitors say, wish and send while the database is away is there afterwards, once and in order', {
  timeout: 120_000,
}, async () => {
  const databaseUrl = await database.create('spool')
  const folder = path.join(temporaryFolder(), 'data')
  const server = await startServer({ store: 'server', databaseUrl, folder, env: SPOOL })
  const visitor = new Browser(server.url)
  await visitor.arrive()
  await visitor.say('2 bhk in Whitefield')
  const { days } = (await visitor.expect(200, 'GET', '/api/slots?days=5')) as { days: { slots: { start: string }[] }[] }
  const starts = days.flatMap(({ slots }) => slots.map(({ start }) => start)).slice(-3)
  // Somebody takes every place at the second one before the database goes.
  expect(fs.existsSync(path.join(folder, 'spool'))).toBe(false)

  await database.stop()
  const first = await keep(visitor, 'under 1.5 crore')
  expect(await keep(visitor, 'under 1.5 crore', first)).toBe(first)
  for (const text of ['with a gym', 'and a pool', 'possession next year']) await keep(visitor, text)
  await untilAway(server.url)
  const newcomer = new Browser(server.url)
  await keep(newcomer, '3 bhk in Hebbal')
  expect(newcomer.cookies.size).toBe(1)
  await keep(newcomer, 'near a school')
  const contact = { name: 'Asha Rao', phone: '+919876512345' }
  const booked = { json: { start: starts[0], contact }, headers: { 'idempotency-key': 'wish-1' } }
  for (let time = 0; time < 2; time++)
    expect(await visitor.expect(202, 'POST', '/api/site-visits', booked)).toMatchObject({ kept: true })
  const nowhere = { json: { start: '2099-01-01T10:00:00Z', contact }, headers: { 'idempotency-key': 'wish-2' } }
  await newcomer.expect(202, 'POST', '/api/site-visits', nowhere)
  await newcomer.expect(202, 'POST', '/api/callbacks', { json: { contact, reason: 'pricing' } })
  const form = new FormData()
  form.append('id', 'upload-1')
  form.append('file', new Blob(['My years as a carpenter.\n'.repeat(2_000)], { type: 'text/plain' }), 'cv.txt')
  await newcomer.expect(202, 'POST', '/api/files', { body: form })
  const help = (await visitor.expect(202, 'POST', '/api/sales/messages', {
    json: { id: randomUUID(), text: 'I want to kill myself' },
  })) as Kept
  expect(help.help?.length).toBeGreaterThan(0)

  // What is wrong is said at once, and what is not taken stays refused.
  const refusals: [number, string, unknown][] = [
    [400, '/api/site-visits', { start: starts[0], contact: { name: 'A', phone: '12' } }],
    [400, '/api/site-visits', { start: '2020-01-01T10:00:00Z', contact }],
    [400, '/api/sales/messages', { id: randomUUID(), text: '   ' }],
    [400, '/api/sales/messages', { id: 'no id', text: 'hello' }],
    [409, '/api/sales/messages', { id: first, text: 'something else' }],
    [503, '/api/holds', { start: starts[0] }],
    [503, '/api/sales/hand-off', {}],
  ]
  for (const [status, address, json] of refusals) {
    const answer = await visitor.request('POST', address, { json })
    expect([address, answer.status, answer.text]).toEqual([address, status, expect.stringContaining('"code"')])
  }
  const health = (await visitor.expect(200, 'GET', '/readyz')) as { outage: { entries: number; bytes: number } }
  expect(health.outage.entries).toBe(11)

  await database.start()
  await until('the server is ready', async () => statusOf(await visitor.request('GET', '/readyz')) === 'ready')
  // Said while what came before is still on its way: it goes behind it.
  const after = await visitor.request('POST', '/api/sales/messages', { json: { id: randomUUID(), text: 'anything new?' } })
  expect([200, 202]).toContain(after.status)
  await untilDone(databaseUrl, 10)
  expect(await own(visitor)).toEqual([
    '2 bhk in Whitefield',
    'under 1.5 crore',
    'with a gym',
    'and a pool',
    'possession next year',
    'I want to kill myself',
    'anything new?',
  ])
  expect(await own(newcomer)).toEqual(['3 bhk in Hebbal', 'near a school'])
  const appointments = (await visitor.expect(200, 'GET', '/api/appointments')) as { items: { start: string }[] }
  expect(appointments.items.map(({ start }) => Date.parse(start))).toEqual([Date.parse(starts[0]!)])
  expect((await visitor.thread()).find(({ author }) => author === 'system')?.text).toMatch(/^Your visit on .* is booked/)
  const calls = (await newcomer.expect(200, 'GET', '/api/appointments')) as { items: { kind: string }[] }
  expect(calls.items.map(({ kind }) => kind)).toEqual(['callback'])
  const said = (await newcomer.thread()).filter(({ author }) => author === 'system').map(({ text }) => text)
  expect(said).toEqual([
    expect.stringContaining('We could not book it as you asked. These times are free. We call you'),
    expect.stringContaining('Your wish for a call has reached us'),
  ])
  const files = (await newcomer.expect(200, 'GET', '/api/files')) as { items: { name: string; size: number }[] }
  expect(files.items).toMatchObject([{ name: 'cv.txt', size: 50_000 }])
  expect(await reviews(databaseUrl)).toEqual([])
  expect(fs.readdirSync(path.join(folder, 'spool'))).toEqual([])
  const times = await runSql(databaseUrl, `select text from messages where author = 'visitor' and created_at > clock_timestamp()`)
  expect(times).toEqual([])
  expect(await server.stop()).toBe(0)
})
