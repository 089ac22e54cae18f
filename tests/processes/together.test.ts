import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { rounds } from '../rounds.ts'
import { runSql, startDatabase, urlOfFolder } from './database.ts'
import { seededRandom } from './random.ts'
import { enginePid, killEngine, type Server, type StartOptions, startServer, temporaryFolder } from './server.ts'
import { untilAllAnswered, wrongWithThreads } from './threads.ts'
import { Browser } from './visitor.ts'

/** Five by `npm run faults -- kills`. All but two of them are killed. */
const MANY = rounds(5)

test('several processes on one empty embedded folder', { timeout: 240_000 }, async () => {
  const folder = temporaryFolder()
  const start: StartOptions = { store: 'embedded', folder }
  const servers = await startMany(start)
  const engine = enginePid(folder)!
  expect(fs.readdirSync(folder).filter(name => name.startsWith('postgresql.new'))).toEqual([])
  const url = urlOfFolder(folder)
  await expectOneStart(url)
  const told = await expectAllServe(servers)
  await expectOthersGoOn(servers, told, 'embedded store')
  expect(enginePid(folder), 'the engine runs on while anybody uses it').toBe(engine)

  const living = servers.filter(server => isAlive(server.pid))
  killEngine(folder)
  await Promise.all(living.map(server => server.kill9()))
  const next = await startServer(start)
  await expectKept(next.url, told)
  await untilAllAnswered(urlOfFolder(folder))
  expect(await wrongWithThreads(urlOfFolder(folder))).toEqual([])
  expect(await next.stop()).toBe(0)
  expect(enginePid(folder), 'the last one out stops the engine').toBe(undefined)
})

test('several processes on one empty server database', { timeout: 240_000 }, async () => {
  const database = await startDatabase()
  const databaseUrl = await database.create('desk')
  const start: StartOptions = { store: 'server', databaseUrl }
  const servers = await startMany(start)
  await expectOneStart(databaseUrl)
  const told = await expectAllServe(servers)
  await expectOthersGoOn(servers, told, 'server store')

  database.kill9()
  await Promise.all(servers.filter(server => isAlive(server.pid)).map(server => server.kill9()))
  await database.start()
  const next = await startServer(start)
  await expectKept(next.url, told)
  await untilAllAnswered(databaseUrl)
  expect(await wrongWithThreads(databaseUrl)).toEqual([])
})

/** What a visitor was told, and the browser to ask again with. */
type Told = { browser: Browser; texts: string[] }

async function startMany(start: StartOptions): Promise<Server[]> {
  const servers = await Promise.all(Array.from({ length: MANY }, () => startServer({ ...start, until: 'listening' })))
  await Promise.all(servers.map(server => server.untilReady()))
  return servers
}

/** One schema, one sample, one secret for all, and links for at most one administrator. */
async function expectOneStart(url: string) {
  const shipped = fs.readdirSync(path.join(import.meta.dirname, '../../src/storage/migrations')).sort()
  const migrations = await runSql<{ name: string }>(url, 'select name from migrations order by name')
  expect(migrations.map(row => row.name)).toEqual(shipped.filter(name => name.endsWith('.sql')))
  const secrets = await runSql<{ name: string; n: string }>(
    url,
    'select name, count(*) as n from secrets group by name having count(*) > 1',
  )
  expect(secrets).toEqual([])
  const [sample] = await runSql<{ rows: string; names: string }>(
    url,
    'select count(*) as rows, count(distinct name) as names from listings where sample',
  )
  expect(Number(sample!.rows)).toBeGreaterThanOrEqual(80)
  expect(sample!.rows, 'the sample is there once').toBe(sample!.names)
}

/** Each answers somebody, and what was said to one is read on every other. */
async function expectAllServe(servers: Server[]): Promise<Told[]> {
  return Promise.all(
    servers.map(async (server, index) => {
      const browser = new Browser(server.url)
      await browser.arrive()
      const text = `Hello ${index}, 2 bhk in Whitefield`
      const { message, answer } = await browser.say(text)
      expect([message.number, answer.number]).toEqual([1, 2])
      for (const other of servers) {
        const thread = await browser.at(other.url).thread()
        expect(thread.map(({ id }) => id)).toEqual([message.id, answer.id])
      }
      return { browser, texts: [text] }
    }),
  )
}

/** Kills all but two, one after another, while everybody writes through those that are left. */
async function expectOthersGoOn(servers: Server[], told: Told[], name: string) {
  const random = seededRandom(`together, ${name}`)
  let living = random.shuffled(servers)
  for (let round = 1; round <= MANY - 2; round++) {
    const [victim, ...others] = living
    living = others
    await Promise.all([
      victim!.kill9(),
      ...told.map(async ({ browser, texts }, index) => {
        const text = `Round ${round}, 3 bhk under ${90 + round} lakh`
        await browser.at(living[index % living.length]!.url).say(text)
        texts.push(text)
      }),
    ])
    await Promise.all(living.map(server => expectKept(server.url, told)))
  }
}

async function expectKept(url: string, told: Told[]) {
  for (const { browser, texts } of told) {
    const thread = await browser.at(url).thread()
    expect(thread.filter(({ author }) => author === 'visitor').map(({ text }) => text)).toEqual(texts)
    expect(thread.map(({ number }) => number)).toEqual(thread.map((_, index) => index + 1))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
