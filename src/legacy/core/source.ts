import type { Raw } from './values.ts'

export type SourceTable = {
  name: string
  /** As the source has them; a legacy column may be absent, an unknown one present. */
  columns: readonly string[]
  /** Primary key; empty where there is none. */
  key: readonly string[]
  /** An expression to read it by before its key; it may speak of what is beside the row. */
  orderBy?: string
}

/** What a mapping wants beside a row's own columns, joined to it. The row's table is `t`. */
export type Beside = { select: readonly string[]; joins: string }

export type SourceRow = {
  /** In the order of the table's columns. */
  values: readonly Raw[]
  /** In the order of `Beside.select`. */
  beside: readonly Raw[]
}

/** A file that another thread can read as well. */
export type Aside = { file: string; url: string; isCopy: boolean }

/** A legacy store, read and never written. One reading at a time. */
export type Source = {
  dialect: 'sqlite' | 'postgres'
  /** Safe to print; never credentials. */
  label: string
  /** Of the file; null for a database. */
  sha256: string | null
  /** Sorted by name. */
  tables: readonly SourceTable[]
  /** What the source has that cannot be read, in sentences. */
  remarks: readonly string[]
  /** Where there is one, another thread reads beside this one. */
  aside?: Aside
  /** Batches of at most 500 rows and some megabytes, always in the same order where the table has a key. */
  read(table: SourceTable, beside?: Beside): AsyncIterable<SourceRow[]> | Iterable<SourceRow[]>
  /** Rows of a query of a mapping's own, batch by batch. */
  query(statement: string): AsyncIterable<Raw[][]> | Iterable<Raw[][]>
  count(table: SourceTable): Promise<number>
  /** Looks whether the source is still what it was. Refuses `legacy.source_changed`. */
  verify(): Promise<void>
  close(): Promise<void>
}

export const BATCH_ROWS = 500
/** Text that a batch may hold, so that texts of a megabyte do not come by the hundred. */
export const BATCH_SIZE = 4_000_000

/** A name as it stands in SQL of both dialects. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function findTable(source: Source, name: string): SourceTable | undefined {
  return source.tables.find(table => table.name.toLowerCase() === name)
}

/** Whether the source has all of these columns, by their lower-case names. */
export function hasColumns(source: Source, table: string, ...columns: string[]): boolean {
  const found = findTable(source, table)
  return columns.every(name => found?.columns.some(column => column.toLowerCase() === name))
}

/** Equality of two columns whatever types they were given; both dialects have an index for it or make one. */
export function same(source: Source, a: string, b: string): string {
  return source.dialect === 'sqlite' ? `${a} = ${b}` : `(${a})::text = (${b})::text`
}

export function sizeOf(values: readonly Raw[]): number {
  let size = 0
  for (const value of values) {
    if (typeof value === 'string') size += value.length
    else if (value !== null && typeof value === 'object') size += 'bytes' in value ? value.bytes.length : value.length
  }
  return size
}
