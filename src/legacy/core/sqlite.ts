import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { refuse } from '../../kernel/refusal.ts'
import {
  type Aside,
  BATCH_ROWS,
  BATCH_SIZE,
  type Beside,
  quoted,
  type Source,
  type SourceRow,
  type SourceTable,
  sizeOf,
} from './source.ts'
import { BrokenText, type Raw } from './values.ts'

const NONE: readonly Raw[] = []
const BESIDE_FILES = ['-wal', '-journal'] as const

/**
 * Opens a SQLite file for reading only. With a write-ahead log or a journal beside it a private copy of all is opened; otherwise
 * as an unchanging file, so that not even a lock or a shared-memory file appears beside it.
 * Refuses `legacy.source_unreadable`, `legacy.no_source`.
 */
export async function openSqlite(file: string): Promise<Source> {
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile())
    refuse('not_found', 'legacy.no_source', `There is no file ${file}.`)
  const sha256 = await hashFile(file)
  const folder = needsCopy(file) ? copyOf(file) : undefined
  const url = pathToFileURL(folder ? path.join(folder, 'copy.db') : file)
  if (!folder) url.search = '?immutable=1'
  const release = () => folder && fs.rmSync(folder, { recursive: true, force: true })
  try {
    return open({ file, url: url.href, isCopy: folder !== undefined }, sha256, release)
  } catch (error) {
    release()
    throw error
  }
}

/** What `openSqlite` has opened, once more: for another thread, to be closed before the first. */
export function openAside(aside: Aside): Source {
  return open(aside, null, () => {})
}

function open(aside: Aside, sha256: string | null, release: () => void): Source {
  const { file, url, isCopy } = aside
  try {
    const db = new DatabaseSync(new URL(url), { readOnly: !isCopy, allowExtension: false })
    try {
      return source(db, aside, sha256, release)
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    return unreadable(file, error)
  }
}

function unreadable(file: string, error: unknown): never {
  if ((error as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw error
  return refuse('invalid', 'legacy.source_unreadable', {
    message: `${path.basename(file)} cannot be read as a SQLite file: ${(error as Error).message}. Nothing after this was taken in.`,
  })
}

function needsCopy(file: string): boolean {
  return BESIDE_FILES.some(ending => fs.existsSync(file + ending))
}

function copyOf(file: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-legacy-'))
  const copy = path.join(folder, 'copy.db')
  fs.copyFileSync(file, copy, fs.constants.COPYFILE_FICLONE)
  for (const ending of BESIDE_FILES) if (fs.existsSync(file + ending)) fs.copyFileSync(file + ending, copy + ending)
  return folder
}

/** SHA-256 of a file as 64 hexadecimal characters. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}

function source(db: DatabaseSync, aside: Aside, sha256: string | null, release: () => void): Source {
  const { file } = aside
  // The copy's journal is played back at the first reading; from then on it is not written either.
  db.exec('pragma query_only = on; pragma temp_store = file; pragma cache_size = -16000')
  const isUtf8Store = (db.prepare('pragma encoding').get() as { encoding: string }).encoding === 'UTF-8'
  const listed = db.prepare("select name, type from pragma_table_list where schema = 'main' order by name").all() as {
    name: string
    type: string
  }[]
  const real = listed.filter(({ name, type }) => !/^sqlite_/i.test(name) && (type === 'table' || type === 'shadow'))
  const tables = real.map(({ name }) => shapeOf(db, name))
  const remarks = listed
    .filter(({ name, type }) => type === 'virtual' && !/^sqlite_/i.test(name))
    .map(
      ({ name }) =>
        `Table ${name} is made by an extension of SQLite. Its rows cannot be read by themselves and were left out.`,
    )

  function* batches<Row>(statement: string, take: (row: SQLOutputValue[]) => Row): Generator<Row[]> {
    const prepared = db.prepare(statement)
    prepared.setReturnArrays(true)
    prepared.setReadBigInts(true)
    let batch: Row[] = []
    let size = 0
    try {
      for (const row of prepared.iterate() as unknown as Iterable<SQLOutputValue[]>) {
        size += sizeOf(row as Raw[])
        batch.push(take(row))
        if (batch.length < BATCH_ROWS && size < BATCH_SIZE) continue
        yield batch
        batch = []
        size = 0
      }
    } catch (error) {
      unreadable(file, error)
    }
    if (batch.length > 0) yield batch
  }

  return {
    dialect: 'sqlite',
    label: path.basename(file),
    sha256,
    tables,
    remarks,
    aside,
    read(table, beside: Beside = { select: [], joins: '' }) {
      const { columns } = table
      const place = placeOf(db, table)
      const select = [...columns.map(column => `t.${quoted(column)}`), ...place, ...beside.select]
      const to = columns.length
      const isAlone = beside.select.length === 0
      const statement = `select ${select.join(', ')} from ${fromInOrder(table, place, beside)}`
      return batches<SourceRow>(statement, row => {
        if (isUtf8Store) restoreBroken(db, table, place, row as Raw[])
        if (isAlone) {
          row.length = to
          return { values: row as Raw[], beside: NONE }
        }
        return { values: row.slice(0, to) as Raw[], beside: row.slice(to + place.length) as Raw[] }
      })
    },
    query: statement => batches(statement, row => row as Raw[]),
    async count(table) {
      try {
        return Number(db.prepare(`select count(*) as n from ${quoted(table.name)}`).get()!.n)
      } catch (error) {
        return unreadable(file, error)
      }
    },
    async verify() {
      if ((await hashFile(file)) !== sha256)
        refuse('conflict', 'legacy.source_changed', {
          message: `${path.basename(file)} was changed while it was read. Stop what writes to it and run the import again.`,
        })
    },
    async close() {
      db.close()
      release()
    },
  }
}

/** What to read a table from, in its order. Only row ids are sorted: with the rows themselves they would all be written out once more. */
function fromInOrder({ name, orderBy }: SourceTable, place: string[], { joins }: Beside): string {
  const table = `${quoted(name)} t ${joins}`
  if (!orderBy) return place.length > 0 ? `${table} order by ${place}` : table
  if (place.length === 0) return `${table} order by ${orderBy}`
  // The limit keeps the order: without it the inner statement is taken apart.
  const sorted = `(select ${place} as place from ${table} order by ${orderBy}, ${place} limit -1) o`
  return `${sorted} cross join ${quoted(name)} t on ${place} = o.place ${joins}`
}

function shapeOf(db: DatabaseSync, name: string): SourceTable {
  const columns = db.prepare('select name, pk from pragma_table_xinfo(?) where hidden <> 1 order by cid').all(name) as {
    name: string
    pk: number
  }[]
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  return { name, columns: columns.map(column => column.name), key: key.map(column => column.name) }
}

/** The expression by which a row of the table is found again: its row id under a name that no column takes; none without row ids. */
function placeOf(db: DatabaseSync, { name, columns }: SourceTable): string[] {
  const taken = new Set(columns.map(column => column.toLowerCase()))
  const rowid = ['rowid', '_rowid_', 'oid'].find(word => !taken.has(word))
  if (!rowid) return []
  try {
    db.prepare(`select ${rowid} from ${quoted(name)} limit 0`)
    return [`t.${rowid}`]
  } catch {
    return []
  }
}

/** The driver shows broken UTF-8 as U+FFFD. Where that stands in a text, its bytes are looked at. The place is behind the columns. */
function restoreBroken(db: DatabaseSync, table: SourceTable, place: string[], row: Raw[]): void {
  const count = table.columns.length
  let found: readonly Raw[] | undefined
  for (let at = 0; at < count; at++) {
    const value = row[at]
    if (typeof value !== 'string' || !hasReplacement(value)) continue
    // As the driver gave it, before any of its cells is mended.
    found ??= place.length > 0 ? [row[count]!] : table.key.map(part => row[table.columns.indexOf(part)]!)
    const bytes = bytesOf(db, table, place, found, table.columns[at]!)
    if (bytes && !isUtf8(bytes)) row[at] = new BrokenText(bytes)
  }
}

/** Whether U+FFFD stands in it; of short texts, which most are, without a call. */
function hasReplacement(text: string): boolean {
  if (text.length > 64) return text.includes('\uFFFD')
  for (let n = 0; n < text.length; n++) if (text.charCodeAt(n) === 0xfffd) return true
  return false
}

function bytesOf(
  db: DatabaseSync,
  { name, key }: SourceTable,
  place: string[],
  found: readonly Raw[],
  column: string,
): Uint8Array | undefined {
  const by = place.length > 0 ? place : key.map(part => `t.${quoted(part)}`)
  const where = by.map(one => `${one} is ?`).join(' and ')
  const { bytes } = (db
    .prepare(`select cast(t.${quoted(column)} as blob) as bytes from ${quoted(name)} t where ${where || 'false'}`)
    .get(...(found as SQLInputValue[])) ?? {}) as { bytes?: Uint8Array }
  return bytes
}
