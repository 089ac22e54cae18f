import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { checkBackupFile } from '../../src/storage/backup/index.ts'
import { fingerprintStore, openCopyPool, readFill } from '../../src/storage/copy/index.ts'
import { migrate, openStore, type Store } from '../../src/storage/index.ts'
import { rounds } from '../rounds.ts'
import { fillEveryTable } from '../store/fill.ts'
import { seededRandom } from './random.ts'
import { temporaryFolder } from './server.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const node = path.join(root, 'node_modules/.bin/node')
const PASSPHRASE = 'five words are good enough'
/** Twenty by `npm run faults -- kills`; even, for half of the restores go into a server and half into a folder. */
const KILLS = 2 * rounds(10)

type Ended = { code: number | null; signal: string | null; out: string; err: string }
type Running = { child: ChildProcess; ended: Promise<Ended> }

const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

function start(script: string, args: string[], env: Record<string, string> = {}): Running {
  const kept = ['PATH', 'HOME', 'TMPDIR'].flatMap(name => (process.env[name] ? [[name, process.env[name]!]] : []))
  const child = spawn(node, [script, ...args], {
    cwd: root,
    env: { ...Object.fromEntries(kept), MOSAIC_DATA: '/nonexistent/mosaic', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  children.add(child)
  let out = ''
  let err = ''
  if (!args.includes('-') || args[0] !== 'backup') child.stdout.on('data', piece => (out += piece))
  child.stderr.on('data', piece => (err += piece))
  const ended = new Promise<Ended>(resolve =>
    child.once('close', (code, signal) => {
      children.delete(child)
      resolve({ code, signal, out, err })
    }),
  )
  return { child, ended }
}

const mosaic = (args: string[], env?: Record<string, string>) => start('src/cli/mosaic.ts', args, env)
/** Compiled code is kept as the command keeps it: most of what is killed early is the start. */
const work = ([what, file, store]: Work) =>
  start('tests/processes/backup-child.ts', [what, file, JSON.stringify(store)], {
    NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/mosaic'),
  })

type Work = ['backup' | 'restore', file: string, store: unknown]

/** Does a work to its end, and gives how many ms it took from where it began, and until it first told of progress. */
async function measure(given: Work): Promise<{ first: number; whole: number }> {
  const { child, ended } = work(given)
  const times: number[] = []
  // What was said at once, in one piece, took no time.
  child.stdout!.on('data', () => times.push(performance.now()))
  expect(await ended).toMatchObject({ code: 0 })
  return { first: (times[1] ?? times[0]!) - times[0]!, whole: performance.now() - times[0]! }
}

/** Kills a work so many ms after it said a word. Whether it was done before the blow. */
async function kill(given: Work, word: 'begun' | 'progress', after: number): Promise<boolean> {
  const { child, ended } = work(given)
  let timer: NodeJS.Timeout | undefined
  child.stdout!.on('data', piece => {
    if (String(piece).includes(word)) timer ??= setTimeout(() => child.kill('SIGKILL'), after)
  })
  const { code, signal, err } = await ended
  clearTimeout(timer)
  if (signal !== 'SIGKILL') expect(code, err).toBe(0)
  return signal !== 'SIGKILL'
}

/** The most that a process had resident, as the kernel says. */
async function peakMemory(pid: number, ended: Promise<unknown>): Promise<number> {
  let over = false
  void ended.then(() => (over = true))
  let most = 0
  for (; !over; await sleep(50))
    try {
      most = Number(/VmHWM:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
    } catch {
      // Gone between two looks.
    }
  return most
}

/** What a store that is open holds, table by table. */
async function contents(store: Pick<Store, 'connection'>) {
  const pool = openCopyPool(store, 1)
  try {
    return await fingerprintStore(pool)
  } finally {
    await pool.end()
  }
}

/** All the planned kills, and further ones while none has met the work in its middle: a busy machine shifts the moments. */
const goesOn = (done: number, planned: number, met: number) => done < planned || (met === 0 && done < 10 * planned)

const embedded = (folder: string) => ({ kind: 'embedded', folder }) as const

test('killed at any moment, a backup leaves no file of its name and a restore goes on; stores come back alike', {
  timeout: 600_000,
}, async () => {
  const random = seededRandom('backups')
  const folder = temporaryFolder()
  const backups = temporaryFolder()
  const file = path.join(backups, 'desk.backup')
  // Held open, so that what is killed is the work and not a start of PostgreSQL; its server takes what is restored, too.
  const store = await openStore({ where: embedded(folder) })
  await migrate(store.pool)
  await fillEveryTable(store.pool)
  const before = await contents(store)

  await killBackups()
  await killRestores()
  expect(await contents(store)).toEqual(before)
  await throughAPipe()
  await stoppedByHand()
  await store.close()

  async function database(name: string, template = 'template1') {
    // What was killed a moment ago may still have a session in the template.
    await store.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [template])
    for (let tries = 0; ; tries++)
      try {
        await store.pool.query(`create database ${name} template ${template}`)
        break
      } catch (error) {
        if ((error as { code?: string }).code !== '55006' || tries === 50) throw error
        await sleep(100)
      }
    const { host, port, user } = store.connection
    const url = `postgres://${user}@localhost:${port ?? 5432}/${name}?host=${encodeURIComponent(host!)}`
    return { url, connection: { ...store.connection, database: name } }
  }

  async function killBackups() {
    const { kind, label, connection } = store
    const backup: Work = ['backup', file, { kind, label, connection }]
    const { whole } = await measure(backup)
    fs.rmSync(file)
    let parts = 0
    for (let done = 0; goesOn(done, KILLS, parts); done++) {
      const part = done % KILLS
      const finished = await kill(backup, 'begun', random.between(part / KILLS, (part + 1) / KILLS) * whole)
      if (!fs.existsSync(file)) {
        expect(finished).toBe(false)
        parts += fs.readdirSync(backups).length > 0 ? 1 : 0
        continue
      }
      // The name appeared before the blow: then it is whole.
      await checkBackupFile(file)
      fs.rmSync(file)
    }
    console.log(`${KILLS} kills of a backup within ${Math.round(whole)} ms: ${parts} left a part`)
    expect(parts).toBeGreaterThan(0)
    const last = await mosaic(['backup', file, '--store', folder, '--json']).ended
    expect(last).toMatchObject({ code: 0 })
    expect(JSON.parse(last.out)).toMatchObject({ file, store: { kind: 'embedded' } })
    expect(fs.readdirSync(backups)).toEqual(['desk.backup'])
  }

  /** Half of them into a server, half into a folder; a third of each before rows come in, the others from then on. */
  async function killRestores() {
    const restore = (to: unknown): Work => ['restore', file, to]
    const onServer = ({ url }: { url: string }) => restore({ kind: 'server', url, from: 'DATABASE_URL' })
    const { first, whole } = await measure(onServer(await database('whole')))
    const each = KILLS / 2
    const early = Math.floor(each / 3)
    const moment = (done: number): ['begun' | 'progress', number] => {
      const part = done % each
      return part < early
        ? ['begun', random.between(part / early, (part + 1) / early) * first]
        : [
            'progress',
            random.between((part - early) / (each - early), (part + 1 - early) / (each - early)) * (whole - first),
          ]
    }
    let finished = 0
    let half = 0
    let template: string | undefined
    let target = await database('killed')
    for (let done = 0; goesOn(done, each, half); done++) {
      if (await kill(onServer(target), ...moment(done))) {
        finished++
        // The next goes on from where an earlier one was killed.
        target = await database(`killed_${done}`, template)
      } else if (await isHalf(target)) {
        half++
        template ??= (await database('half', target.connection.database)).connection.database
      }
    }
    let data = path.join(temporaryFolder(), 'data')
    for (let done = 0; done < each; done++)
      if (await kill(restore(embedded(data)), ...moment(done))) {
        finished++
        data = path.join(temporaryFolder(), 'data')
      }
    console.log(`${KILLS} kills of a restore within ${Math.round(whole)} ms: ${half} half filled, ${finished} finished`)
    expect(half).toBeGreaterThan(0)
    expect(await mosaic(['restore', file, '--to', 'env:TARGET'], { TARGET: target.url }).ended).toMatchObject({
      code: 0,
    })
    expect(await contents(target)).toEqual(before)
    expect(await mosaic(['restore', file, '--to', data]).ended).toMatchObject({ code: 0 })
    expect(fs.readdirSync(data)).not.toContain('restoring')
    const restored = await openStore({ where: embedded(data) })
    expect(await contents(restored)).toEqual(before)
    await restored.close()
  }

  async function isHalf({ connection }: { connection: pg.ClientConfig }): Promise<boolean> {
    const client = new pg.Client(connection)
    await client.connect()
    try {
      return (await readFill(client)) !== undefined
    } finally {
      await client.end()
    }
  }

  /** With a row of 30 MB, whose text is twice as long: neither side may hold it. */
  async function throughAPipe() {
    await store.pool.query(
      `insert into file_chunks (file_id, number, bytes)
       select file_id, 1000, (select string_agg(sha256(n::text::bytea), '') from generate_series(1, 1000000) n)
       from file_chunks limit 1`,
    )
    const to = await database('piped')
    const env = { MOSAIC_BACKUP_PASSPHRASE: PASSPHRASE }
    const giving = mosaic(['backup', '-', '--store', folder, '--encrypt'], env)
    const taking = mosaic(['restore', '-', '--to', 'env:TARGET'], { ...env, TARGET: to.url })
    giving.child.stdout!.pipe(taking.child.stdin!)
    const most = [giving, taking].map(({ child, ended }) => peakMemory(child.pid!, ended))
    expect(await giving.ended).toMatchObject({ code: 0 })
    expect(await taking.ended).toMatchObject({ code: 0 })
    expect(await contents(to)).toEqual(await contents(store))
    for (const bytes of await Promise.all(most)) expect(bytes).toBeLessThan(400_000_000)
  }

  async function stoppedByHand() {
    const name = path.join(backups, 'stopped.backup')
    const { child, ended } = mosaic(['backup', name, '--store', folder])
    const parts = () => fs.readdirSync(backups).filter(one => one.startsWith('stopped'))
    while (parts().length === 0 && child.exitCode === null) await sleep(2)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130, err: expect.stringContaining('Stopped') })
    expect(parts()).toEqual([])
  }
})
