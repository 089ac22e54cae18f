import fs from 'node:fs'
import { refuse } from '../../kernel/refusal.ts'
import { openChunk } from './chunks.ts'
import {
  type BackupHead,
  type BackupManifest,
  chunkName,
  damaged,
  HEAD,
  MANIFEST,
  notABackup,
  readHead,
  readManifest,
  SEAL,
  sha256,
} from './format.ts'
import { AGE_MAGIC, unseal } from './seal.ts'
import { unpackEntries } from './tar.ts'

/** What comes out of a backup, in this order: the head, each table's chunks, the manifest. */
export type BackupPart =
  | { kind: 'head'; head: BackupHead; encrypted: boolean }
  | { kind: 'chunk'; table: string; number: number; text: Buffer }
  | { kind: 'manifest'; manifest: BackupManifest }

export type ReadOptions = {
  passphrase?: string | undefined
  /** Hashes alone: chunks come without their text. */
  closed?: boolean
  /** From an earlier reading of the same file: no chunk is given on that is not the one which was checked. */
  expected?: BackupManifest
}

type Seen = { name: string; bytes: number; sha256: string }

/** Chunks being opened on other threads while the one before them is used. */
const AHEAD = 2

/**
 * Reads a backup as a stream and verifies it on the way: the checksum of each chunk at once, everything against the manifest
 * when that arrives, last. Whoever uses a chunk before the manifest came must be able to take it back.
 *
 * Refuses `backup.not_a_backup`, `backup.format`, `backup.passphrase` and, for whatever was changed or cut off, `backup.damaged`.
 */
export async function* readBackup(
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<BackupPart> {
  const { bytes, encrypted } = await opened(source, options.passphrase)
  const seen: Seen[] = []
  let headHash = ''
  let head: BackupHead | undefined
  let manifest: { bytes: Buffer; read: BackupManifest } | undefined
  let sealed = false
  const ahead: (() => Promise<BackupPart>)[] = []
  for await (const { name, bytes: entry } of unpackEntries(bytes)) {
    if (manifest) {
      if (name !== SEAL || entry.toString('latin1') !== `${sha256(manifest.bytes)}  ${MANIFEST}\n`) damaged(name)
      sealed = true
    } else if (name === HEAD) {
      if (headHash) damaged(name)
      headHash = sha256(entry)
      head = readHead(entry)
      yield { kind: 'head', head, encrypted }
    } else if (name === MANIFEST) {
      manifest = { bytes: entry, read: readManifest(entry) }
    } else {
      const { table, number } = chunkOf(name)
      const chunk = { name, bytes: entry.length, sha256: sha256(entry) }
      if (options.expected) expectChunk(options.expected, table, number, chunk)
      seen.push(chunk)
      if (options.closed) continue
      const text = openChunk(name, entry)
      // It is awaited in its turn; a failure before that is not unheard.
      text.catch(() => {})
      ahead.push(async () => ({ kind: 'chunk', table, number, text: await text }))
      if (ahead.length > AHEAD) yield ahead.shift()!()
    }
  }
  for (const chunk of ahead) yield chunk()
  if (!head || !manifest || !sealed) return damaged('its end is missing')
  compareTables(head, manifest.read)
  compare(manifest.read, headHash, seen)
  yield { kind: 'manifest', manifest: manifest.read }
}

/** The bytes of a backup's file. Refuses `backup.no_file`. */
export async function* backupFile(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* fs.createReadStream(file, { highWaterMark: 1024 * 1024 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR')
      refuse('not_found', 'backup.no_file', { message: `There is no file ${file} that can be read (${code}).` })
    throw error
  }
}

/** What a whole backup is. `encrypted` says that a passphrase was needed. */
export type Checked = { head: BackupHead; manifest: BackupManifest; encrypted: boolean }

/** Reads a backup to its end and compares every hash, without a database. Refuses as `readBackup` does. */
export async function checkBackup(source: AsyncIterable<Uint8Array>, options: ReadOptions = {}): Promise<Checked> {
  const checked: Partial<Checked> = {}
  for await (const part of readBackup(source, { ...options, closed: true })) {
    if (part.kind === 'head') Object.assign(checked, { head: part.head, encrypted: part.encrypted })
    if (part.kind === 'manifest') checked.manifest = part.manifest
  }
  return checked as Checked
}

/** As `checkBackup`, of a file. */
export async function checkBackupFile(file: string, options: ReadOptions = {}): Promise<Checked> {
  return checkBackup(backupFile(file), options)
}

/** The fingerprint of each table in a file that was found whole, to compare a store with. */
export async function fingerprintsOfBackup(
  file: string,
  options: ReadOptions = {},
): Promise<Map<string, { rows: number; bytes: number; hash: string }>> {
  const { manifest } = await checkBackupFile(file, options)
  return new Map(
    manifest.tables.map(({ name, rows, bytes, fingerprint }) => [name, { rows, bytes, hash: fingerprint }]),
  )
}

/** Looks at how it begins: an age file is opened first. */
async function opened(source: AsyncIterable<Uint8Array>, passphrase: string | undefined) {
  const input = source[Symbol.asyncIterator]()
  let start: Buffer = Buffer.alloc(0)
  while (start.length < AGE_MAGIC.length) {
    const next = await input.next()
    if (next.done) break
    start = Buffer.concat([start, next.value])
  }
  const bytes = (async function* () {
    try {
      yield start
      for (let next = await input.next(); !next.done; next = await input.next()) yield next.value
    } finally {
      await input.return?.()
    }
  })()
  if (start.length === 0) notABackup()
  const encrypted = start.subarray(0, AGE_MAGIC.length).equals(AGE_MAGIC)
  if (!encrypted) return { bytes, encrypted }
  if (passphrase === undefined)
    refuse('forbidden', 'backup.passphrase', {
      message:
        'This backup is encrypted. Set MOSAIC_BACKUP_PASSPHRASE, or --passphrase-file, to the passphrase it was made with.',
    })
  return { bytes: unseal(bytes, passphrase), encrypted }
}

function chunkOf(name: string): { table: string; number: number } {
  const [, table, number] = /^tables\/([^/]+)\/(\d+)\.copy\.zst$/.exec(name) ?? []
  return table === undefined ? damaged(name) : { table, number: Number(number) }
}

/** Both name the same tables, each once: one that the manifest does not speak of would come in without proof. */
function compareTables(head: BackupHead, manifest: BackupManifest): void {
  const shapes = ({ tables }: Pick<BackupHead, 'tables'>) =>
    JSON.stringify(tables.map(({ name, columns }) => [name, columns]))
  const names = new Set(head.tables.map(({ name }) => name))
  if (names.size !== head.tables.length || shapes(head) !== shapes(manifest)) damaged(MANIFEST)
}

/** The chunks that the manifest names, each as it says, in its order, and no other. */
function compare(manifest: BackupManifest, head: string, seen: Seen[]): void {
  if (manifest.head !== head) damaged(HEAD)
  let at = 0
  for (const { name: table, bytes, chunks } of manifest.tables) {
    for (const [number, chunk] of chunks.entries()) {
      const name = chunkName(table, number)
      const found = seen[at++]
      if (found?.name !== name || found.bytes !== chunk.bytes || found.sha256 !== chunk.sha256) damaged(name)
    }
    if (chunks.reduce((sum, chunk) => sum + chunk.text, 0) !== bytes) damaged(MANIFEST)
  }
  if (at !== seen.length) damaged(seen[at]!.name)
}

function expectChunk({ tables }: BackupManifest, table: string, number: number, found: Seen): void {
  const chunk = tables.find(({ name }) => name === table)?.chunks[number]
  if (chunk?.bytes !== found.bytes || chunk.sha256 !== found.sha256) damaged(found.name)
}
