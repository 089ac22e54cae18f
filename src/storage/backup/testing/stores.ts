import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import type pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { fillEveryTable } from '../../../../tests/store/fill.ts'
import type { testStore } from '../../../storage/testing/index.ts'
import { createPool } from '../../pool.ts'
import { sha256 } from '../format.ts'
import { type BackupManifest, type BackupOptions, readBackup, writeBackup } from '../index.ts'
import { type Entry, packEntries, unpackEntries } from '../tar.ts'

export const PASSPHRASE = 'correct horse battery'

export type Where = { connection: pg.ClientConfig }
/** A database of the test's own server. */
export const at = (database: string): Where => ({ connection: { ...inject('testServer').connection, database } })

/** A store with a row in every table, a folder for its backups, and databases to restore into. */
export function filledStore(store: ReturnType<typeof testStore>) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-backups-'))
  const made: string[] = []
  let admin: pg.Pool

  const source = () => ({ kind: 'server' as const, label: 'here', ...at(new URL(store.url).pathname.slice(1)) })

  beforeAll(async () => {
    admin = createPool({ ...inject('testServer').connection, max: 1 })
    await fillEveryTable(store.pool)
    // A table that a later release adds, with a row longer than a chunk, and rows that are gone with their numbers.
    await store.pool.query(`
      create table later (number bigint generated always as identity primary key, bytes bytea, twice bigint generated always as (number * 2) stored);
      alter table later alter column bytes set storage external;
      insert into later (bytes) select string_agg(sha256(n::text::bytea), '') from generate_series(1, 200000) n;
      insert into later (bytes) select '\\x0a5c' from generate_series(1, 9);
      delete from later where number > 5`)
  })

  afterAll(async () => {
    for (const name of made) await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  async function emptyDatabase(): Promise<Where> {
    const name = `mosaic_restored_${randomBytes(4).toString('hex')}`
    made.push(name)
    await admin.query(`create database ${name}`)
    return at(name)
  }

  return { folder, source, emptyDatabase, backup }

  async function backup(options: Partial<BackupOptions> = {}, from = source()) {
    const { sink, bytes } = keep()
    const written = await writeBackup(from, sink, { release: '0.0.0', ...options })
    return { ...written, bytes: bytes() }
  }
}

/** A sink that keeps everything, up to a limit after which its disk is full. */
export function keep(limit = Number.POSITIVE_INFINITY) {
  const pieces: Buffer[] = []
  let length = 0
  const sink = new Writable({
    write(piece, _encoding, done) {
      pieces.push(piece)
      length += piece.length
      done(length > limit ? Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' }) : null)
    },
  })
  return { sink, bytes: () => Buffer.concat(pieces) }
}

export async function* inPieces(bytes: Uint8Array, size = 65_536) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const list: Uint8Array[] = []
  for await (const piece of pieces) list.push(piece)
  return Buffer.concat(list)
}

/** The text of every table, as a reader gets it. */
export async function read(
  bytes: Buffer,
  passphrase?: string,
): Promise<{ text: Map<string, string>; manifest: BackupManifest }> {
  const texts = new Map<string, Buffer[]>()
  let manifest: BackupManifest | undefined
  for await (const part of readBackup(inPieces(bytes), { passphrase })) {
    if (part.kind === 'chunk') texts.set(part.table, [...(texts.get(part.table) ?? []), part.text])
    if (part.kind === 'manifest') manifest = part.manifest
  }
  return {
    text: new Map([...texts].map(([table, list]) => [table, sha256(Buffer.concat(list))])),
    manifest: manifest!,
  }
}

export const repack = async (bytes: Buffer, change: (entry: Entry) => Entry | undefined) => {
  async function* changed() {
    for await (const entry of unpackEntries(inPieces(bytes))) {
      const kept = change(entry)
      if (kept) yield kept
    }
  }
  return collect(packEntries(changed(), new Date(0)))
}
