import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { checkBackupFile, writeBackupFile } from '../../src/storage/backup/index.ts'
import { copyOut, Fingerprint, listTables, openCopyPool } from '../../src/storage/copy/index.ts'
import { migrate, openStore } from '../../src/storage/index.ts'
import { fillEveryTable } from '../store/fill.ts'
import { startDatabase } from './database.ts'
import { seededRandom } from './random.ts'
import { temporaryFolder } from './server.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const PASSPHRASE = 'five words are good enough'
const KILLS = 20

type Ended = { code: number | null; signal: string | null; out: string; err: string; ms: number }
type Running = { child: ChildProcess; ended: Promise<Ended> }

const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

function mosaic(args: string[], env: Record<string, string> = {}): Running {
  const began = performance.now()
  const kept = ['PATH', 'HOME', 'TMPDIR'].flatMap(name => (process.env[name] ? [[name, process.env[name]!]] : []))
  const child = spawn(path.join(root, 'node_modules/.bin/node'), ['src/cli/mosaic.ts', ...args], {
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
      resolve({ code, signal, out, err, ms: performance.now() - began })
    }),
  )
  return { child, ended }
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

/** What a store holds, table by table. */
async function contents(where: Parameters<typeof openStore>[0]['where']): Promise<Record<string, string>> {
  const store = await openStore({ where })
  const pool = openCopyPool(store, 1)
  const client = await pool.connect()
  try {
    const found: Record<string, string> = {}
    for (const table of await listTables(client)) {
      const print = new Fingerprint()
      for await (const piece of copyOut(client, table)) print.add(piece as Buffer)
      const { rows, hash } = print.end()
      found[table.name] = `${rows} ${hash}`
    }
    return found
  } finally {
    client.release()
    await pool.end()
    await store.close()
  }
}

const server = (url: string) => ({ kind: 'server', url, from: 'DATABASE_URL' }) as const
const embedded = (folder: string) => ({ kind: 'embedded', folder }) as const

test('killed at any moment, a backup leaves no file of its name and a restore goes on; stores come back alike', {
  timeout: 400_000,
}, async () => {
  const random = seededRandom('backups')
  const folder = temporaryFolder()
  const backups = temporaryFolder()
  const database = await startDatabase()
  const file = path.join(backups, 'desk.backup')

  // The engine is held open, so that what is killed is the command and not a start of PostgreSQL.
  const store = await openStore({ where: embedded(folder) })
  await migrate(store.pool)
  await fillEveryTable(store.pool)
  const before = await contents(embedded(folder))

  await Promise.all([killBackups(), killRestores()])
  expect(await contents(embedded(folder))).toEqual(before)
  await throughAPipe()
  await store.close()

  async function killBackups() {
    const whole = await mosaic(['backup', path.join(backups, 'first.backup'), '--store', folder]).ended
    expect(whole).toMatchObject({ code: 0 })
    for (let kill = 0; kill < KILLS; kill++) {
      const run = mosaic(['backup', file, '--store', folder])
      const timer = setTimeout(() => run.child.kill('SIGKILL'), random.between(0.2, 1) * whole.ms)
      const { signal } = await run.ended
      clearTimeout(timer)
      if (fs.existsSync(file)) {
        // The name appeared before the blow: then it is whole.
        await checkBackupFile(file)
        fs.rmSync(file)
      } else expect(signal).toBe('SIGKILL')
    }
    const last = await mosaic(['backup', file, '--store', folder, '--json']).ended
    expect(last).toMatchObject({ code: 0 })
    expect(JSON.parse(last.out)).toMatchObject({ file, store: { kind: 'embedded' } })
    expect(fs.readdirSync(backups).filter(name => name.startsWith('desk'))).toEqual(['desk.backup'])
    expect((await mosaic(['backup', file, '--store', folder]).ended).code).toBe(4)
  }

  async function killRestores() {
    const from = path.join(temporaryFolder(), 'from.backup')
    await writeBackupFile(store, from, { release: '0.0.0', passphrase: PASSPHRASE })
    const env = { MOSAIC_BACKUP_PASSPHRASE: PASSPHRASE }
    const whole = await mosaic(['restore', from, '--to', await database.create('first')], env).ended
    expect(whole).toMatchObject({ code: 0 })
    const targets = { folder: path.join(temporaryFolder(), 'data'), url: await database.create('killed') }
    let made = 0
    for (let kill = 0; kill < KILLS; kill++) {
      // Mostly into the server: an engine that lost its process is waited for.
      const isFolder = kill % 5 === 4
      const run = mosaic(['restore', from, '--to', isFolder ? targets.folder : targets.url], env)
      const timer = setTimeout(() => run.child.kill('SIGKILL'), random.between(0.15, 1) * whole.ms)
      const { code, signal, err } = await run.ended
      clearTimeout(timer)
      if (signal === 'SIGKILL') continue
      expect(code, err).toBe(0)
      // Finished before the blow: the next one begins with another.
      if (isFolder) targets.folder = path.join(temporaryFolder(), 'data')
      else targets.url = await database.create(`killed_${++made}`)
    }
    for (const to of [targets.url, targets.folder])
      expect(await mosaic(['restore', from, '--to', to], env).ended).toMatchObject({ code: 0 })
    expect(fs.readdirSync(targets.folder)).not.toContain('restoring')
    expect(await contents(server(targets.url))).toEqual(before)
    expect(await contents(embedded(targets.folder))).toEqual(before)
    const again = await mosaic(['restore', from, '--to', targets.folder], env).ended
    expect(again).toMatchObject({ code: 4, err: expect.stringContaining('backup.target_not_empty') })
  }

  /** With a row of 30 MB, whose text is twice as long: neither side may hold it. */
  async function throughAPipe() {
    await store.pool.query(
      `insert into file_chunks (file_id, number, bytes)
       select file_id, 1000, (select string_agg(sha256(n::text::bytea), '') from generate_series(1, 1000000) n)
       from file_chunks limit 1`,
    )
    const to = await database.create('piped')
    const giving = mosaic(['backup', '-', '--store', folder, '--encrypt'], { MOSAIC_BACKUP_PASSPHRASE: PASSPHRASE })
    const taking = mosaic(['restore', '-', '--to', 'env:TARGET'], { MOSAIC_BACKUP_PASSPHRASE: PASSPHRASE, TARGET: to })
    giving.child.stdout!.pipe(taking.child.stdin!)
    const most = [giving, taking].map(({ child, ended }) => peakMemory(child.pid!, ended))
    expect(await giving.ended).toMatchObject({ code: 0 })
    expect(await taking.ended).toMatchObject({ code: 0 })
    expect(await contents(server(to))).toEqual(await contents(embedded(folder)))
    for (const bytes of await Promise.all(most)) expect(bytes).toBeLessThan(400_000_000)
  }
})
