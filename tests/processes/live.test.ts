import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Listener, listen } from '../server/listener.ts'
import { startDatabase } from './database.ts'
import { type Server, startServer, temporaryFolder } from './server.ts'
import { Browser, firstAdministrator } from './visitor.ts'

const cookieOf = (browser: Browser) => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

/** Two processes on one store: what is said at one is read at the other, also after one of them is gone. */
async function acrossTwo(one: Server, two: Server) {
  const admin = await firstAdministrator(two.url, two.firstAdministratorLink ?? one.firstAdministratorLink!)
  const visitor = new Browser(one.url)
  const { conversation } = await visitor.arrive().then(async () => {
    await visitor.say('hello')
    return visitor.arrive()
  })
  const path = `/api/staff/live?conversation=${conversation!.id}`
  const heard: number[] = []
  const follow = async (server: Server) => {
    const after = heard.at(-1) ?? 0
    const listener = await listen(server.url, `${path}&after=${after}`, { cookie: cookieOf(admin) })
    await listener.until(() => listener.of('hello').length === 1)
    return listener
  }
  const leave = async (listener: Listener) => {
    await listener.leave()
    heard.push(...listener.numbers())
  }

  const atTwo = await follow(two)
  await visitor.say('2 bhk in Whitefield')
  await atTwo.until(() => atTwo.numbers().at(-1) === 4)
  const theirs = await listen(two.url, `/api/live/conversations/${conversation!.id}?after=4`, {
    cookie: cookieOf(visitor),
  })
  await admin.at(one.url).expect(200, 'POST', `/api/staff/conversations/${conversation!.id}/take`)
  await admin.at(one.url).expect(201, 'POST', `/api/staff/conversations/${conversation!.id}/messages`, {
    json: { id: randomUUID(), text: 'I am here.' },
  })
  await theirs.until(() => theirs.of('message').some(({ text }) => text === 'I am here.'))
  await leave(atTwo)

  // Who dies takes its streams along; the page opens them at the other.
  const atOne = await follow(one)
  await one.kill9()
  await leave(atOne)
  const said = Array.from({ length: 5 }, () =>
    visitor.at(two.url).expect(200, 'POST', '/api/sales/messages', {
      json: { id: randomUUID(), text: 'still there?' },
      headers: { accept: 'application/json' },
    }),
  )
  await Promise.all(said)
  const again = await follow(two)
  const { messages } = await visitor.at(two.url).arrive()
  await again.until(() => again.numbers().at(-1) === messages.at(-1)!.number)
  const began = performance.now()
  expect(await two.stop()).toBe(0)
  expect(performance.now() - began, 'open streams do not hold up a stop').toBeLessThan(6_000)
  expect([again.of('end'), theirs.of('end')]).toEqual([[{ reason: 'stop' }], [{ reason: 'stop' }]])
  expect(again.raw()).toMatch(/retry: \d{3,4}\nevent: end/)
  await leave(again)
  expect(heard).toEqual(messages.map(({ number }) => number))
}

test('from one replica to another, on a server store', async () => {
  const database = await startDatabase()
  const databaseUrl = await database.create('live')
  const one = await startServer({ store: 'server', databaseUrl })
  await acrossTwo(one, await startServer({ store: 'server', databaseUrl }))
})

test('from one process to another, on an embedded store that they share', async () => {
  const folder = temporaryFolder()
  const one = await startServer({ store: 'embedded', folder })
  await acrossTwo(one, await startServer({ store: 'embedded', folder }))
})
