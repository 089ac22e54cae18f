import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startS3 } from '../../tests/counterparts/s3.ts'
import { openS3 } from '../files/index.ts'
import { createPerson } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { testOnNewest, testStore } from '../storage/testing/index.ts'
import {
  askForBackup,
  type Backups,
  backupTools,
  KEEP,
  listBackups,
  lookForBackup,
  makeBackup,
  openBackup,
  readBackups,
  removeOld,
  type Tools,
  takeBackup,
  writeBackupSettings,
} from './index.ts'

const store = testStore({ connections: 4 })
const never = new AbortController().signal
let s3: Awaited<ReturnType<typeof startS3>>
let root: string
let backups: Backups
let now: Temporal.Instant
const ctx = (more: Partial<Context> = {}) => store.ctx({ now: () => now, ...more })
const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime('Asia/Kolkata').toInstant()
const settings = { on: true, at: '03:10', place: 'folder', ...KEEP } as const

function tools(passphrase?: string): Tools {
  const { options } = store.pool
  const connection = { host: options.host, port: options.port, user: options.user, database: options.database }
  return backupTools(
    { kind: 'server', label: 'a test', connection: { ...connection, password: options.password as string } },
    { release: '0.0.0', passphrase },
  )
}

/** A restore takes a second: where a test is not about the check, it is left out. */
const unchecked = (passphrase?: string): Tools => ({ ...tools(passphrase), check: async () => {} })
/** The throwaway database is of the newest PostgreSQL, whatever the store is: tried once, not on both. */
const whole = (passphrase?: string): Tools => (store.postgres === 15 ? unchecked(passphrase) : tools(passphrase))

const run =
  (made = unchecked()) =>
  (id: string) =>
    makeBackup(ctx(), backups, made, { id, stopping: never }).then(() => {})
const look = (made = unchecked()) => lookForBackup(ctx(), backups, run(made), { stopping: never })
const files = () => (fs.existsSync(backups.folder) ? fs.readdirSync(backups.folder).sort() : [])

beforeAll(async () => {
  s3 = await startS3()
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-backups-'))
  await createPerson(store.ctx())
})
afterAll(async () => {
  await s3?.close()
  fs.rmSync(root, { recursive: true, force: true })
})
beforeEach(async () => {
  await sql`truncate backups`.execute(store.db)
  await sql`delete from setting_versions where name = 'backups'`.execute(store.db)
  await sql`delete from settings where name = 'backups'`.execute(store.db)
  // As if the store had been made long ago.
  await sql`update migrations set applied_at = '2026-01-01T00:00:00Z'`.execute(store.db)
  const folder = fs.mkdtempSync(path.join(root, 'data-'))
  backups = {
    possible: true,
    defaults: settings,
    folder: path.join(folder, 'backups'),
    checksIn: path.join(folder, 'backups'),
    objects: null,
    passphrase: null,
  }
  now = at('2026-11-20T12:00')
})

test('one is made each night, checked by a restore, closed to others; what was missed is made soon after', async () => {
  now = at('2026-11-20T03:09')
  await sql`update migrations set applied_at = '2026-11-19T00:00:00Z'`.execute(store.db)
  expect(await look()).toBe(false)
  now = at('2026-11-20T03:10')
  expect(await look(whole())).toBe(true)
  const [made] = await listBackups(ctx(), backups)
  expect(made).toMatchObject({ outcome: 'made', reason: 'schedule', place: 'folder', there: true, encrypted: false })
  expect([made!.checkError, made!.checkedAt]).toEqual([null, now.toString()])
  expect(made!.rows).toBeGreaterThan(1)
  expect(files()).toEqual([made!.name])
  expect(made!.restore).toBe(`npm run -s mosaic -- restore ${backups.folder}/${made!.name} --to ./data-new`)
  const modes = [backups.folder, path.join(backups.folder, made!.name)].map(each => fs.statSync(each).mode & 0o777)
  expect(modes).toEqual([0o700, 0o600])
  expect(await look()).toBe(false)
  // Asleep for two days and more: one, not three.
  now = at('2026-11-23T09:00')
  expect([await look(), await look()]).toEqual([true, false])
  expect(files()).toHaveLength(2)
})

test('nothing is missed before the store was made or the schedule was chosen, and nothing is made while it is off', async () => {
  now = at('2026-11-20T12:00')
  await sql`update migrations set applied_at = ${at('2026-11-20T11:00')}`.execute(store.db)
  expect(await look()).toBe(false)
  now = at('2026-11-21T04:00')
  await writeBackupSettings(ctx(), { ...settings, at: '03:30' })
  expect(await look()).toBe(false)
  now = at('2026-11-22T03:31')
  await writeBackupSettings(ctx(), { ...settings, on: false })
  now = at('2026-11-25T03:31')
  expect(await look()).toBe(false)
  expect(await readBackups(ctx(), backups)).toMatchObject({ on: false, next: null, trouble: null, items: [] })
})

test('of many processes one makes it; asked for by many, one is made; who may not ask is refused', async () => {
  const taken = await Promise.all(Array.from({ length: 4 }, () => takeBackup(ctx(), backups)))
  expect(taken.filter(Boolean)).toHaveLength(1)
  await Promise.all([askForBackup(ctx(), backups), askForBackup(ctx(), backups)])
  expect(await takeBackup(ctx(), backups)).toBeUndefined()
  expect((await listBackups(ctx(), backups)).map(({ outcome }) => outcome).sort()).toEqual(['asked', 'running'])
  const visitor = ctx({ actor: { kind: 'visitor', keyHash: 'x' } })
  await expect(askForBackup(visitor, backups)).rejects.toMatchObject({ code: 'accounts.sign_in' })
  await expect(askForBackup(ctx(), { ...backups, possible: false })).rejects.toMatchObject({
    code: 'backups.impossible',
  })
})

testOnNewest('a failure is said, tried again after a while, and over once one is made', async () => {
  const full: Tools = {
    ...tools(),
    writeFile: async () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    },
  }
  await look(full)
  await expect(look()).rejects.toMatchObject({ code: 'backups.failing' })
  const { trouble, items } = await readBackups(ctx(), backups)
  expect(trouble).toMatch(/^The disk was full/)
  expect([items.map(({ outcome }) => outcome), files()]).toEqual([['failed'], []])
  now = now.add({ minutes: 6 })
  expect([await look(), await look()]).toEqual([true, false])
  expect((await readBackups(ctx(), backups)).items.map(({ outcome }) => outcome)).toEqual(['made'])
})

testOnNewest('a clock that was a year ahead for a while keeps no night without a backup', async () => {
  await sql`update migrations set applied_at = '2027-11-01T00:00:00Z'`.execute(store.db)
  now = at('2027-11-22T04:00')
  await askForBackup(ctx(), backups)
  await look()
  await askForBackup(ctx(), backups)
  await lookForBackup(ctx(), backups, () => Promise.reject(new Error('no')), { stopping: never })
  now = at('2026-11-23T04:00')
  await look()
  expect(files()).toHaveLength(2)
  expect(await takeBackup(ctx(), backups)).toBeUndefined()
})

testOnNewest('a backup is checked in a temporary directory that is everybody’s', async () => {
  const shared = fs.mkdtempSync(path.join(root, 'tmp-'))
  fs.chmodSync(shared, 0o777)
  const long = new Date('2026-01-01')
  for (const name of ['.check-of another program', '.mosaic-check-left'])
    for (const each of [fs.mkdirSync(path.join(shared, name))].map(() => path.join(shared, name)))
      fs.utimesSync(each, long, long)
  backups = { ...backups, checksIn: shared }
  now = at('2026-11-22T04:00')
  await look(whole())
  expect((await listBackups(ctx(), backups))[0]?.checkedAt).not.toBeNull()
  expect(fs.statSync(shared).mode & 0o777).toBe(0o777)
  expect(fs.readdirSync(shared)).toEqual(['.check-of another program'])
})

testOnNewest('too little room is said before anything is written', async () => {
  await look()
  await sql`update backups set bytes = 1e15::bigint`.execute(store.db)
  await askForBackup(ctx(), backups)
  await look()
  const { trouble } = await readBackups(ctx(), backups)
  expect(trouble).toMatch(/^The next backup needs about 1200 TB, and .* are free in /)
})

testOnNewest('what a killed process left is taken away, and the backup is made again', async () => {
  const id = (await takeBackup(ctx(), backups))!
  const { name } = (await listBackups(ctx(), backups))[0]!
  fs.mkdirSync(backups.folder, { recursive: true })
  for (const left of [name, `${name}.123.456.part`, 'mosaic-of-somebody-else.tar'])
    fs.writeFileSync(path.join(backups.folder, left), 'x')
  expect(await look()).toBe(false)
  await sql`update backups set leased_until = now() - interval '1 second' where id = ${id}::uuid`.execute(store.db)
  await expect(look()).rejects.toMatchObject({ code: 'backups.failing' })
  expect(files()).toEqual(['mosaic-of-somebody-else.tar'])
  now = now.add({ minutes: 5 })
  expect(await look()).toBe(true)
})

test('a stop gives it back: what was asked for waits, what is due is due', async () => {
  for (const ask of [true, false]) {
    await sql`truncate backups`.execute(store.db)
    if (ask) await askForBackup(ctx(), backups)
    const stopping = new AbortController()
    const slow: Tools = {
      ...tools(),
      writeFile: async (_file, signal) => {
        stopping.abort()
        signal.throwIfAborted()
        throw new Error('not reached')
      },
    }
    const id = (await takeBackup(ctx(), backups))!
    expect(await makeBackup(ctx(), backups, slow, { id, stopping: stopping.signal })).toBe('stopped')
    expect((await listBackups(ctx(), backups)).map(({ outcome }) => outcome)).toEqual(ask ? ['asked'] : [])
    expect(await look()).toBe(true)
  }
})

testOnNewest('a backup that is not what it says is found wrong, and goes once a later one was verified', async () => {
  const damage: Tools = {
    ...tools(),
    writeFile: async (file, signal) => {
      const written = await tools().writeFile(file, signal)
      const bytes = fs.readFileSync(file)
      bytes[Math.floor(bytes.length / 2)]! ^= 0xff
      fs.writeFileSync(file, bytes)
      return written
    },
  }
  await look(damage)
  const { trouble, items } = await readBackups(ctx(), backups)
  expect(trouble).toMatch(/^Restored to be checked, it was found wrong: This backup is damaged/)
  expect(files()).toEqual([items[0]!.name])
  now = now.add({ minutes: 10 })
  await look()
  expect(files()).toEqual([(await listBackups(ctx(), backups))[0]!.name])
})

testOnNewest(
  'to S3 and back: sealed, in parts, checked with the passphrase, downloaded, removed; without S3 it is refused',
  async () => {
    const objects = openS3({ ...s3.settings, prefix: 'mosaic/' })
    backups.objects = objects
    backups.passphrase = 'four words make sense'
    await writeBackupSettings(ctx(), { ...settings, place: 's3', daily: 1, weekly: 0, monthly: 0 })
    await askForBackup(ctx(), backups)
    await look(whole('four words make sense'))
    const [made] = await listBackups(ctx(), backups)
    expect(made).toMatchObject({ outcome: 'made', place: 's3', encrypted: true, checkedAt: now.toString() })
    const object = s3.objects.get(`mosaic/backups/${made!.name}`)!
    expect([made!.name.endsWith('.tar.age'), object.bytes.toString('latin1', 0, 21)]).toEqual([
      true,
      'age-encryption.org/v1',
    ])
    const { body, bytes } = await openBackup(ctx(), backups, { id: made!.id })
    const read: Buffer[] = []
    for await (const piece of body) read.push(piece as Buffer)
    expect([Buffer.concat(read).equals(object.bytes), object.bytes.length, files()]).toEqual([true, bytes, []])
    s3.behave('fail')
    now = at('2026-11-21T12:00')
    await look()
    expect((await readBackups(ctx(), backups)).trouble).not.toBeNull()
    s3.behave('serve')
    now = now.add({ minutes: 10 })
    await look()
    expect([...s3.objects.keys()].filter(key => key.startsWith('mosaic/backups/'))).toHaveLength(1)
    await expect(askForBackup(ctx(), { ...backups, objects: null })).rejects.toMatchObject({ code: 'backups.no_s3' })
    objects.close()
  },
)

testOnNewest(
  'an object store that takes nothing from the first byte on fails the backup and not the process',
  async () => {
    const refused = new Error('no')
    await expect(unchecked().writeTo(() => Promise.reject(refused), never)).rejects.toThrow()
  },
)

test('only what the table names is removed, and never the newest that was verified', async () => {
  fs.mkdirSync(backups.folder, { recursive: true })
  await writeBackupSettings(ctx(), { ...settings, daily: 2, weekly: 0, monthly: 0 })
  for (let day = 1; day <= 9; day++) {
    const name = `mosaic-${day}.tar`
    fs.writeFileSync(path.join(backups.folder, name), 'x')
    const when = at(`2026-11-0${day}T03:10`)
    await sql`
      insert into backups (id, reason, place, name, outcome, asked_at, started_at, finished_at, bytes, rows, manifest_hash,
        encrypted, checked_at)
      values (gen_random_uuid(), 'schedule', 'folder', ${name}, 'made', ${when}, ${when}, ${when}, 1, 1, repeat('0', 64),
        false, ${day === 3 ? when : null})`.execute(store.db)
  }
  fs.writeFileSync(path.join(backups.folder, 'mosaic-0.tar'), 'x')
  expect(await removeOld(ctx(), backups)).toBe(6)
  expect(files()).toEqual(['mosaic-0.tar', 'mosaic-3.tar', 'mosaic-8.tar', 'mosaic-9.tar'])
})
