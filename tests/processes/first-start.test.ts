import { execFile, execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { type DatabaseServer, runSql, startDatabase } from './database.ts'
import { seededRandom } from './random.ts'
import { type Server, startServer, temporaryFolder } from './server.ts'
import { Browser } from './visitor.ts'

/** What a first start seeds is no matter here, and takes its time. */
const env = { MOSAIC_SAMPLE: 'off' }
const SAID = '3 BHK in Whitefield under 2 crore'

let database: DatabaseServer
/** A data folder in which somebody has spoken, and one in which nobody has; copied for each test, their engines are stopped. */
let full: string
let seeded: string
let visitor: Browser

beforeAll(async () => {
  seeded = temporaryFolder()
  const nobody = await startServer({ store: 'embedded', folder: seeded })
  await nobody.stop()
  full = copyOf(seeded)
  const server = await startServer({ store: 'embedded', folder: full, env })
  visitor = new Browser(server.url)
  await visitor.arrive()
  await visitor.say(SAID)
  ;[database] = await Promise.all([startDatabase(), server.stop()])
})

test('an empty database is not served while the folder holds data; one click moves it, for every process', async () => {
  const databaseUrl = await database.create('asked')
  const folder = copyOf(full)
  // A folder in which nobody wrote is no reason to ask.
  const empty = await startServer({ store: 'server', databaseUrl, folder: copyOf(seeded), env })
  expect((await new Browser(empty.url).request('GET', '/api/sales/conversation')).status).toBe(200)

  const first = await startServer({ store: 'server', databaseUrl, folder, env, until: 'listening' })
  await untilPhase(first, 'undecided')
  await untilPhase(empty, 'undecided')
  for (const server of [first, empty]) {
    const answer = await new Browser(server.url).request('GET', '/api/sales/conversation')
    expect([answer.status, answer.json]).toEqual([503, expect.objectContaining({ code: 'server.undecided' })])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    const page = await new Browser(server.url).request('GET', '/homes', { headers: { accept: 'text/html' } })
    const told = await Promise.all(['/api/first-start', '/readyz'].map(path => textOf(server, path)))
    expect(page.status).toBe(503)
    expect([page.text, ...told].join()).not.toMatch(/mosaic-test|asked|person|token=/)
    expect(told[1]).toContain('"status":"undecided"')
  }
  const block = await blockOf(first)
  expect(block).toContain(`${folder} holds 1 person, 1 conversation`)
  expect(block).toContain(`npm run -s mosaic -- move --from ${folder} --to env:DATABASE_URL`)

  const token = block.match(/first-start#token=(\S+)/)![1]!
  const wrong = await details(first, `${token.slice(0, -1)}_`)
  expect([wrong.status, wrong.json]).toEqual([401, expect.objectContaining({ code: 'first_start.link_unknown' })])
  for (const server of [first, empty]) {
    const shown = await details(server, token)
    expect(shown.json).toMatchObject({
      phase: 'undecided',
      database: { unfinished: false },
      told: { folder: { path: folder, holdings: { people: 1, conversations: 1, files: 0 } }, failure: null },
    })
  }
  // The click may come by the process that sees no folder.
  expect((await decide(empty, token, 'move')).status).toBe(200)
  await Promise.all([first, empty].map(server => untilPhase(server, 'ready')))
  for (const server of [first, empty]) expect(await textsOf(server)).toEqual([SAID])
  expect((await details(first, token)).status).toBe(401)
  for (const server of [first, empty]) await expectProof(server, token, folder)
  const landing = await new Browser(first.url).request('GET', '/first-start', { headers: { accept: 'text/html' } })
  expect([landing.status, landing.headers.get('location')]).toEqual([303, '/'])
  await Promise.all([first.stop(), empty.stop()])
  await expectHeld(folder)
})

/** Who holds the link reads what it brought about, by any process, and with the file the folder is compared again. Nobody else does. */
async function expectProof(server: Server, token: string, folder: string) {
  const ask = (path: string, key?: string) =>
    new Browser(server.url).request('GET', `/api/first-start/${path}`, key ? bearer(key) : {})
  const { status, json } = await ask('report', token)
  const proven = json as { id: string; command: string; file: string }
  expect([status, proven]).toEqual([200, expect.objectContaining({ from: folder, equal: true })])
  const page = await ask('report-file?as=page', token)
  expect(page.text).toContain('Moved whole: both sides hold the same rows')
  expect(page.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox")
  const file = path.join(temporaryFolder(), `${proven.file}.json`)
  fs.writeFileSync(file, (await ask('report-file?as=json', token)).text)
  expect(proven.command).toBe(`npm run -s mosaic -- verify ${path.basename(file)} --store ${folder}`)
  expect(await mosaic('verify', file, '--store', folder)).toMatch(/all \d+ tables hold what they held/)
  const stranger = new Browser(server.url)
  const answers = [
    await ask('report'),
    await ask('report', `${token.slice(0, -1)}_`),
    await ask('report-file'),
    await stranger.request('GET', '/api/admin/moves'),
    await stranger.request('GET', `/api/admin/moves/${proven.id}/report`),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(401)
    expect(answer.text).not.toMatch(/mosaic-test|asked|socket/)
  }
}

/** The folder that was moved is not served by mistake; lifting its hold is enough, without a restart. */
async function expectHeld(folder: string) {
  const left = await startServer({ store: 'embedded', folder, env, until: 'listening' })
  await untilPhase(left, 'held')
  expect(left.output()).toMatch(/this house moved to \S+ socket\/asked at /)
  expect(await textOf(left, '/readyz')).toContain('"status":"held"')
  const answer = await new Browser(left.url).request('GET', '/api/sales/conversation')
  expect([answer.status, answer.json]).toEqual([503, expect.objectContaining({ code: 'storage.held' })])
  await mosaic('move', '--release', folder)
  await left.untilReady()
  expect(await textsOf(left)).toEqual([SAID])
  await left.stop()
}

test('unattended: two processes, one of them killed three times in the middle; nothing twice, nothing lost', async () => {
  const random = seededRandom('first start')
  const databaseUrl = await database.create('unattended')
  const folder = copyOf(full)
  const start = {
    store: 'server',
    databaseUrl,
    folder,
    env: { ...env, MOSAIC_MOVE: 'on-start' },
    until: 'listening',
  } as const
  for (let kill = 0; kill < 3; kill++) {
    const victim = await startServer(start)
    await Promise.race([untilPhase(victim, 'moving'), victim.untilReady()])
    await sleep(random.between(0, 900))
    await victim.kill9()
  }
  const both = await Promise.all([startServer(start), startServer(start)])
  await Promise.all(both.map(server => untilPhase(server, 'ready')))
  for (const server of both) expect(await textsOf(server)).toEqual([SAID])
  expect(await runSql(databaseUrl, 'select count(*)::int as moves from moves')).toEqual([{ moves: 1 }])
  await Promise.all(both.map(server => server.stop()))
  const noop = await startServer(start)
  await noop.untilReady()
  await visitor.at(noop.url).say('And with a pool?')
  expect(noop.output()).not.toMatch(/also holds|is moved into/)
  await noop.stop()
})

test('an empty house by decision is not asked about again, and the folder is told of; a database that is away is waited for', async () => {
  const databaseUrl = await database.create('begun-empty')
  const folder = copyOf(full)
  const away = 'postgres://mosaic@127.0.0.1:1/none'
  const [asks, waits] = await Promise.all([
    startServer({ store: 'server', databaseUrl, folder, env, until: 'listening' }),
    startServer({ store: 'server', databaseUrl: away, folder, env, until: 'listening' }),
  ])
  await untilPhase(asks, 'undecided')
  const token = (await blockOf(asks)).match(/first-start#token=(\S+)/)![1]!
  expect((await decide(asks, token, 'empty_house')).status).toBe(200)
  await asks.untilReady()
  expect((await visitor.at(asks.url).request('GET', '/api/sales/conversation')).json).toMatchObject({ messages: [] })
  expect([await phaseOf(waits), await textOf(waits, '/readyz')]).toEqual([
    'starting',
    expect.stringContaining('"status":"waiting"'),
  ])
  await Promise.all([asks.stop(), waits.stop()])

  const again = await startServer({ store: 'server', databaseUrl, folder, env: { ...env, MOSAIC_MOVE: 'on-start' } })
  const newcomer = new Browser(again.url)
  await newcomer.arrive()
  await newcomer.say('2 bhk in Hebbal')
  await expect.poll(() => again.output(), { timeout: 60_000 }).toContain(`${folder} also holds 1 person`)
  await again.stop()
})

/** As root owners are kept: the engine runs as the owner of its files. */
function copyOf(from: string): string {
  const folder = temporaryFolder()
  execFileSync('cp', ['-a', path.join(from, 'postgresql'), folder])
  return folder
}

async function mosaic(...args: string[]) {
  const root = path.join(import.meta.dirname, '../..')
  const { stdout } = await promisify(execFile)(
    path.join(root, 'node_modules/.bin/node'),
    ['src/cli/mosaic.ts', ...args],
    {
      cwd: root,
      env: { PATH: process.env.PATH },
    },
  )
  return stdout
}

const textOf = async (server: Server, path: string) => (await fetch(server.url + path)).text()
const phaseOf = async (server: Server) =>
  ((await new Browser(server.url).request('GET', '/api/first-start')).json as { phase: string }).phase
const untilPhase = (server: Server, phase: string) =>
  expect.poll(() => phaseOf(server), { timeout: 120_000, interval: 30 }).toBe(phase)
const textsOf = async (server: Server) =>
  (await visitor.at(server.url).thread()).filter(({ author }) => author === 'visitor').map(({ text }) => text)
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const details = (server: Server, token: string) =>
  new Browser(server.url).request('GET', '/api/first-start/details', bearer(token))
const decide = (server: Server, token: string, decision: string) =>
  new Browser(server.url).request('POST', '/api/first-start/decisions', { ...bearer(token), json: { decision } })

/** What it says before it is ready: what lies where, the link, the command. */
async function blockOf(server: Server): Promise<string> {
  await expect.poll(() => server.output(), { timeout: 60_000 }).toContain('an empty house')
  return server.output()
}
