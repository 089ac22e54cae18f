import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { type DatabaseServer, runSql, startDatabase, urlOfFolder } from './database.ts'
import { killEngine, startServer, temporaryFolder } from './server.ts'
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
  timeout: 240_000,
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
  const after = await visitor.request('POST', '/api/sales/messages', {
    json: { id: randomUUID(), text: 'anything new?' },
  })
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
  expect((await visitor.thread()).find(({ author }) => author === 'system')?.text).toMatch(
    /^Your visit on .* is booked/,
  )
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
  const times = await runSql(
    databaseUrl,
    `select text from messages where author = 'visitor' and created_at > clock_timestamp()`,
  )
  expect(times).toEqual([])
  expect(await server.stop()).toBe(0)
})

/** Visitors who write without end, whatever is away: what was answered with 200 or 202, by visitor, in the order of asking. */
function startTalking(address: () => string, visitors: number) {
  const stopping = new AbortController()
  const wrong: string[] = []
  const talkers = Array.from({ length: visitors }, () => ({
    browser: new Browser(address),
    said: [] as string[],
    kept: 0,
  }))
  const running = talkers.map(async (talker, number) => {
    for (let turn = 0; !stopping.signal.aborted; turn++) {
      const json = { id: randomUUID(), text: `visitor ${number} says ${turn}` }
      for (;;) {
        const answer = await talker.browser
          .request('POST', '/api/sales/messages', { json, patience: 20_000 })
          .catch(() => undefined)
        if (answer && ![200, 202, 503].includes(answer.status)) wrong.push(`${answer.status} ${answer.text}`)
        if (answer?.status === 202) talker.kept++
        if (answer?.status === 200 || answer?.status === 202) break
        await sleep(40)
      }
      talker.said.push(json.text)
      await sleep(120)
    }
  })
  return {
    talkers,
    wrong,
    kept: () => talkers.reduce((sum, { kept }) => sum + kept, 0),
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

async function expectAllSaid(talking: ReturnType<typeof startTalking>, url: string, databaseUrl: string) {
  await until('nothing waits', async () => {
    const [row] = await runSql<{ n: string }>(
      databaseUrl,
      `select count(*) as n from outage_entries where state = 'waiting'`,
    )
    const health = (await new Browser(url).request('GET', '/readyz')).json as { outage?: { entries: number } }
    return row!.n === '0' && health.outage?.entries === 0
  })
  await untilAllAnswered(databaseUrl)
  for (const { browser, said } of talking.talkers) {
    const heard = await own(browser.at(url))
    // Said once and in order; what was never acknowledged may be there too.
    expect(heard.filter(text => said.includes(text))).toEqual(said)
    expect(new Set(heard).size).toBe(heard.length)
  }
  expect(talking.wrong).toEqual([])
  expect(await wrongWithThreads(databaseUrl)).toEqual([])
  expect(await reviews(databaseUrl)).toEqual([])
}

test('database and server are killed under load, again and again, also while what was kept is being written', {
  timeout: 300_000,
}, async () => {
  const databaseUrl = await database.create('killed')
  const folder = path.join(temporaryFolder(), 'data')
  const options = { store: 'server', databaseUrl, folder, env: { ...SPOOL, ...SECRET } } as const
  let server = await startServer(options)
  const talking = startTalking(() => server.url, 3)
  await sleep(1_000)
  database.kill9()
  await untilAway(server.url)
  await sleep(1_500)
  expect(talking.kept()).toBeGreaterThan(5)
  // The server dies with the database away: another takes its words before it has reached it, and adopts the journal.
  await server.kill9()
  server = await startServer({ ...options, until: 'listening' })
  const before = talking.kept()
  await until('words are taken by a process that never reached its store', async () => talking.kept() > before + 5)
  await database.start()
  // Killed while it brings and does what was kept.
  for (const [count, ms] of [900, 2_800].entries()) {
    await server.untilReady()
    await sleep(ms)
    await server.kill9()
    if (count === 1) database.kill9()
    server = await startServer({ ...options, until: 'listening' })
    if (count === 1) {
      await sleep(1_500)
      await database.start()
    }
  }
  await server.untilReady()
  await sleep(1_000)
  await talking.stop()
  await expectAllSaid(talking, server.url, databaseUrl)
  expect(fs.readdirSync(path.join(folder, 'spool'))).toEqual([])
  expect(await server.stop()).toBe(0)
})

test('two replicas hear the same visitors while the database is away: each word once, in the order in which it was received', {
  timeout: 240_000,
}, async () => {
  const databaseUrl = await database.create('replicas')
  const folder = path.join(temporaryFolder(), 'data')
  // On one machine they share the folder, and each has a journal of its own.
  const options = { store: 'server', databaseUrl, folder, env: SPOOL } as const
  const servers = [await startServer(options), await startServer(options)] as const
  let turn = 0
  const talking = startTalking(() => servers[turn++ % 2]!.url, 3)
  await sleep(800)
  await database.stop()
  await Promise.all(servers.map(({ url }) => untilAway(url)))
  await until('both have heard a lot', async () => talking.kept() > 12)
  expect(fs.readdirSync(path.join(folder, 'spool'))).toHaveLength(2)
  await talking.stop()
  await database.start()
  await Promise.all(servers.map(server => server.untilReady()))
  await expectAllSaid(talking, servers[0].url, databaseUrl)
  expect(fs.readdirSync(path.join(folder, 'spool'))).toEqual([])
  for (const server of servers) expect(await server.stop()).toBe(0)
})

/** A way to the database that can be made to swallow everything, as a network does whose other end is gone. */
async function startProxy(socket: string) {
  let isFrozen = false
  const server = net.createServer(near => {
    const far = net.connect(socket)
    const pass = (from: net.Socket, to: net.Socket) => {
      from.on('data', bytes => isFrozen || to.write(bytes))
      from.on('error', () => {})
      from.on('close', () => to.destroy())
    }
    pass(near, far)
    pass(far, near)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  return { port, freeze: (frozen: boolean) => (isFrozen = frozen), close: () => server.close() }
}

test('a network that swallows everything, and a private database that is killed: words are kept all the same', {
  timeout: 240_000,
}, async () => {
  const databaseUrl = await database.create('frozen')
  const host = new URL(databaseUrl).searchParams.get('host')!
  const proxy = await startProxy(path.join(host, '.s.PGSQL.5432'))
  const folder = path.join(temporaryFolder(), 'data')
  const through = `postgres://mosaic@127.0.0.1:${proxy.port}/frozen`
  const embedded = path.join(temporaryFolder(), 'data')
  const [frozen, engine] = await Promise.all([
    startServer({ store: 'server', databaseUrl: through, folder, env: SPOOL }),
    startServer({ store: 'embedded', folder: embedded, env: SPOOL }),
  ])
  const visitor = new Browser(frozen.url)
  await visitor.say('2 bhk in Whitefield')
  proxy.freeze(true)
  // The first ones wait until it is known; all of them are kept.
  const texts = ['with a gym', 'and a pool', 'near a lake']
  await Promise.all(texts.map(text => keep(visitor, text)))
  await untilAway(frozen.url)
  await keep(visitor, 'anybody there?')
  proxy.freeze(false)
  await until(
    'it is done',
    async () => (await runSql(databaseUrl, `select from outage_entries where state = 'done'`)).length === 4,
    60,
  )
  await untilAllAnswered(databaseUrl)
  expect((await own(visitor)).slice(0, 1)).toEqual(['2 bhk in Whitefield'])
  expect((await own(visitor)).slice(1, 4).toSorted()).toEqual(texts.toSorted())
  expect((await own(visitor)).slice(4)).toEqual(['anybody there?'])
  expect(await frozen.stop()).toBe(0)
  proxy.close()

  const talking = startTalking(() => engine.url, 3)
  await sleep(500)
  for (let time = 0; time < 2; time++) {
    killEngine(embedded)
    await sleep(1_500)
  }
  await engine.untilReady()
  await talking.stop()
  await expectAllSaid(talking, engine.url, urlOfFolder(embedded))
  expect(await engine.stop()).toBe(0)
})
