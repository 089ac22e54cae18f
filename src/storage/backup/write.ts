import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { type Asks, copyOut, listSequences, listTables, openCopyPool, type TableShape } from '../copy/index.ts'
import type { Store } from '../open.ts'
import { asUnavailable } from '../unavailable.ts'
import { cutChunks } from './chunks.ts'
import {
  type BackupHead,
  type BackupManifest,
  type BackupTable,
  chunkName,
  FORMAT,
  FORMAT_VERSION,
  HEAD,
  MANIFEST,
  type Outside,
  SEAL,
  sha256,
} from './format.ts'
import { openPress, type Press } from './press.ts'
import { seal } from './seal.ts'
import { type Entry, packEntries } from './tar.ts'

/** An open store of either kind. */
export type BackupSource = Pick<Store, 'kind' | 'label' | 'connection'>

/** How far a backup or a restore is. `estimatedRows` is by the database's statistics in a backup, exact in a restore. */
export type Progress = { what: string; rows: number; estimatedRows: number; bytes: number }

export type BackupOptions = {
  /** Of Mosaic, as the file says it */
  release: string
  /** Encrypts the file with it. */
  passphrase?: string | undefined
  /** Names of the settings that must be carried along, for whoever restores it. */
  settings?: string[]
  /** Counts and names what belongs to the data and lies elsewhere, in the backup's own snapshot. */
  outside?: (client: Asks) => Promise<Outside>
  onProgress?: (progress: Progress) => void
  signal?: AbortSignal
}

/** What was written. */
export type Written = { head: BackupHead; manifest: BackupManifest }

/**
 * Writes a backup of a store into `sink` and ends it: one snapshot of every table, while the store serves. Memory stays bounded
 * whatever the size, of a row too. The store is only read. Layout: docs/backups.md.
 *
 * Refuses `storage.unreachable` when the connection is lost; a failure of the sink comes as it is.
 */
export async function writeBackup(source: BackupSource, sink: Writable, options: BackupOptions): Promise<Written> {
  const pool = openCopyPool(source, 1)
  const press = openPress()
  try {
    const client = await pool.connect().catch(lost)
    // In the middle of a statement that breaks the connection: a database that does not answer is not waited for.
    const cut = () => void client.end().catch(() => {})
    options.signal?.addEventListener('abort', cut, { once: true })
    try {
      await client.query('begin isolation level repeatable read read only')
      // A large table is else read from wherever another reader of it is: the same rows in another order.
      await client.query('set local synchronize_seqscans = off')
      const written: Partial<Written> = {}
      const at = (await client.query<{ at: Temporal.Instant }>('select now() as at')).rows[0]!.at
      const tar = packEntries(entries({ client, press, at, source, options }, written), new Date(at.epochMilliseconds))
      const bytes = options.passphrase === undefined ? tar : seal(tar, options.passphrase)
      await pipeline(bytes, sink, { ...(options.signal && { signal: options.signal }) })
      return written as Written
    } catch (error) {
      // Not what broke by it.
      options.signal?.throwIfAborted()
      throw error
    } finally {
      options.signal?.removeEventListener('abort', cut)
      client.release(true)
    }
  } finally {
    await press.close()
    await pool.end()
  }
}

/** The database's failures in words. Those of the sink are not its own, though their codes are the same. */
function lost(error: unknown): never {
  throw asUnavailable(error) ?? error
}

async function* entries(...given: Parameters<typeof readEntries>): AsyncGenerator<Entry> {
  try {
    yield* readEntries(...given)
  } catch (error) {
    lost(error)
  }
}

type Making = {
  client: pg.ClientBase
  press: Press
  at: Temporal.Instant
  source: BackupSource
  options: BackupOptions
}

async function* readEntries(making: Making, written: Partial<Written>): AsyncGenerator<Entry> {
  const { client, press, options } = making
  const tables = await listTables(client)
  const head = await describe(making, tables)
  written.head = head
  const headBytes = json(head)
  yield { name: HEAD, bytes: headBytes }
  const progress = {
    what: '',
    rows: 0,
    estimatedRows: tables.reduce((sum, table) => sum + table.estimatedRows, 0),
    bytes: 0,
  }
  const done: BackupTable[] = []
  for (const table of tables) {
    progress.what = table.name
    const rowsBefore = progress.rows
    const chunks: BackupTable['chunks'] = []
    for await (const { bytes, rows, ...chunk } of cutChunks(untilItsEnd(copyOut(client, table)), press)) {
      progress.rows = rowsBefore + rows
      progress.bytes += chunk.text
      options.onProgress?.(progress)
      yield { name: chunkName(table.name, chunks.length), bytes }
      chunks.push({ bytes: bytes.length, ...chunk })
    }
    const { rows, bytes, hash } = await press.end()
    progress.rows = rowsBefore + rows
    done.push({ name: table.name, columns: table.columns, rows, bytes, fingerprint: hash, chunks })
  }
  const manifest: BackupManifest = {
    head: sha256(headBytes),
    tables: done,
    sequences: await listSequences(client),
    outside: (await options.outside?.(client)) ?? { objects: 0, bytes: 0, names: [] },
  }
  written.manifest = manifest
  const bytes = json(manifest)
  yield { name: MANIFEST, bytes }
  yield { name: SEAL, bytes: Buffer.from(`${sha256(bytes)}  ${MANIFEST}\n`) }
}

/** Half a table whose connection broke must not pass for a whole one, however the driver ends the stream. */
async function* untilItsEnd(text: Readable): AsyncGenerator<Buffer> {
  for await (const piece of text) yield piece as Buffer
  if (text.errored) throw text.errored
}

async function describe(
  { client, at, source: { kind, label }, options: { release, settings = [] } }: Making,
  tables: TableShape[],
): Promise<BackupHead> {
  const { rows: migrations } = await client.query<BackupHead['migrations'][number]>(
    'select name, checksum from migrations order by name collate "C"',
  )
  const { rows } = await client.query<{ postgresql: string }>(`select current_setting('server_version') as postgresql`)
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    release,
    at: at.toString(),
    store: { kind, label, postgresql: rows[0]!.postgresql },
    migrations,
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    settings,
  }
}

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`)
