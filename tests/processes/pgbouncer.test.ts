import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { backupCommand } from '../../src/cli/backup.ts'
import { moveCommand } from '../../src/cli/move.ts'
import { verifyCommand } from '../../src/cli/verify.ts'
import { listen } from '../server/listener.ts'
import { startBookings } from './bookings.ts'
import { runSql, startDatabase } from './database.ts'
import { expectAllKept, startLoad } from './load.ts'
import { hasPooler, startPooler } from './pgbouncer.ts'
import { seededRandom } from './random.ts'
import { type Server, startServer, temporaryFolder } from './server.ts'
import { untilAllAnswered, wrongWithThreads } from './threads.ts'
import { Browser, firstAdministrator, PASSWORD } from './visitor.ts'

const cookieOf = (browser: Browser) => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

// A machine without PgBouncer has nothing to try; src/storage/session.test.ts holds what we ask of the protocol.
if (hasPooler) {
  test('three processes through PgBouncer in transaction mode, that lends fewer sessions than they ask for', {
    timeout: 120_000,
  }, async () => {
    const database = await startDatabase()
    const databaseUrl = await database.create('pooled')
    const pooler = await startPooler(databaseUrl, { pool_mode: 'transaction', default_pool_size: 4 })
    const start = { store: 'server', databaseUrl: pooler.url } as const
    // They migrate together, with no lock that a session holds.
    const servers = await Promise.all([1, 2, 3].map(() => startServer({ ...start, until: 'listening' })))
    await Promise.all(servers.map(server => server.untilReady()))
    for (const server of servers) expect(server.output()).toContain('a pooler stands before the database')
    await journey(servers, 'poll')

    const random = seededRandom('pooled')
    let turn = 0
    const address = () => servers[turn++ % servers.length]!.url
    const load = startLoad({ address, random, visitors: 6 })
    const bookings = startBookings({ address, random, visitors: 3 })
    await load.untilConfirmed(40, 20_000)
    await Promise.all([load.stop(), bookings.stop()])
    await untilAllAnswered(databaseUrl)
    expect([load.confirmed.wrong, bookings.wrong]).toEqual([[], []])
    expect(load.confirmed.messages.size).toBeGreaterThan(20)
    await expectAllKept(load.confirmed, databaseUrl)
    expect(await wrongWithThreads(databaseUrl)).toEqual([])
    const sessions = await runSql<{ n: string }>(
      databaseUrl,
      `select count(*) as n from pg_stat_activity where datname = 'pooled' and pid <> pg_backend_pid()`,
    )
    expect(Number(sessions[0]!.n)).toBeLessThanOrEqual(4)
    for (const server of servers) expect(await server.stop()).toBe(0)
  })

  test('with a way past the pooler, pages hear of other processes at once, and what keeps a session takes it', {
    timeout: 180_000,
  }, async () => {
    const database = await startDatabase()
    const databaseUrl = await database.create('direct')
    const pooler = await startPooler(databaseUrl, {
      pool_mode: 'transaction',
      default_pool_size: 3,
      // As it was told to people before: what it takes and forgets is noticed all the same.
      ignore_startup_parameters: 'statement_timeout,idle_in_transaction_session_timeout,options',
    })
    const env = { DATABASE_DIRECT_URL: databaseUrl }
    const start = { store: 'server', databaseUrl: pooler.url, env } as const
    const servers = await Promise.all([1, 2].map(() => startServer(start)))
    await journey(servers, 'notify')
    for (const server of servers) expect(await server.stop()).toBe(0)
    await expectPastThePooler(pooler.url, databaseUrl)
  })
}

/** Whatever keeps its session goes past the pooler by any name of the store, and not through it. */
async function expectPastThePooler(url: string, directUrl: string) {
  const folder = temporaryFolder()
  const said: string[] = []
  const hear = (line: string) => said.push(line)
  const io = { out: hear, err: hear, stdin: process.stdin, stdout: process.stdout }
  const direct = { DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl }
  const lent = { code: 'storage.needs_direct' }
  const file = path.join(folder, 'one.backup')
  const backup = ['--store', 'env:DATABASE_URL', file]
  await expect(backupCommand(backup, io, { DATABASE_URL: url })).rejects.toMatchObject(lent)
  expect(await backupCommand(backup, io, direct)).toBe(0)
  const move = ['--from', 'env:DATABASE_URL', '--to', path.join(folder, 'moved'), '--dry-run']
  await expect(moveCommand(move, io, { DATABASE_URL: url })).rejects.toMatchObject(lent)
  expect(await moveCommand(move, io, direct)).toBe(0)
  expect(await verifyCommand([file, '--store', 'env:DATABASE_URL'], io, direct)).toBe(0)
  const imported = spawnSync(
    path.join(import.meta.dirname, '../../node_modules/.bin/node'),
    [
      path.join(import.meta.dirname, '../../src/cli/mosaic.ts'),
      'import',
      'legacy-mosaic',
      path.join(folder, 'none.db'),
    ],
    { env: { PATH: process.env.PATH, DATABASE_URL: url }, encoding: 'utf8' },
  )
  expect(imported.stderr).toContain('(storage.needs_direct)')
}

/** Chat, sign-in, a booking, and a message that is heard at another process. */
async function journey(servers: Server[], live: 'poll' | 'notify') {
  const [one, two] = servers as [Server, Server]
  const link = servers.find(server => server.firstAdministratorLink)!.firstAdministratorLink!
  const admin = await firstAdministrator(one.url, link)
  const again = new Browser(two.url)
  await again.expect(200, 'POST', '/api/session', {
    json: { email: 'admin@example.com', password: PASSWORD },
    headers: { origin: two.url.replace('127.0.0.1', 'localhost') },
  })
  const visitor = new Browser(one.url)
  await visitor.arrive()
  await visitor.say('2 bhk in Whitefield under 1.5 cr')
  await visitor.at(two.url).say('with a gym')
  const { conversation, messages } = await visitor.arrive()
  expect(messages.map(({ number }) => number)).toEqual([1, 2, 3, 4])

  const heard = await listen(two.url, `/api/staff/live?conversation=${conversation!.id}&after=4`, {
    cookie: cookieOf(again),
  })
  await heard.until(() => heard.of('hello').length === 1)
  await admin.expect(200, 'POST', `/api/staff/conversations/${conversation!.id}/take`)
  const began = performance.now()
  await admin.expect(201, 'POST', `/api/staff/conversations/${conversation!.id}/messages`, {
    json: { id: randomUUID(), text: 'I am here.' },
  })
  await heard.until(() => heard.of('message').some(({ text }) => text === 'I am here.'))
  if (live === 'notify') expect(performance.now() - began).toBeLessThan(1_500)
  for (let tries = 0; tries < 100 && (await modeOf(two)) === 'starting'; tries++) await sleep(100)
  expect(await modeOf(two)).toBe(live)
  await heard.leave()
}

async function modeOf(server: Server): Promise<string> {
  const { json } = await new Browser(server.url).request('GET', '/readyz')
  return (json as { live: string }).live
}
