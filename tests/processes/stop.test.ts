import { randomUUID } from 'node:crypto'
import net, { type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { runSql, startDatabase, urlOfFolder } from './database.ts'
import { enginePid, startServer, temporaryFolder } from './server.ts'
import { startSilentModel } from './slow-model.ts'
import { untilAllAnswered, wrongWithThreads } from './threads.ts'
import { Browser } from './visitor.ts'

test('a taken port is an error that names it', async () => {
  const other = net.createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const server = await startServer({ store: 'memory', env: { PORT: String(port) }, until: 'spawned' })
  expect(await server.ended).not.toBe(0)
  expect(server.output()).toContain(`Port ${port} is taken`)
  expect(server.output()).not.toContain('    at ')
  other.close()
})

test('SIGTERM at any moment of a start ends it in good order', { timeout: 240_000 }, async () => {
  const folder = temporaryFolder()
  for (const moment of ['listening', 'listening', 'ready'] as const) {
    const server = await startServer({ store: 'embedded', folder, until: moment })
    expect([await server.stop(), server.output().includes('    at ')]).toEqual([0, false])
  }
  expect(enginePid(folder), 'the engine went with it').toBe(undefined)
})

test('SIGTERM while the database is awaited', { timeout: 240_000 }, async () => {
  const databaseUrl = 'postgres://mosaic@127.0.0.1:9/nowhere'
  const server = await startServer({ store: 'server', databaseUrl, until: 'listening' })
  await sleep(300)
  expect(await server.stop()).toBe(0)
})

test('SIGTERM while a start reads what an outage left in the store: what was closed is not opened again', {
  timeout: 240_000,
}, async () => {
  const database = await startDatabase()
  const databaseUrl = await database.create('catching_up')
  const env = { MOSAIC_OUTAGE: 'spool' }
  await (await startServer({ store: 'server', databaseUrl, env })).stop()
  const reader = new pg.Client({ connectionString: databaseUrl })
  await reader.connect()
  await reader.query('begin; lock table outage_entries in access exclusive mode')
  const server = await startServer({ store: 'server', databaseUrl, env, until: 'listening' })
  const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%outage_entries%'`
  while ((await runSql(databaseUrl, waits)).length === 0) await sleep(20)
  const ended = server.stop()
  // Long enough for all that a stop closes, but the store, which waits for its statements for five seconds.
  await sleep(2_000)
  await reader.query('commit')
  await reader.end()
  expect(await Promise.race([ended, sleep(20_000, 'still runs')])).toBe(0)
})

test.for(['SIGTERM', 'SIGKILL'] as const)('%s in the middle of a turn', { timeout: 240_000 }, async signal => {
  const folder = temporaryFolder()
  const model = await startSilentModel()
  const first = await startServer({
    store: 'embedded',
    folder,
    env: { ...model.env, MODEL_SILENCE_MS: '100000' },
  })
  const visitor = new Browser(first.url)
  await visitor.arrive()
  const id = randomUUID()
  const post = visitor
    .request('POST', '/api/sales/messages', {
      json: { id, text: '2 bhk in Whitefield' },
      headers: { accept: 'application/json' },
    })
    .catch(() => undefined)
  await model.untilAsked(1)
  const began = Date.now()
  if (signal === 'SIGTERM') expect(await first.stop()).toBe(0)
  else await first.kill9()
  expect(Date.now() - began, 'hosts give ten seconds at most').toBeLessThan(10_000)
  await post

  const second = await startServer({ store: 'embedded', folder })
  await untilAllAnswered(urlOfFolder(folder))
  const thread = await visitor.at(second.url).thread()
  expect(thread.map(({ number, author }) => `${number} ${author}`)).toEqual(['1 visitor', '2 assistant'])
  expect(thread[0]!.text).toBe('2 bhk in Whitefield')
  const again = await visitor.at(second.url).say('2 bhk in Whitefield', id)
  expect(again.answer.id).toBe(thread[1]!.id)
  expect(await wrongWithThreads(urlOfFolder(folder))).toEqual([])
  expect(await second.stop()).toBe(0)
})

test('who still asks on an open connection while Mosaic stops is refused in its own words', {
  timeout: 240_000,
}, async () => {
  const server = await startServer({ store: 'memory' })
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1')
  let heard = ''
  socket.on('data', chunk => (heard += chunk))
  const over = new Promise(resolve => socket.on('close', resolve))
  // A request of which a part has come keeps its connection; the rest comes when the stop has begun.
  socket.write('GET /api/listings HTTP/1.1\r\nHost: localhost\r\n')
  await sleep(300)
  const stopped = server.stop()
  await sleep(100)
  socket.write('\r\n')
  await over
  expect(heard).toMatch(/^HTTP\/1.1 503 /)
  expect(heard).toMatch(/content-type: application\/problem\+json/i)
  expect(heard).toMatch(/retry-after: \d/i)
  expect(heard).toContain('"server.not_ready"')
  expect(await stopped).toBe(0)
})

test('two processes get two messages of one conversation, 200 ms apart', { timeout: 240_000 }, async () => {
  const database = await startDatabase()
  const databaseUrl = await database.create('two')
  const model = await startSilentModel()
  // The first is still asking a model when the second message reaches its neighbour.
  const env = { ...model.env, MODEL_SILENCE_MS: '1500' }
  const [one, two] = await Promise.all([
    startServer({ store: 'server', databaseUrl, env }),
    startServer({ store: 'server', databaseUrl }),
  ])
  const visitor = new Browser(one.url)
  await visitor.arrive()
  const first = visitor.say('2 bhk in Whitefield')
  await model.untilAsked(1)
  await sleep(200)
  const second = visitor.at(two.url).say('under 1.5 cr')
  const [{ message: message1, answer: answer1 }, { message: message2, answer: answer2 }] = await Promise.all([
    first,
    second,
  ])
  expect([message1.number, message2.number]).toEqual([1, 2])
  expect([answer1.number, answer2.number]).toEqual([3, 4])
  for (const url of [one.url, two.url])
    expect((await visitor.at(url).thread()).map(({ id }) => id)).toEqual(
      [message1, message2, answer1, answer2].map(({ id }) => id),
    )
  expect(await wrongWithThreads(databaseUrl)).toEqual([])
})
