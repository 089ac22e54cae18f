import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { beforeAll, expect, inject, test } from 'vitest'
import { fillEveryTable } from '../../../tests/store/fill.ts'
import { testStore } from '../../storage/testing/index.ts'
import { listTables } from '../copy/index.ts'
import { parseDatabaseUrl } from '../database-url.ts'
import { createPool } from '../pool.ts'
import { checkBackup, restoreBackup, writeBackup } from './index.ts'

const store = testStore({ connections: 2 })
const source = () => ({
  kind: 'server' as const,
  label: 'here',
  connection: connectionTo(parseDatabaseUrl(store.url).database!),
})
const connectionTo = (database: string) => ({ ...inject('testServer').connection, database })

/** A sink that keeps everything. */
function keep() {
  const pieces: Buffer[] = []
  const sink = new Writable({
    write(piece, _encoding, done) {
      pieces.push(piece)
      done()
    },
  })
  return { sink, bytes: () => Buffer.concat(pieces) }
}

async function* inPieces(bytes: Buffer, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function backup(options = {}) {
  const { sink, bytes } = keep()
  const written = await writeBackup(source(), sink, { release: '0.0.0', ...options })
  return { ...written, bytes: bytes() }
}

beforeAll(async () => {
  await fillEveryTable(store.pool).catch(() => {})
})

test('every table of the catalog is in it', async () => {
  const { bytes, manifest } = await backup()
  console.log(bytes.length)
  const checked = await checkBackup(inPieces(bytes))
  expect(checked.manifest).toEqual(manifest)
  expect(manifest.tables.map(({ name }) => name)).toEqual((await listTables(store.pool)).map(({ name }) => name))
})

test('restore', async () => {
  const { bytes, manifest } = await backup({ passphrase: 'correct horse' })
  const name = `mosaic_restored_${randomBytes(4).toString('hex')}`
  const admin = createPool({ ...inject('testServer').connection, max: 1 })
  await admin.query(`create database ${name}`)
  try {
    const t = performance.now()
    const restored = await restoreBackup(
      inPieces(bytes),
      { connection: connectionTo(name) },
      { passphrase: 'correct horse' },
    )
    console.log(performance.now() - t)
    expect(restored.manifest).toEqual(manifest)
  } finally {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
})
