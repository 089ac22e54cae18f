import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { type Engine, openEngine } from './engine/index.ts'
import { type OpenOptions, openStore, type Store } from './open.ts'
import { asUnavailable } from './unavailable.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work()
})

function emptyFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-open-'))
  cleanUp.push(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

async function open(options: OpenOptions): Promise<Store> {
  const store = await openStore(options)
  cleanUp.push(() => store.close())
  return store
}

async function openAsServer(folder: string): Promise<Engine> {
  const engine = await openEngine(folder)
  cleanUp.push(() => engine.close())
  return engine
}

function serverAt(host: string, more = '') {
  const url = `postgres://mosaic:s3cret@localhost/mosaic?host=${encodeURIComponent(host)}${more}`
  return { kind: 'server', url, from: 'DATABASE_URL' } as const
}

test('an embedded store is open when it is given, and survives the death of its server', async () => {
  const folder = emptyFolder()
  const store = await open({ where: { kind: 'embedded', folder } })
  expect(store).toMatchObject({ kind: 'embedded', label: folder, version: '18.4' })
  expect(store.reachable()).toBe(true)
  await store.pool.query('create table t (n int)')
  // A connection in use between two statements: its loss must not end the process.
  const held = await store.pool.connect()
  await held.query('begin')
  const load = insertUntilStopped(store)
  await load.goesOn()
  process.kill(store.engine!.pid, 'SIGKILL')
  await sleep(100)
  await load.goesOn()
  await load.stop()
  expect(load.failures.length).toBeGreaterThan(0)
  expect(load.failures.every(error => asUnavailable(error))).toBe(true)
  await expect(held.query('select 1')).rejects.toSatisfy(error => asUnavailable(error)?.code === 'storage.unreachable')
  held.release()
  expect(store.reachable()).toBe(true)
  await expectAllKept(store, load.acknowledged)
}, 60_000)

test('a memory store is gone when it is closed', async () => {
  const store = await openStore({ where: { kind: 'memory' } })
  const { folder } = store.engine!
  expect(store).toMatchObject({ kind: 'memory', label: 'memory' })
  await store.pool.query('select 1')
  await store.close()
  await store.close()
  expect(fs.existsSync(folder)).toBe(false)
})

test('a server that is not there yet is waited for, and callers are refused meanwhile', async () => {
  const folder = emptyFolder()
  const { connection, close } = await openAsServer(folder)
  await close()
  const store = await open({ where: serverAt(connection.host) })
  for (const ask of [
    store.pool.query('select 1'),
    store.pool.connect(),
    store.db.selectFrom('secrets').selectAll().execute(),
  ])
    await expect(ask).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'storage.unreachable',
      detail: { retryAfterSeconds: expect.any(Number) },
    })
  expect(store.reachable()).toBe(false)
  expect(store.unreachableSince).toBeInstanceOf(Temporal.Instant)
  await openAsServer(folder)
  await store.ready
  expect(store.version).toBe('18.4')
  expect((await store.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  expect(store.unreachableSince).toBeUndefined()
})

test('a server that goes away under load and comes back loses nothing that was acknowledged', async () => {
  const folder = emptyFolder()
  const engine = await openAsServer(folder)
  const store = await open({ where: serverAt(engine.connection.host) })
  await store.ready
  await store.pool.query('create table t (n int)')
  const load = insertUntilStopped(store)
  await load.goesOn()
  await engine.close()
  await sleep(1_000)
  expect(store.reachable()).toBe(false)
  await openAsServer(folder)
  await load.goesOn()
  await load.stop()
  expect(load.failures.length).toBeGreaterThan(0)
  expect(new Set(load.failures.map(error => asUnavailable(error)?.code))).toEqual(new Set(['storage.unreachable']))
  await expectAllKept(store, load.acknowledged)
}, 60_000)

async function expectAllKept(store: Store, acknowledged: number[]) {
  const { rows } = await store.pool.query<{ n: number }>('select n from t')
  const kept = new Set(rows.map(row => row.n))
  expect(acknowledged.filter(n => !kept.has(n))).toEqual([])
}

/** Four callers insert until they are stopped. */
function insertUntilStopped(store: Store) {
  const acknowledged: number[] = []
  const failures: unknown[] = []
  let next = 0
  let on = true
  async function caller() {
    while (on) {
      const n = next++
      try {
        await store.pool.query('insert into t values ($1)', [n])
        acknowledged.push(n)
      } catch (error) {
        failures.push(error)
        await sleep(20)
      }
    }
  }
  const callers = Promise.all([caller(), caller(), caller(), caller()])
  return {
    acknowledged,
    failures,
    /** Resolves when more has been acknowledged after now. */
    async goesOn() {
      const before = acknowledged.length
      for (const end = Date.now() + 30_000; acknowledged.length < before + 20; await sleep(10))
        if (Date.now() > end) throw new Error('nothing was acknowledged for 30 s')
    },
    async stop() {
      on = false
      await callers
    },
  }
}

test('a connection that an administrator ends is replaced without a refusal', async () => {
  const engine = await openAsServer(emptyFolder())
  const store = await open({ where: serverAt(engine.connection.host) })
  await store.ready
  const { rows } = await store.pool.query<{ pid: number }>('select pg_backend_pid() as pid')
  const gone = new Promise(resolve => store.pool.once('remove', resolve))
  process.kill(rows[0]!.pid, 'SIGTERM')
  await gone
  expect((await store.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('a statement that takes too long is ended, and a full pool says that it is busy', async () => {
  const engine = await openAsServer(emptyFolder())
  const store = await open({ where: serverAt(engine.connection.host), poolMax: 1, statementTimeoutMs: 1_000 })
  await store.ready
  await expect(store.pool.query('select pg_sleep(30)')).rejects.toMatchObject({ code: '57014' })
  const held = await store.pool.connect()
  store.pool.options.connectionTimeoutMillis = 100
  await expect(store.pool.query('select 1')).rejects.toMatchObject({ code: 'storage.busy' })
  held.release()
  expect(store.reachable()).toBe(true)
})

test('a network that swallows everything: nobody waits for ever, and all is well when it is back', async () => {
  const engine = await openAsServer(emptyFolder())
  const network = await startNetwork(`${engine.connection.host}/.s.PGSQL.5432`)
  const url = `postgres://mosaic@127.0.0.1:${network.port}/mosaic?sslmode=disable`
  const store = await open({ where: { kind: 'server', url, from: 'DATABASE_URL' }, poolMax: 1 })
  await store.ready
  await store.pool.query('select 1')
  network.swallow()
  const waiting = store.pool.query('select 1')
  const behind = store.pool.query('select 1')
  await expect(behind).rejects.toMatchObject({ code: 'storage.busy' })
  await expect(waiting).rejects.toThrow('Connection terminated')
  await expect(store.pool.query('select 1')).rejects.toMatchObject({ code: 'storage.unreachable' })
  network.restore()
  for (let wait = 0; wait < 400 && !store.reachable(); wait++) await sleep(50)
  expect((await store.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await store.close()
  network.close()
}, 60_000)

/** A way to a socket that can stop carrying anything, without a word to either side. */
async function startNetwork(target: string) {
  const ends = new Set<net.Socket>()
  let isSwallowing = false
  const server = net.createServer(here => {
    ends.add(here.on('error', () => {}))
    if (isSwallowing) return
    const there = net.connect(target).on('error', () => {})
    ends.add(there)
    here.on('data', data => isSwallowing || there.write(data))
    there.on('data', data => isSwallowing || here.write(data))
    here.on('close', () => there.destroy())
    there.on('close', () => here.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as net.AddressInfo).port,
    swallow() {
      isSwallowing = true
    },
    restore() {
      isSwallowing = false
      for (const end of ends) end.destroy()
    },
    close() {
      for (const end of ends) end.destroy()
      server.close()
    },
  }
}

test('another pool can leave values as the driver makes them, and closes with the store', async () => {
  const engine = await openAsServer(emptyFolder())
  const store = await open({ where: serverAt(engine.connection.host) })
  await store.ready
  const pool = store.openPool({ plain: true })
  const { rows } = await pool.query('select now() as at, $1::timestamptz as given', [new Date(0)])
  expect(rows[0].at).toBeInstanceOf(Date)
  expect(rows[0].given).toEqual(new Date(0))
  await store.close()
  await expect(pool.query('select 1')).rejects.toThrow()
})

test('a server older than 15 is refused for good', async () => {
  const port = await fakeServer('140011')
  const url = `postgres://u@127.0.0.1:${port}/db`
  const store = await open({ where: { kind: 'server', url, from: 'POSTGRES_URL' } })
  await expect(store.ready).rejects.toMatchObject({
    code: 'storage.server_too_old',
    message: expect.stringMatching(/14\.11/),
  })
  await expect(store.pool.query('select 1')).rejects.toMatchObject({ code: 'storage.server_too_old' })
})

test('no password can be read from what is logged or printed', async () => {
  const said: unknown[] = []
  const hear = (...args: unknown[]) => said.push(args)
  const log = { debug: hear, info: hear, warn: hear, error: hear }
  const store = await open({ where: serverAt('/nowhere'), log })
  await store.pool.query('select 1').catch(error => said.push(error))
  await sleep(50)
  expect(said.length).toBeGreaterThan(1)
  expect(inspect([said, store], { depth: 12 })).not.toContain('s3cret')
})

/** Speaks as much of the protocol (version 3) as it takes to tell a release that no package brings. */
async function fakeServer(version: string): Promise<number> {
  const message = (type: string, body: Buffer) => {
    const head = Buffer.from(`${type}\0\0\0\0`)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const ready = message('Z', Buffer.from('I'))
  const column = Buffer.concat([
    Buffer.from('\0\x01number\0'),
    Buffer.alloc(6),
    Buffer.from([0, 0, 0, 25]),
    Buffer.alloc(8),
  ])
  const row = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, version.length]), Buffer.from(version)])
  const answer = Buffer.concat([
    message('T', column),
    message('D', row),
    message('C', Buffer.from('SELECT 1\0')),
    ready,
  ])
  const server = net.createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]))
      socket.on('data', data => data[0] === 'Q'.charCodeAt(0) && socket.write(answer))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  cleanUp.push(() => server.close())
  return (server.address() as net.AddressInfo).port
}
