import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runSql, startDatabase } from './database.ts'
import { expectAllKept, startLoad } from './load.ts'
import { seededRandom } from './random.ts'
import { type Server, startServer } from './server.ts'
import { AS_PRIMARY, startStandby } from './standby.ts'
import { untilAllAnswered, wrongWithThreads } from './threads.ts'
import { Browser, firstAdministrator } from './visitor.ts'

// Where the engine's programs lie is found in /proc.
test.runIf(process.platform === 'linux')(
  'long lists are read from a standby, and whoever wrote reads what they wrote',
  { timeout: 240_000 },
  async () => {
    const database = await startDatabase(AS_PRIMARY)
    const databaseUrl = await database.create('desk')
    const standby = await startStandby(database)
    const env = { DATABASE_READ_URL: standby.url('desk') }
    const [one, two] = await Promise.all([1, 2].map(() => startServer({ store: 'server', databaseUrl, env })))
    const link = one!.firstAdministratorLink ?? two!.firstAdministratorLink!
    const admin = await firstAdministrator(one!.url, link)

    /** Who takes over somebody new at one process, and looks at the list of the other at once, sees it there. */
    const expectSeen = async (): Promise<void> => {
      const visitor = new Browser(one!.url)
      await visitor.arrive()
      await visitor.say('2 bhk in Whitefield')
      const { conversation } = await visitor.arrive()
      await admin.expect(200, 'POST', `/api/staff/conversations/${conversation!.id}/take`)
      const list = await admin.at(two!.url).expect(200, 'GET', '/api/staff/conversations')
      expect(JSON.stringify(list)).toContain(conversation!.id)
    }
    for (let turn = 0; turn < 6; turn++) await expectSeen()
    expect(await standing(two!)).toBe('current')
    expect(await usedBy(admin.at(two!.url))).toBeGreaterThan(3)
    const readers = await runSql<{ n: string }>(
      standby.url('desk'),
      `select count(*) as n from pg_stat_activity where application_name = 'mosaic reads'`,
    )
    expect(Number(readers[0]!.n)).toBeGreaterThan(0)

    // It gets everything and shows nothing of it.
    await standby.pause()
    for (let turn = 0; turn < 3; turn++) await expectSeen()
    expect(await standing(two!)).toBe('behind')
    await standby.resume()
    const before = await usedBy(admin.at(two!.url))
    await expectSeen()
    expect(await usedBy(admin.at(two!.url))).toBeGreaterThan(before)

    await standby.kill9()
    for (let turn = 0; turn < 3; turn++) await expectSeen()
    expect(await standing(two!)).toBe('away')
    for (const server of [one!, two!]) expect(await server.stop()).toBe(0)
  },
)

async function standing(server: Server): Promise<string> {
  const { status, json } = await new Browser(server.url).request('GET', '/readyz')
  expect(status, 'a standby is nothing that one cannot do without').toBe(200)
  return (json as { standby: string }).standby
}

/** How many reads the standby answered for this process, told as soon as it is as far as the primary. */
async function usedBy(admin: Browser): Promise<number> {
  for (let tries = 0; tries < 60; tries++) {
    const { findings } = (await admin.expect(200, 'GET', '/api/admin/doctor')) as {
      findings: { check: string; says: string }[]
    }
    const used = findings.find(({ check }) => check === 'standby')!.says.match(/answered (\d+) reads/)?.[1]
    if (used) return Number(used)
    await sleep(500)
  }
  throw new Error('the standby stays behind')
}

test('every process is told to stop and killed in the same breath, again and again, under load', {
  timeout: 240_000,
}, async () => {
  const database = await startDatabase()
  const databaseUrl = await database.create('rolling')
  const start = { store: 'server', databaseUrl } as const
  const servers = await Promise.all([1, 2].map(() => startServer(start)))
  // As a balancer that asks /readyz: who is not ready is asked no more.
  const serving = new Set(servers)
  let turn = 0
  const address = () => [...serving][turn++ % serving.size]?.url ?? 'http://127.0.0.1:9'
  const random = seededRandom('zero grace')
  const load = startLoad({ address, random, visitors: 6 })
  const probe = watchAnswers(address)
  for (let round = 0; round < 2; round++) {
    await load.untilConfirmed(8, 5_000)
    const victim = [...serving][0]!
    process.kill(victim.pid, 'SIGTERM')
    if (round % 2 === 1) await sleep(random.between(0, 60))
    await victim.kill9()
    serving.delete(victim)
    const before = probe.count()
    serving.add(await startServer(start))
    expect(probe.count(), 'the others answer before there is a new one').toBeGreaterThan(before)
  }
  await load.stop()
  const longest = await probe.stop()
  console.log(`longest time without any answer: ${Math.round(longest)} ms; ${load.confirmed.messages.size} messages`)
  await untilAllAnswered(databaseUrl)
  expect(load.confirmed.wrong).toEqual([])
  expect(load.confirmed.messages.size).toBeGreaterThan(20)
  await expectAllKept(load.confirmed, databaseUrl)
  expect(await wrongWithThreads(databaseUrl)).toEqual([])
  for (const server of serving) expect(await server.stop()).toBe(0)
})

/** Asks for the catalogue all the time, at the next process where one does not answer. */
function watchAnswers(address: () => string) {
  let count = 0
  let longest = 0
  let last = performance.now()
  let isOver = false
  const running = (async () => {
    while (!isOver) {
      const answer = await new Browser(address()).request('GET', '/api/listings', { patience: 3_000 }).catch(() => null)
      if (answer?.status === 200) {
        count++
        longest = Math.max(longest, performance.now() - last)
        last = performance.now()
      }
      await sleep(30)
    }
  })()
  return {
    count: () => count,
    async stop() {
      isOver = true
      await running
      return longest
    },
  }
}

test('told to stop, it says so at once, answers who has not heard of it, and sends them elsewhere', {
  timeout: 240_000,
}, async () => {
  const database = await startDatabase()
  const databaseUrl = await database.create('drain')
  const server = await startServer({ store: 'server', databaseUrl, env: { STOP_DRAIN_SECONDS: '2' } })
  const visitor = new Browser(server.url)
  await visitor.arrive()
  await visitor.say('2 bhk in Whitefield')

  // A move holds writes; who cannot write is not ready.
  const name = new URL(databaseUrl).pathname.slice(1)
  const ends = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`
  await runSql(databaseUrl, `alter database ${name} set default_transaction_read_only = on`)
  await runSql(databaseUrl, ends)
  await untilStatus(server, 'held')
  await runSql(database.url('postgres'), `alter database ${name} reset default_transaction_read_only`)
  await runSql(database.url('postgres'), ends)
  await untilStatus(server, 'ready')

  process.kill(server.pid, 'SIGTERM')
  const began = performance.now()
  await untilStatus(server, 'stopping')
  expect(performance.now() - began).toBeLessThan(1_000)
  const late = await visitor.request('GET', '/api/sales/conversation')
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close'])
  expect(await server.ended).toBe(0)
})

async function untilStatus(server: Server, wanted: string) {
  let status = ''
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(20)) {
    const { json } = await new Browser(server.url).request('GET', '/readyz')
    status = (json as { status: string }).status
    if (status === wanted) return
  }
  expect(status).toBe(wanted)
}
