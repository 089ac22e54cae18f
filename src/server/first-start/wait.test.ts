import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { newSecret } from '../../kernel/ids.ts'
import { openStore } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createFirstStart } from './wait.ts'

const tested = testStore({ connections: 2 })

test('wrong keys cost the database one question a second, however many come', async () => {
  const store = await openStore({ where: { kind: 'server', url: tested.url, from: 'DATABASE_URL' }, poolMax: 1 })
  await store.ready
  const silent = () => {}
  const start = createFirstStart({
    store,
    state: { phase: 'undecided' },
    log: { info: silent, warn: silent, error: silent },
    folder: path.resolve('nowhere'),
    wish: 'ask',
    publicUrl: () => 'http://localhost',
    say: silent,
    isStopping: () => false,
    condition: async () => 'empty',
    move: async () => {},
  })
  const client = await tested.pool.connect()
  await client.query('begin; lock table first_start_processes in access exclusive mode')
  const asks = start.opens(newSecret())
  await sleep(100)
  const others = await Promise.race([
    Promise.all(Array.from({ length: 50 }, () => start.opens(newSecret()))),
    sleep(20_000, 'they wait', { ref: false }),
  ])
  await client.query('rollback')
  client.release()
  expect(others).toEqual(Array(50).fill(false))
  expect(await asks).toBe(false)
  const own = new URL(start.link()).hash.slice('#token='.length)
  expect(await start.opens(own)).toBe(true)
  await start.stop()
  await store.close()
})
