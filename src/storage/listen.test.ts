import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { silentLog } from '../kernel/log.ts'
import { testStore } from '../storage/testing/index.ts'
import { openWire } from './listen.ts'
import { openStore, type Store } from './open.ts'
import type { Change } from './tell.ts'

const database = testStore()
const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  await Promise.all(closing.map(close => close()))
})

async function until(holds: () => boolean) {
  while (!holds()) await sleep(5)
}

/** One process on the store of this file. */
async function process(more: { pool?: Store['pool']; patienceMs?: number; probeEveryMs?: number } = {}) {
  const store = await openStore({ where: { kind: 'server', url: database.url, from: 'DATABASE_URL' }, poolMax: 2 })
  await store.ready
  const heard: Change[] = []
  const modes: string[] = []
  let missed = 0
  const { pool = store.pool, ...options } = more
  const wire = openWire(
    { connection: store.connection, ready: store.ready, pool },
    {
      log: silentLog,
      heard: changes => heard.push(...changes),
      missed: () => missed++,
      changed: mode => modes.push(mode),
      ...options,
    },
  )
  closing.push(async () => {
    await wire.close()
    await store.close()
  })
  return { wire, heard, modes, missed: () => missed, store }
}

const conversation = (number: number, id: string = randomUUID()): Change => ({ topic: 'conversation', id, number })

test('what one process says the others hear, in as many notifications as it takes; nobody hears themselves', async () => {
  const [one, two, three] = await Promise.all([process(), process(), process()])
  await until(() => [one, two, three].every(({ wire }) => wire.mode() === 'notify'))
  const said = Array.from({ length: 700 }, (_, at) => conversation(at + 1))
  one.wire.send(said)
  await until(() => two.heard.length === 700 && three.heard.length === 700)
  expect(two.heard).toEqual(said)
  const again = randomUUID()
  two.wire.send([conversation(1, again), conversation(3, again), { topic: 'lead', id: again }, conversation(2, again)])
  await until(() => one.heard.length === 2)
  expect(one.heard).toEqual([conversation(3, again), { topic: 'lead', id: again }])
  expect(two.heard).toHaveLength(700)
  // More than anybody needs to be told one by one.
  const missed = two.missed()
  one.wire.send(Array.from({ length: 3_000 }, (_, at) => conversation(at + 1)))
  await until(() => two.missed() > missed)
})

test('a connection that is cut is made anew, and what was to be said meanwhile is said then', async () => {
  const [one, two] = await Promise.all([process(), process()])
  await until(() => one.wire.mode() === 'notify' && two.wire.mode() === 'notify')
  const before = two.missed()
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'mosaic live' and datname = current_database()`,
  )
  await until(() => one.modes.includes('poll') && two.modes.includes('poll'))
  one.wire.send([conversation(7, 'c')])
  await until(() => one.wire.mode() === 'notify' && two.wire.mode() === 'notify')
  one.wire.send([conversation(8, 'd')])
  await until(() => two.heard.some(({ id }) => id === 'd'))
  expect(two.missed()).toBeGreaterThan(before)
})

test('where LISTEN succeeds and nothing comes, it says so', async () => {
  // As behind a pooler in transaction mode: what the pool notifies goes where nobody of ours listens.
  const elsewhere = await openStore({
    where: { kind: 'server', url: database.url.replace(/\/mosaic_test_[^?]+/, '/postgres'), from: 'DATABASE_URL' },
  })
  await elsewhere.ready
  const deaf = await process({ pool: elsewhere.pool, patienceMs: 50 })
  await until(() => deaf.wire.mode() === 'poll')
  deaf.wire.send([conversation(1)])
  expect(deaf.modes).toEqual(['poll'])
  await elsewhere.close()
})
