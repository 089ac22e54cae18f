import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { type DatabaseServer, startDatabase } from './database.ts'
import { expectAllKept, startLoad } from './load.ts'
import { seededRandom } from './random.ts'
import { startServer, temporaryFolder } from './server.ts'
import { untilAllAnswered, wrongWithThreads } from './threads.ts'
import { type Answer, Browser, firstAdministrator } from './visitor.ts'

const OUTAGE_MS = rounds(5) * 4_000

let database: DatabaseServer
beforeAll(async () => {
  database = await startDatabase()
})

test('the database is away for a while under load, and comes back', { timeout: 240_000 }, async () => {
  const databaseUrl = await database.create('outage')
  const server = await startServer({ store: 'server', databaseUrl })
  const administrator = await firstAdministrator(server.url, server.firstAdministratorLink!)
  const visitor = new Browser(server.url)
  await visitor.arrive()
  await visitor.say('2 bhk under 91 lakh')
  const load = startLoad({
    address: () => server.url,
    random: seededRandom('outage'),
    visitors: 4,
    administrator,
    pause: 40,
  })
  await sleep(1_500)
  const before = load.confirmed.messages.size
  expect(before).toBeGreaterThan(5)

  await database.stop()
  const end = Date.now() + OUTAGE_MS
  await sleep(200)
  while (Date.now() < end) {
    await expectCalmWhileAway(server.url, visitor)
    await sleep(Math.min(400, Math.max(0, end - Date.now())))
  }
  await database.start()

  const back = Date.now()
  await server.untilReady()
  await visitor.say('and with a gym?')
  expect(Date.now() - back, 'service resumes by itself, soon').toBeLessThan(30_000)
  await sleep(1_500)
  await load.stop()
  await untilAllAnswered(databaseUrl)
  expect(load.confirmed.messages.size).toBeGreaterThan(before)
  expect(load.confirmed.refused.length).toBeGreaterThan(10)
  for (const answer of load.confirmed.refused) expectUnavailable(answer)
  await expectAllKept(load.confirmed, databaseUrl)
  expect(await wrongWithThreads(databaseUrl)).toEqual([])
  expect(await server.stop()).toBe(0)
})

test('started while the database is away, Mosaic waits for it and takes no other store', {
  timeout: 240_000,
}, async () => {
  const databaseUrl = await database.create('late')
  await database.stop()
  const folder = path.join(temporaryFolder(), 'data')
  const server = await startServer({ store: 'server', databaseUrl, folder, until: 'listening' })
  const visitor = new Browser(server.url)
  for (let look = 0; look < 8; look++) {
    await expectCalmWhileAway(server.url, visitor)
    await sleep(200)
  }
  expect(fs.existsSync(folder)).toBe(false)
  await database.start()
  await server.untilReady()
  await visitor.arrive()
  await visitor.say('2 bhk in Whitefield')
  expect(await visitor.thread()).toHaveLength(2)
  expect(fs.existsSync(folder)).toBe(false)
  expect(await server.stop()).toBe(0)
})

test('the database is restarted between two messages: nobody notices', { timeout: 240_000 }, async () => {
  const databaseUrl = await database.create('restart')
  const server = await startServer({ store: 'server', databaseUrl })
  const visitor = new Browser(server.url)
  await visitor.arrive()
  await visitor.say('2 bhk in Whitefield')
  await database.stop()
  await database.start()
  await server.untilReady()
  await visitor.say('under 1.5 cr')
  expect(await visitor.thread()).toHaveLength(4)
  expect(await server.stop()).toBe(0)
})

async function expectCalmWhileAway(url: string, visitor: Browser) {
  const probe = new Browser(url)
  expect((await probe.request('GET', '/healthz')).status).toBe(200)
  const ready = await probe.request('GET', '/readyz')
  expect(ready.status).toBe(503)
  expect(Number(ready.headers.get('retry-after'))).toBeGreaterThan(0)
  const began = Date.now()
  expectUnavailable(await visitor.request('GET', '/api/sales/conversation'))
  expectUnavailable(await visitor.request('GET', '/api/listings'))
  const json = { id: crypto.randomUUID(), text: 'is anybody there?' }
  expectUnavailable(await visitor.request('POST', '/api/sales/messages', { json }))
  expect(Date.now() - began, 'nobody waits for what is away').toBeLessThan(15_000)
}

function expectUnavailable({ status, headers, text, json }: Answer) {
  expect([status, text]).toEqual([503, expect.stringContaining('"requestId"')])
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect((json as { code: string }).code).toMatch(/^(storage\.(unreachable|busy)|server\.not_ready)$/)
}
