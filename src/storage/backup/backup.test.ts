import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { Decrypter, Encrypter } from 'age-encryption'
import fc from 'fast-check'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { runs, testOnNewest, testStore } from '../../storage/testing/index.ts'
import { copyOut, fingerprintTable, listSequences, listTables, openCopyPool, readFill } from '../copy/index.ts'
import { migrate, readMigrations } from '../migrate.ts'
import { createPool } from '../pool.ts'
import { dumpSchema } from '../schema-dump.ts'
import { sha256 } from './format.ts'
import {
  checkBackup,
  checkBackupFile,
  fingerprintsOfBackup,
  type Progress,
  restoreBackup,
  restoreStore,
  writeBackup,
  writeBackupFile,
} from './index.ts'
import { unpackEntries } from './tar.ts'
import { collect, filledStore, inPieces, keep, PASSPHRASE, read, repack, type Where } from './testing/stores.ts'

const store = testStore({ connections: 2 })
const { folder, source, emptyDatabase, backup } = filledStore(store)

test('holds every table of the catalog, one that is added later too, as COPY gives it', async () => {
  const { bytes, head, manifest } = await backup()
  const pool = openCopyPool(source(), 1)
  const client = await pool.connect()
  const tables = await listTables(client)
  expect(tables.map(({ name }) => name)).toContain('later')
  expect(head.tables).toEqual(tables.map(({ name, columns }) => ({ name, columns })))
  expect(manifest.sequences).toEqual(await listSequences(client))
  const { text } = await read(bytes)
  for (const [index, table] of tables.entries()) {
    const { rows, hash } = await fingerprintTable(client, table)
    expect(manifest.tables[index]).toMatchObject({ name: table.name, rows, fingerprint: hash })
    if (rows > 0) expect(text.get(table.name)).toBe(sha256(await collect(copyOut(client, table))))
  }
  client.release()
  await pool.end()
  expect(manifest.tables.find(({ name }) => name === 'later')!.chunks.length).toBe(4)
  expect((await checkBackup(inPieces(bytes))).manifest).toEqual(manifest)
})

testOnNewest('is a tar that standard tools open', async () => {
  const file = path.join(folder, 'open.tar')
  const { manifest } = await writeBackupFile(source(), file, { release: '0.0.0' })
  const tar = (...args: string[]) => execFileSync('tar', ['-xOf', file, ...args]).toString('utf8')
  const names = execFileSync('tar', ['-tf', file]).toString().trim().split('\n')
  expect([names[0], ...names.slice(-2)]).toEqual(['mosaic-backup.json', 'manifest.json', 'manifest.json.sha256'])
  expect(tar('manifest.json.sha256')).toBe(`${sha256(Buffer.from(tar('manifest.json')))}  manifest.json\n`)
  expect(JSON.parse(tar('manifest.json'))).toEqual(manifest)
  expect(fs.statSync(file).mode & 0o777).toBe(0o600)
})

test('comes back into an empty database with the same rows, numbers and schema, and is then the same backup', async () => {
  await store.pool.query('alter table later rename to none_of_ours')
  const { bytes, manifest } = await backup()
  await store.pool.query('drop table none_of_ours')
  const target = await emptyDatabase()
  // As a start by itself leaves it.
  const pool = createPool({ ...target.connection, max: 1 })
  await migrate(pool)
  const seen: string[] = []
  const restored = await restoreBackup(inPieces(bytes), target, { onProgress: ({ what }) => seen.push(what) })
  expect(restored).toMatchObject({ manifest, migrated: [], leftOut: ['none_of_ours'] })
  expect(seen).toContain('indexes')
  expect(await dumpSchema(pool)).toBe(await dumpSchema(store.pool))
  const ours = manifest.sequences.filter(({ table }) => table !== 'none_of_ours')
  expect(await listSequences(pool)).toEqual(ours)
  expect(await readFill(pool)).toBeUndefined()
  const again = await backup({}, { ...source(), ...target })
  expect(again.manifest.tables).toEqual(manifest.tables.filter(({ name }) => name !== 'none_of_ours'))
  await expect(restoreBackup(inPieces(bytes), target)).rejects.toMatchObject({ code: 'backup.target_not_empty' })
  // As after a kill between the proof and the last word: it is there already. Changed since, it is another store.
  const file = path.join(folder, 'again.backup')
  await writeBackupFile({ ...source(), ...target }, file, { release: '0.0.0' })
  expect(await restoreBackup(file, target)).toMatchObject({ migrated: [], leftOut: [] })
  await pool.query('update persons set created_at = now()')
  await expect(restoreBackup(file, target)).rejects.toMatchObject({ code: 'backup.target_not_empty' })
  await pool.end()
})

testOnNewest('is an age file under a passphrase: the library opens ours, and we open what it seals', async () => {
  const { bytes } = await backup({ passphrase: PASSPHRASE })
  const decrypter = new Decrypter()
  decrypter.addPassphrase(PASSPHRASE)
  const plain = Buffer.from(await decrypter.decrypt(bytes))
  const whole = await read(plain)
  expect(await read(bytes, PASSPHRASE)).toEqual(whole)
  expect(await read(await sealedCheaply(plain), PASSPHRASE)).toEqual(whole)
  for (const passphrase of [undefined, 'another one'])
    await expect(checkBackup(inPieces(bytes), { passphrase })).rejects.toMatchObject({ code: 'backup.passphrase' })
})

testOnNewest('changed or cut off anywhere, it is refused, or what changed was padding', async () => {
  const { bytes } = await backup()
  const sealed = await sealedCheaply(bytes)
  const whole = await read(bytes)
  const tampered = fc.record({
    encrypted: fc.boolean(),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    length: fc.integer({ min: 1, max: 600 }),
    seed: fc.integer({ min: 1, max: 255 }),
    kind: fc.constantFrom('flip', 'cut', 'remove', 'insert', 'zero'),
  })
  await fc.assert(
    fc.asyncProperty(tampered, async ({ encrypted, place, length, seed, kind }) => {
      const from = encrypted ? sealed : bytes
      const start = Math.floor(place * from.length)
      const changed = Buffer.from(from)
      const piece = Buffer.from(Array.from({ length }, (_, index) => (seed * (index + 1)) % 256))
      if (kind === 'flip') changed[start]! ^= seed
      if (kind === 'zero') changed.fill(0, start, Math.min(start + length, changed.length))
      const tried =
        kind === 'cut'
          ? from.subarray(0, start)
          : kind === 'remove'
            ? Buffer.concat([from.subarray(0, start), from.subarray(start + length)])
            : kind === 'insert'
              ? Buffer.concat([from.subarray(0, start), piece, from.subarray(start)])
              : changed
      const outcome = await read(tried, encrypted ? PASSPHRASE : undefined).catch(error => error)
      const hashes = await checkBackup(inPieces(tried), encrypted ? { passphrase: PASSPHRASE } : {}).catch(
        error => error,
      )
      if (outcome instanceof Error) {
        expect((outcome as { code?: string }).code).toMatch(/^backup\.(damaged|not_a_backup|passphrase|format)$/)
        expect((hashes as { code?: string }).code).toMatch(/^backup\.(damaged|not_a_backup|passphrase|format)$/)
      } else {
        if (encrypted) expect(tried).toEqual(from)
        expect(outcome).toEqual(whole)
        expect(hashes.manifest).toEqual(whole.manifest)
      }
    }),
    { numRuns: runs(100) },
  )
})

testOnNewest('says what is wrong with it: another layout, a newer or another Mosaic, no backup, no file', async () => {
  const { bytes } = await backup()
  const target = await emptyDatabase()
  const withHead = (change: (head: Record<string, unknown>) => unknown) =>
    repack(bytes, entry =>
      entry.name === 'mosaic-backup.json'
        ? { name: entry.name, bytes: Buffer.from(JSON.stringify(change(JSON.parse(entry.bytes.toString())))) }
        : entry,
    )
  const refused = async (tried: Buffer | string, code: string) =>
    expect(restoreBackup(typeof tried === 'string' ? tried : inPieces(tried), target)).rejects.toMatchObject({ code })
  await refused(await withHead(head => ({ ...head, version: 2 })), 'backup.format')
  const migration = (name: string) => ({ migrations: [{ name, checksum: 'x' }] })
  await refused(await withHead(head => ({ ...head, ...migration('9999-tomorrow.sql') })), 'backup.newer')
  await refused(await withHead(head => ({ ...head, ...migration('0001-people.sql') })), 'backup.altered')
  await refused(await withHead(() => ({ format: 'another' })), 'backup.not_a_backup')
  const altered = (head: Record<string, unknown>) => ({
    ...head,
    tables: (head.tables as { name: string }[]).map(table => ({ ...table, columns: ['another'] })),
  })
  await refused(await withHead(altered), 'backup.altered')
  await refused(await withHead(head => ({ ...head, at: 'later' })), 'backup.damaged')
  await refused(Buffer.from('a letter'), 'backup.not_a_backup')
  await refused(Buffer.alloc(0), 'backup.not_a_backup')
  await refused(path.join(folder, 'nowhere'), 'backup.no_file')
  await refused(folder, 'backup.no_file')
  for (const left of ['manifest.json', 'manifest.json.sha256'])
    await expect(
      checkBackup(inPieces(await repack(bytes, entry => (entry.name === left ? undefined : entry)))),
    ).rejects.toMatchObject({ code: 'backup.damaged' })
  const inside = createPool({ ...target.connection, max: 1 })
  expect(await readFill(inside)).toMatchObject({ by: 'restore' })
  await inside.end()
  await expect(restoreStore('x', { kind: 'memory' })).rejects.toMatchObject({ code: 'backup.target' })
})

testOnNewest(
  'a manifest that lies, whoever wrote its hash anew, is refused: a table twice, unproven, or left out',
  async () => {
    const { bytes } = await backup()
    type Parts = {
      head: { tables: { name: string }[] }
      manifest: { head: string; tables: { name: string; chunks: object[] }[] }
    }
    const forged = async (lie: (parts: Parts) => void) => {
      const parts: Record<string, unknown> = {}
      for await (const { name, bytes: entry } of unpackEntries(inPieces(bytes)))
        if (name.endsWith('.json')) parts[name === 'manifest.json' ? 'manifest' : 'head'] = JSON.parse(entry.toString())
      const { head, manifest } = parts as Parts
      lie({ head, manifest })
      const headBytes = Buffer.from(JSON.stringify(head))
      const manifestBytes = Buffer.from(JSON.stringify({ ...manifest, head: sha256(headBytes) }))
      const instead: Record<string, Buffer> = {
        'mosaic-backup.json': headBytes,
        'manifest.json': manifestBytes,
        'manifest.json.sha256': Buffer.from(`${sha256(manifestBytes)}  manifest.json\n`),
      }
      return repack(bytes, ({ name, bytes: entry }) =>
        name.startsWith('tables/') && !manifest.tables.some(table => name.startsWith(`tables/${table.name}/`))
          ? undefined
          : { name, bytes: instead[name] ?? entry },
      )
    }
    const isPersons = ({ name }: { name: string }) => name === 'persons'
    const unproven = await forged(({ manifest }) => {
      manifest.tables = manifest.tables.filter(table => !isPersons(table))
    })
    await expect(checkBackup(inPieces(unproven))).rejects.toMatchObject({ code: 'backup.damaged' })
    const twice = await forged(({ head, manifest }) => {
      head.tables.push(head.tables.find(isPersons)!)
      manifest.tables.push({ ...manifest.tables.find(isPersons)!, chunks: [] })
    })
    await expect(checkBackup(inPieces(twice))).rejects.toMatchObject({ code: 'backup.damaged' })
    const lacking = await forged(({ head, manifest }) => {
      head.tables = head.tables.filter(table => !isPersons(table))
      manifest.tables = manifest.tables.filter(table => !isPersons(table))
    })
    await expect(restoreBackup(inPieces(lacking), await emptyDatabase())).rejects.toMatchObject({
      code: 'backup.altered',
    })
  },
)

test('of an older release, it is brought up to this one', async () => {
  const old = await emptyDatabase()
  const pool = createPool({ ...old.connection, max: 1 })
  const names = (await readMigrations()).map(({ name }) => name)
  await migrate(pool, { upTo: '0025-lead-histories.sql' })
  await pool.query(`insert into persons (id, created_at) values (gen_random_uuid(), now())`)
  await pool.end()
  const { bytes, head } = await backup({}, { ...source(), ...old })
  expect(head.migrations.at(-1)?.name).toBe('0025-lead-histories.sql')
  const target = await emptyDatabase()
  const { migrated } = await restoreBackup(inPieces(bytes), target)
  expect(migrated).toEqual(names.slice(names.indexOf('0025-lead-histories.sql') + 1))
  const restored = createPool({ ...target.connection, max: 1 })
  expect((await restored.query('select count(*) as count from persons')).rows).toEqual([{ count: 1 }])
  expect(await dumpSchema(restored)).toBe(await dumpSchema(store.pool))

  // Killed after its proof and before it could say so: the same again finds it whole, from a stream too.
  const file = path.join(folder, 'older.backup')
  fs.writeFileSync(file, bytes)
  for (const from of [file, inPieces(bytes)])
    expect(await restoreBackup(from, target)).toMatchObject({ already: true, migrated: [] })
  await restored.query(`insert into persons (id, created_at) values (gen_random_uuid(), now())`)
  for (const from of [file, inPieces(bytes)])
    await expect(restoreBackup(from, target)).rejects.toMatchObject({ code: 'backup.target_not_empty' })
  await restored.end()
})

test('what names what lies elsewhere is counted in the same snapshot', async () => {
  const outside = { objects: 2, bytes: 300, names: ['a', 'b'] }
  const { bytes } = await backup({ settings: ['MOSAIC_SECRET'], outside: async () => outside })
  const { head, manifest } = await checkBackup(inPieces(bytes))
  expect([head.settings, manifest.outside]).toEqual([['MOSAIC_SECRET'], outside])
})

testOnNewest('its file appears whole or not at all, overwrites nothing, and leaves no part behind', async () => {
  const file = path.join(folder, 'whole.backup')
  // Of a killed run; nobody has a number this high.
  const namespace = fs.readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')
  fs.writeFileSync(`${file}.${namespace}.99999999.part`, 'half')
  fs.writeFileSync(`${file}.1.1.part`, 'of another container, at work')
  await expect(
    writeBackupFile(source(), file, { release: '0.0.0', outside: () => Promise.reject(new Error('broke')) }),
  ).rejects.toThrow('broke')
  expect(fs.readdirSync(folder).filter(name => name.startsWith('whole'))).toEqual(['whole.backup.1.1.part'])
  const { bytes, manifest } = await writeBackupFile(source(), file, { release: '0.0.0' })
  expect(fs.statSync(file).size).toBe(bytes)
  expect((await checkBackupFile(file)).manifest).toEqual(manifest)
  expect((await fingerprintsOfBackup(file)).get('persons')!.rows).toBe(
    manifest.tables.find(({ name }) => name === 'persons')!.rows,
  )
  await expect(writeBackupFile(source(), file, { release: '0.0.0' })).rejects.toMatchObject({ code: 'backup.exists' })
  // A name that somebody takes while the backup is being made is theirs.
  const taken = path.join(folder, 'taken.backup')
  const meanwhile = async () => {
    fs.writeFileSync(taken, 'of somebody else')
    return { objects: 0, bytes: 0, names: [] }
  }
  await expect(writeBackupFile(source(), taken, { release: '0.0.0', outside: meanwhile })).rejects.toMatchObject({
    code: 'backup.exists',
  })
  expect(fs.readFileSync(taken, 'utf8')).toBe('of somebody else')
  expect(fs.readdirSync(folder).filter(name => name.startsWith('taken'))).toEqual(['taken.backup'])
  const nowhere = path.join(folder, 'no', 'where')
  await expect(writeBackupFile(source(), nowhere, { release: '0.0.0' })).rejects.toMatchObject({
    code: 'backup.folder',
  })
})

test.runIf(process.getuid?.() === 0 && process.platform === 'linux')(
  'a full disk is said, and nothing is left on it',
  async () => {
    const small = fs.mkdtempSync(path.join(folder, 'small-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'mosaic-test', small], { stdio: 'ignore' })
    } catch {
      // A container may not mount.
      return
    }
    try {
      await expect(writeBackupFile(source(), path.join(small, 'backup'), { release: '0.0.0' })).rejects.toMatchObject({
        code: 'backup.disk_full',
      })
      expect(fs.readdirSync(small)).toEqual([])
    } finally {
      execFileSync('umount', [small])
    }
  },
)

testOnNewest('a sink that fails comes as it is, and the store is well', async () => {
  await expect(writeBackup(source(), keep(20_000).sink, { release: '0.0.0' })).rejects.toMatchObject({ code: 'ENOSPC' })
  expect((await store.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

testOnNewest('a connection that breaks is said, and the restore goes on afterwards', async () => {
  const { bytes, manifest } = await backup()
  const file = path.join(folder, 'cut.backup')
  fs.writeFileSync(file, bytes)
  const target = await emptyDatabase()
  const proxy = await startProxy(target.connection)
  const cutAt = (table: string) => ({ onProgress: ({ what }: Progress) => what === table && proxy.cut() })
  const through = (where: Where) => ({ connection: { ...where.connection, ...proxy.address } })
  const lost = path.join(folder, 'lost')
  await expect(
    writeBackupFile({ ...source(), ...through(source()) }, lost, { release: '0.0.0', ...cutAt('messages') }),
  ).rejects.toMatchObject({ code: 'storage.unreachable' })
  expect(fs.readdirSync(folder).filter(name => name.startsWith('lost'))).toEqual([])
  await expect(restoreBackup(file, through(target), cutAt('messages'))).rejects.toMatchObject({
    code: 'storage.unreachable',
  })
  await expect(restoreBackup(file, through(target), cutAt('indexes'))).rejects.toMatchObject({
    code: 'storage.unreachable',
  })
  proxy.close()
  const pool = createPool({ ...target.connection, max: 1 })
  await expect(migrate(pool)).rejects.toMatchObject({ code: 'storage.half_filled' })
  await pool.end()
  expect((await restoreBackup(file, target)).manifest).toEqual(manifest)
})

async function sealedCheaply(plain: Buffer): Promise<Buffer> {
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(1)
  encrypter.setPassphrase(PASSPHRASE)
  return Buffer.from(await encrypter.encrypt(plain))
}

/** A way to the database that breaks when told to. */
async function startProxy({ host, port = 5432 }: pg.ClientConfig) {
  const sockets = new Set<net.Socket>()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = net.createServer(near => {
    const far = host!.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(Number(port), host)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    address: { host: '127.0.0.1', port: (server.address() as net.AddressInfo).port },
    cut,
    close() {
      cut()
      server.close()
    },
  }
}
