import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../counterparts/mail.ts'
import { rounds } from '../rounds.ts'
import { openAllHours } from './agents.ts'
import { startBookings } from './bookings.ts'
import { startDatabase, urlOfFolder } from './database.ts'
import { disturb, reminderSums, untilSettled, wrongWithBookings, wrongWithReminders } from './ledger.ts'
import { expectAllKept, startLoad } from './load.ts'
import { seededRandom } from './random.ts'
import { killEngine, type Server, type StartOptions, startServer, temporaryFolder } from './server.ts'
import { untilAllAnswered, wrongWithThreads } from './threads.ts'
import { firstAdministrator } from './visitor.ts'

/** Who is killed. `store` is the engine of the folder, or the database server. */
type Victims = 'process' | 'process and store' | 'store'

const mailServers: MailServer[] = []
afterAll(async () => {
  await Promise.all(mailServers.map(server => server.close()))
})

/**
 * How often Mosaic is killed on each store: by the process alone, with its store, and the store alone, which the process outlives;
 * each of them in three rounds already. Ten, twenty over both, by `npm run faults -- kills`; `MOSAIC_KILLS` says another number,
 * such as for a night of them.
 */
const KILLS = Number(process.env.MOSAIC_KILLS ?? rounds(10))
const PLAN: Victims[] = Array.from({ length: KILLS }, (_, index) =>
  index % 10 === 2 ? 'store' : [1, 4, 6].includes(index % 10) ? 'process and store' : 'process',
)

test('embedded store: nothing that was confirmed is lost to kill -9, and no reminder goes twice or after its end', {
  timeout: 200_000 + KILLS * 20_000,
}, async () => {
  const folder = temporaryFolder()
  await killUnderLoad('embedded store', {
    start: { store: 'embedded', folder },
    databaseUrl: () => urlOfFolder(folder),
    killStore: () => killEngine(folder),
    reviveStore: async () => {},
  })
})

test('server store: nothing that was confirmed is lost to kill -9, and no reminder goes twice or after its end', {
  timeout: 200_000 + KILLS * 20_000,
}, async () => {
  const database = await startDatabase()
  const databaseUrl = await database.create('desk')
  await killUnderLoad('server store', {
    start: { store: 'server', databaseUrl },
    databaseUrl: () => databaseUrl,
    killStore: () => database.kill9(),
    reviveStore: () => database.start(),
  })
})

type Subject = {
  start: StartOptions
  databaseUrl: () => string
  killStore: () => void
  reviveStore: () => Promise<void>
}

async function killUnderLoad(name: string, { start: where, databaseUrl, killStore, reviveStore }: Subject) {
  const random = seededRandom(name)
  const mail = await startMailServer()
  mailServers.push(mail)
  const env = { SMTP_URL: mail.url, MAIL_FROM: 'Mosaic <desk@example.com>', BUSINESS_TIME_ZONE: 'UTC' }
  const start = { ...where, env }
  // The very first starts are killed too: half a cluster, half a schema.
  for (let early = 0; early < 2; early++) {
    const server = await startServer({ ...start, until: 'spawned' })
    await sleep(random.between(200, 1500))
    await server.kill9()
  }
  let server: Server = await startServer(start)
  const administrator = await firstAdministrator(server.url, server.firstAdministratorLink!)
  await openAllHours(administrator, ['Ana', 'Ben', 'Cho'])
  const address = () => server.url || 'http://127.0.0.1:9'
  const load = startLoad({ address, random, visitors: 4, administrator: administrator.at(address) })
  const bookings = startBookings({ address, random, visitors: 3 })

  for (const [index, victims] of random.shuffled(PLAN).entries()) {
    // Newcomers arrive all along: somebody always writes while others wait for a turn that crashed.
    if (index % 2 === 0) load.join()
    if (victims !== 'store' && random.chance(0.15)) {
      await server.kill9()
      server = await startServer({ ...start, until: 'spawned' })
      await sleep(random.between(0, 900))
    } else {
      await load.untilConfirmed(random.whole(0, 20), 2_500)
      await sleep(random.between(0, 40))
    }
    disturb(mail, random)
    if (victims !== 'process') killStore()
    if (victims !== 'store') await server.kill9()
    if (victims !== 'process') await reviveStore()
    if (victims === 'store') await server.untilReady()
    else server = await startServer(start)
  }

  // On a slow machine the kills are over before much was said: then it goes on for a while.
  const enough = () =>
    load.confirmed.messages.size > 20 && load.confirmed.imports.length > 2 && bookings.keys.length > 20
  for (const end = Date.now() + 60_000; Date.now() < end && !enough(); ) await sleep(50)
  await Promise.all([load.stop(), bookings.stop()])
  mail.behave({ kind: 'take' })
  await untilAllAnswered(databaseUrl())
  const { messages, imports, refused } = load.confirmed
  const answered = [...messages.values()].filter(message => message.answered).length
  console.log(
    `${name}: ${messages.size} messages confirmed, ${answered} of them with their answer; ${imports.length} imports; ${refused.length} answers said 503`,
  )
  expect(messages.size).toBeGreaterThan(20)
  expect(imports.length).toBeGreaterThan(2)
  await expectAllKept(load.confirmed, databaseUrl())
  expect(await wrongWithThreads(databaseUrl())).toEqual([])
  await untilSettled(databaseUrl())
  const sums = await reminderSums(databaseUrl())
  console.log(
    `${name}: ${bookings.keys.length} bookings confirmed, ${bookings.taken} refused; reminders ${JSON.stringify(sums)}`,
  )
  expect(bookings.wrong).toEqual([])
  expect(bookings.keys.length).toBeGreaterThan(20)
  expect(sums.sent).toBeGreaterThan(10)
  expect(await wrongWithBookings(databaseUrl(), bookings)).toEqual([])
  expect(await wrongWithReminders(databaseUrl(), mail)).toEqual([])
  expect(await server.stop()).toBe(0)
}
