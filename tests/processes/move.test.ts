import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillDesk } from '../../bench/desk.ts'
import {
  compareWith,
  fingerprintStore,
  listReports,
  openCopyPool,
  type Print,
  readFill,
  readHold,
  releaseHold,
} from '../../src/storage/copy/index.ts'
import { type Engine, openEngine } from '../../src/storage/engine/index.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { createPool } from '../../src/storage/pool.ts'
import { dumpSchema } from '../../src/storage/schema-dump.ts'
import { openTestServer } from '../../src/storage/testing/server.ts'
import { rounds } from '../rounds.ts'
import { fillEveryTable } from '../store/fill.ts'
import { type DatabaseServer, runSql, startDatabase } from './database.ts'
import { seededRandom } from './random.ts'
import { temporaryFolder } from './server.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** Twenty by `npm run faults -- kills`. */
const KILLS = rounds(20)

let server: DatabaseServer
let folder: string
/** Keeps the engine of the source running between the commands, which join it. */
let engine: Engine
const pools: { end(): Promise<void> }[] = []

beforeAll(async () => {
  server = await startDatabase()
  folder = temporaryFolder()
  engine = await openEngine(folder)
  const pool = createPool({ ...engine.connection, max: 2 })
  await migrate(pool)
  await fillEveryTable(pool)
  await fillDesk(pool, 10_000)
  await pool.end()
})
afterAll(async () => {
  await Promise.all(pools.map(pool => pool.end()))
  await engine?.close()
})

/** The command as an operator runs it. `until` may end it before it ends by itself. */
function mosaic(args: string[], { env = {}, killAfter }: { env?: Record<string, string>; killAfter?: number } = {}) {
  const child = spawn(process.execPath, [path.join(root, 'src/cli/mosaic.ts'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter)
  return new Promise<{ code: number | null; said: string }>(resolve =>
    child.once('close', code => {
      clearTimeout(timer)
      resolve({ code, said })
    }),
  )
}

const copyPool = (connection: Parameters<typeof openCopyPool>[0]['connection']) => {
  const pool = openCopyPool({ connection }, 2, () => {})
  pools.push(pool)
  return pool
}
const hostOf = (url: string) => new URL(url).searchParams.get('host')!
const connectionTo = (url: string) => ({
  host: hostOf(url),
  port: 5432,
  user: 'mosaic',
  database: new URL(url).pathname.slice(1),
  ssl: false,
})

test('killed at random moments a move goes on each time; the source stays as it was, and nothing is doubled or lost', {
  timeout: 400_000,
}, async () => {
  const random = seededRandom('move')
  const source = copyPool(engine.connection)
  const before = await fingerprintStore(source)
  const schema = await dumpSchema(source)
  const free = async () => {
    const client = await source.connect()
    await releaseHold(client)
    client.release()
  }
  const reports = path.join(folder, 'reports')
  const moveTo = (url: string, killAfter?: number) =>
    mosaic(['move', '--from', folder, '--to', 'env:TARGET', '--report', reports], {
      env: { TARGET: url },
      ...(killAfter !== undefined && { killAfter }),
    })
  let url = await server.create('moved')
  const began = performance.now()
  expect(await moveTo(url)).toMatchObject({ code: 0 })
  const whole = performance.now() - began

  let completed = 0
  let half = 0
  // Further ones while none has met the move in its middle: a busy machine shifts the moments.
  for (let kill = 0; kill < KILLS || (half === 0 && kill < 10 * KILLS); kill++) {
    if ((await listReports(copyPoolOnce(url))).length > 0) {
      completed++
      await expectMoved(url, before, schema)
      await free()
      url = await server.create(`moved_${kill}`)
    }
    // From when the command has loaded to its end.
    const { code } = await moveTo(url, random.between(whole * 0.15, whole))
    expect([null, 0]).toContain(code)
    if (await readFill(copyPoolOnce(url))) half++
    expect(await fingerprintStore(source)).toEqual(before)
  }
  const { code, said } = await moveTo(url)
  expect(code, said).toBe(0)
  await expectMoved(url, before, schema)
  expect(await fingerprintStore(source)).toEqual(before)
  expect(await dumpSchema(source)).toBe(schema)
  console.log(`${KILLS} kills: ${half} left a half-filled target, ${completed} moves were complete between them`)
  expect(half).toBeGreaterThan(0)
  expect(fs.readdirSync(reports).filter(name => name.endsWith('.part'))).toEqual([])
  await free()
})

const once = new Map<string, ReturnType<typeof openCopyPool>>()
function copyPoolOnce(url: string) {
  const pool = once.get(url) ?? copyPool(connectionTo(url))
  once.set(url, pool)
  return pool
}

async function expectMoved(url: string, before: Map<string, Print>, schema: string) {
  const pool = copyPoolOnce(url)
  expect(await fingerprintStore(pool)).toEqual(before)
  expect(await dumpSchema(pool)).toBe(schema)
  expect(await readFill(pool)).toBeUndefined()
  expect(await readHold(pool)).toBeUndefined()
  expect(await listReports(pool)).toHaveLength(1)
}

test('from the folder to a server and, weeks later, back: what was added is kept, and what was there before is set aside', {
  timeout: 200_000,
}, async () => {
  const home = temporaryFolder()
  const other = await openEngine(home)
  const pool = createPool({ ...other.connection, max: 1 })
  await migrate(pool)
  await fillEveryTable(pool)
  await pool.end()
  await other.close()
  const url = await server.create('weeks')
  const env = { DATABASE_URL: url }
  const there = await mosaic(['move', '--from', home, '--to', 'current', '--report', home], { env })
  expect(there, there.said).toMatchObject({ code: 0 })
  const report = fs.readdirSync(home).find(name => name.endsWith('.json'))!
  expect(fs.readFileSync(path.join(home, report.replace('.json', '.html')), 'utf8')).toContain('Moved whole')
  const verify = await mosaic(['verify', path.join(home, report), '--store', home, '--store', 'current'], { env })
  expect(verify, verify.said).toMatchObject({ code: 0 })

  await runSql(url, 'insert into persons (id, created_at) values (gen_random_uuid(), now())')
  const used = await mosaic(['verify', path.join(home, report)], { env })
  expect(used).toMatchObject({ code: 1 })
  expect(used.said).toMatch(/persons +has more rows/)

  const back = await mosaic(['move', '--from', 'current', '--to', home, '--report', home], { env })
  expect(back, back.said).toMatchObject({ code: 0 })
  expect(fs.readdirSync(home).filter(name => name.startsWith('postgresql.before-'))).toHaveLength(1)
  expect(await mosaic(['verify', '--store', home])).toMatchObject({ code: 0 })
  const write = () => runSql(url, 'insert into persons (id, created_at) values (gen_random_uuid(), now())')
  await expect(write()).rejects.toMatchObject({ code: '25006' })
  // What is in the folder now was written to by nobody since, but the server's data is what it came from: nothing goes over it twice.
  const again = await mosaic(['move', '--from', 'current', '--to', temporaryFolder()], { env })
  expect(again.said).toContain('move.moved')
  expect(again.code).toBe(4)
  const released = await mosaic(['move', '--release', 'current'], { env })
  expect(released, released.said).toMatchObject({ code: 0 })
  await write()
})

test('between PostgreSQL 15 and 18, both ways, every table arrives as it was', { timeout: 200_000 }, async () => {
  const old = await openTestServer(15)
  try {
    const url = (database: string) =>
      `postgres://mosaic@localhost/${database}?host=${encodeURIComponent(old.connection.host)}`
    await runSql(url('postgres'), 'create database desk')
    const on15 = copyPool(connectionTo(url('desk')))
    await migrate(on15)
    await fillEveryTable(on15)
    const before = await fingerprintStore(on15)
    const on18 = await server.create('from_15')
    const up = await mosaic(['move', '--from', 'env:OLD', '--to', 'env:NEW'], { env: { OLD: url('desk'), NEW: on18 } })
    expect(up, up.said).toMatchObject({ code: 0 })
    expect(await fingerprintStore(copyPoolOnce(on18))).toEqual(before)
    await runSql(url('postgres'), 'create database back')
    const down = await mosaic(['move', '--from', 'env:NEW', '--to', 'env:OLD'], {
      env: { OLD: url('back'), NEW: on18 },
    })
    expect(down, down.said).toMatchObject({ code: 0 })
    const on15again = copyPool(connectionTo(url('back')))
    expect(compareWith((await listReports(on15again))[0]!, before)).toEqual([])
    expect(await fingerprintStore(on15again)).toEqual(before)
  } finally {
    await Promise.all(pools.splice(0).map(pool => pool.end()))
    once.clear()
    await old.close()
  }
})
