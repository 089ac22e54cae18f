import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import type pg from 'pg'
import { afterEach, beforeAll, expect, inject, test } from 'vitest'
import { fillEveryTable } from '../../../tests/store/fill.ts'
import { testStore } from '../../storage/testing/index.ts'
import { restoreStore, writeBackupFile } from '../backup/index.ts'
import type { StoreChoice } from '../detect.ts'
import { migrate } from '../migrate.ts'
import { openStore } from '../open.ts'
import { releaseStore } from './give-up.ts'
import { compareWith, fingerprintStore, type MoveInput, moveStore, openCopyPool, readFill, readHold } from './index.ts'
import { PATIENT, serverAt, settings, testDatabases } from './testing/databases.ts'

const source = testStore({ connections: 4 })
const databases = testDatabases(source)
const backup = path.join(databases.folder, 'one.backup')

beforeAll(async () => {
  await fillEveryTable(source.pool)
  await source.pool.query(
    `insert into persons (id, created_at) select gen_random_uuid(), now() from generate_series(1, 40000)`,
  )
  const connection = { ...inject('testServer').connection, database: new URL(source.url).pathname.slice(1) }
  await writeBackupFile({ kind: 'server', label: 'x', connection }, backup, { release: '0' })
}, 120_000)

const move = (to: StoreChoice, more: Partial<MoveInput> = {}) =>
  moveStore({ from: serverAt(source.url), to, settings, release: 'test', now: () => Temporal.Now.instant(), ...more })
const released = () => releaseStore(serverAt(source.url), settings)

/**
 * From now on tables cannot be made for want of room, or the indexes of a fill, as PostgreSQL says it; for where no disk can be
 * filled.
 */
async function fullFor(pool: pg.Pool, tag: 'CREATE TABLE' | 'CREATE INDEX') {
  await pool.query(`
    create schema disk;
    create function disk.full() returns event_trigger language plpgsql as $$ begin
      if tg_tag = 'CREATE INDEX' and to_regclass('mosaic_fill.state') is null then return; end if;
      raise exception 'could not extend file: No space left on device' using errcode = '53100';
    end $$;
    create event trigger disk_is_full on ddl_command_end when tag in ('${tag}') execute function disk.full()`)
  return () => pool.query('drop event trigger disk_is_full; drop schema disk cascade')
}

/** A test that failed in the middle leaves a hold, which is no concern of the next one. */
afterEach(async () => {
  await released()
})

const printsOf = async (pool: pg.Pool) => {
  const { database } = (await pool.query<{ database: string }>('select current_database() as database')).rows[0]!
  const own = openCopyPool({ connection: { ...inject('testServer').connection, database } }, 2)
  return fingerprintStore(own).finally(() => own.end())
}

test(
  'no room before anything is carried: said, and nothing is held; in the middle: said, and it goes on',
  PATIENT,
  async () => {
    const { pool, to } = await databases.make()
    const before = await printsOf(source.pool)
    const first = await fullFor(pool, 'CREATE TABLE')
    await expect(move(to)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'move.disk_full',
      message: expect.stringMatching(/^The disk of \S+.*mosaic_copy_\w+ is full .*This run carried nothing/),
    })
    expect([await readHold(source.pool), await readHold(pool), await readFill(pool)]).toEqual(Array(3).fill(undefined))
    await first()

    const second = await fullFor(pool, 'CREATE INDEX')
    await expect(move(to)).rejects.toMatchObject({
      code: 'move.disk_full',
      message: expect.stringMatching(/not whole and is served to nobody.*run the same command again/),
    })
    expect(await readFill(pool)).toMatchObject({ by: 'move' })
    await expect(migrate(pool)).rejects.toMatchObject({ code: 'storage.half_filled' })
    expect(await printsOf(source.pool)).toEqual(before)
    await second()
    const { report } = await move(to)
    expect(compareWith(report, before)).toEqual([])
    expect(await printsOf(source.pool)).toEqual(before)
  },
)

test('a restore: the same', PATIENT, async () => {
  const { pool, to } = await databases.make()
  const first = await fullFor(pool, 'CREATE TABLE')
  await expect(restoreStore(backup, to)).rejects.toMatchObject({
    code: 'storage.disk_full',
    message: expect.stringContaining('Nothing of the backup is there yet'),
  })
  expect(await readFill(pool)).toBeUndefined()
  await first()
  const second = await fullFor(pool, 'CREATE INDEX')
  await expect(restoreStore(backup, to)).rejects.toMatchObject({
    code: 'storage.disk_full',
    message: expect.stringMatching(/half filled and is served to nobody: run the same restore again/),
  })
  expect(await readFill(pool)).toMatchObject({ by: 'restore' })
  await second()
  expect(await restoreStore(backup, to)).toMatchObject({ already: false })
  expect(await printsOf(pool)).toEqual(await printsOf(source.pool))
})

test('a server that ends since it cannot write its log is named, with what it says', PATIENT, async () => {
  const { url, to, pool } = await databases.make()
  const proxy = await dyingServer(url)
  const dying = move(serverAt(proxy.url), { onProgress: ({ rows }) => rows > 5_000 && proxy.die() })
  await expect(dying).rejects.toMatchObject({
    code: 'move.disk_full',
    message: expect.stringMatching(/could not write to file.*not whole and is served to nobody/),
  })
  proxy.mend()
  const cut = move(serverAt(proxy.url), { onProgress: ({ rows }) => rows > 5_000 && proxy.cut() })
  await expect(cut).rejects.toMatchObject({
    code: 'move.interrupted',
    message: expect.stringMatching(
      /to 127\.0\.0\.1\/\w+ was lost, and it does not answer now.*whether its disk is full/,
    ),
  })
  proxy.close()
  expect(await readFill(pool)).toMatchObject({ by: 'move' })
  expect((await move(to)).report.tables.every(({ equal }) => equal)).toBe(true)
  await released()
})

/** Stands before a server that says why it ends, ends all its sessions, and takes no more. */
async function dyingServer(to: URL) {
  const host = to.searchParams.get('host') ?? to.hostname
  const port = Number(to.port || 5432)
  const sockets = new Set<net.Socket>()
  let isDead = false
  const server = net.createServer(socket => {
    if (isDead) return void socket.destroy()
    const behind = host.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host)
    sockets.add(socket.on('error', () => {}).on('close', () => behind.destroy()))
    behind.on('error', () => {}).on('close', () => socket.destroy())
    socket.pipe(behind).pipe(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(to.href)
  url.searchParams.delete('host')
  url.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`
  const fields = ['SPANIC', 'VPANIC', 'C53100', 'Mcould not write to file "pg_wal/xlogtemp.1": No space left on device']
  const body = Buffer.from(`${fields.join('\0')}\0\0`)
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return {
    url: url.href,
    die() {
      if (isDead) return
      isDead = true
      // What still comes is read, or the client would be cut off before it hears why.
      for (const socket of sockets)
        socket
          .unpipe()
          .resume()
          .end(Buffer.concat([Buffer.from('E'), length, body]))
    },
    /** As when what it says is lost on the way. */
    cut() {
      isDead = true
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      isDead = false
    },
    close: () => server.close(),
  }
}

/** A small file system in memory; undefined where none may be mounted, as without root: the tests above say the same of errors. */
function mountSmall(name: string) {
  const at = path.join(databases.folder, name)
  fs.mkdirSync(at)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=500m,mode=0777', 'mosaic-test', at], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  const resize = (size: string) => execFileSync('mount', ['-o', `remount,size=${size}`, at], { stdio: 'ignore' })
  return {
    folder: at,
    /** As small as what lies on it, and a little. */
    fill(left = 1_000_000) {
      const { blocks, bfree, bsize } = fs.statfsSync(at)
      resize(String((blocks - bfree) * bsize + left))
    },
    free: () => resize('500m'),
    close: () => execFileSync('umount', ['-l', at]),
  }
}

test('the disk of the tables of a server is really full, in the middle of the rows', PATIENT, async () => {
  const disk = mountSmall('tables')
  if (!disk) return
  const space = `small_${randomBytes(4).toString('hex')}`
  try {
    const inside = path.join(disk.folder, 'space')
    fs.mkdirSync(inside, { mode: 0o700 })
    fs.chmodSync(databases.folder, 0o755)
    const { pid } = (await databases.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!
    const { uid, gid } = fs.statSync(`/proc/${pid}`)
    fs.chownSync(inside, uid, gid)
    await databases.query(`create tablespace ${space} location '${inside}'`)
    const { pool, to, name } = await databases.make({ tablespace: space })
    let isFilled = false
    const fill = ({ rows }: { rows: number }) => {
      if (!isFilled && rows > 1_000) disk.fill()
      isFilled ||= rows > 1_000
    }
    await expect(move(to, { onProgress: fill })).rejects.toMatchObject({
      code: 'move.disk_full',
      message: expect.stringMatching(/No space left on device.*not whole/),
    })
    expect(isFilled).toBe(true)
    expect(await readFill(pool)).toMatchObject({ by: 'move' })
    disk.free()
    const { report } = await move(to)
    expect(compareWith(report, await printsOf(source.pool))).toEqual([])
    await released()

    const other = await databases.make({ tablespace: space })
    isFilled = false
    await expect(restoreStore(backup, other.to, { onProgress: fill })).rejects.toMatchObject({
      code: 'storage.disk_full',
      message: expect.stringContaining('half filled'),
    })
    expect(await readFill(other.pool)).toMatchObject({ by: 'restore' })
    disk.free()
    await restoreStore(backup, other.to)
    expect(await printsOf(other.pool)).toEqual(await printsOf(source.pool))
    for (const one of [name, other.name]) {
      await databases.drop(one)
    }
    await databases.query(`drop tablespace ${space}`)
  } finally {
    disk.close()
  }
})

test('the disk of an embedded store, with its log, is really full', PATIENT, async () => {
  const disk = mountSmall('embedded')
  if (!disk) return
  const inFolder = (name: string) => ({ kind: 'embedded', folder: path.join(disk.folder, name) }) as const
  const once = (left: number) => {
    let isFilled = false
    return ({ rows }: { rows: number }) => {
      if (!isFilled && rows > 1_000) disk.fill(left)
      isFilled ||= rows > 1_000
    }
  }
  try {
    const to = inFolder('moved')
    const error = await move(to, { onProgress: once(200_000) }).then(
      () => expect.unreachable(),
      refusal => refusal,
    )
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/full.*not whole/s) })
    // While there is no room the house does not open; with room it says that it is half filled.
    disk.free()
    const store = await openStore({ where: to })
    await store.ready
    await expect(migrate(store.pool)).rejects.toMatchObject({ code: 'storage.half_filled' })
    await store.close()
    const { report } = await move(to)
    expect(compareWith(report, await printsOf(source.pool))).toEqual([])
    await released()

    const restored = inFolder('restored')
    await expect(restoreStore(backup, restored, { onProgress: once(200_000) })).rejects.toMatchObject({
      code: 'storage.disk_full',
      message: expect.stringContaining('Nothing was left there'),
    })
    expect(fs.existsSync(path.join(restored.folder, 'restoring'))).toBe(false)
    disk.free()
    await restoreStore(backup, restored)
  } finally {
    disk.close()
  }
})
