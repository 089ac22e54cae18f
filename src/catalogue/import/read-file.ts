import { Readable } from 'node:stream'
import { refuse } from '../../kernel/refusal.ts'
import type { ImportFormat } from '../schema.ts'
import { type Cell, type Cells, columnNamed, type RawRow } from './columns.ts'

export type FileInput = { bytes: Uint8Array } | { stream: AsyncIterable<Uint8Array> }

/** The file's own claim by its name; `format` given explicitly wins. */
export function formatOf(fileName: string, format?: ImportFormat): ImportFormat {
  if (format) return format
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase()
  if (ending === 'csv' || ending === 'tsv' || ending === 'txt') return 'csv'
  if (ending === 'json' || ending === 'xlsx') return ending
  return refuse('unsupported', 'catalogue.format_unknown', 'Import a .csv, .json or .xlsx file, or name its format.')
}

export const unreadable = (message: string): never =>
  refuse('invalid', 'catalogue.file_unreadable', { field: 'file', message })

export function streamOf(input: FileInput): AsyncIterable<Uint8Array> {
  return 'stream' in input ? input.stream : Readable.from([input.bytes])
}

/** The whole of a file of bounded size. */
export async function bytesOf(input: FileInput, limit: number): Promise<Uint8Array> {
  if ('bytes' in input) return input.bytes.byteLength > limit ? tooLarge(limit) : input.bytes
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of input.stream) {
    if ((size += chunk.byteLength) > limit) tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge = (limit: number): never =>
  refuse('too_large', 'catalogue.file_too_large', {
    message: `A file of this format may have ${Math.floor(limit / 1_000_000)} MB. Write it as CSV, which has no such limit.`,
  })

/** Text that the database can hold. */
export const wellFormed = (text: string) => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** Cells by the column that their heading means; headings that mean nothing to us are kept in `content` alone. */
export function toRow(row: number, headings: string[], values: string[]): RawRow {
  const cells: Cells = {}
  const content: Record<string, string> = {}
  for (const [index, heading] of headings.entries()) {
    const value = wellFormed(values[index] ?? '')
    content[heading && !(heading in content) ? heading : `column ${index + 1}`] = value
    const column = columnNamed(heading)
    if (column && value.trim() !== '' && cells[column] === undefined) cells[column] = value as Cell
  }
  return { row, cells, content }
}

/** A file without these columns is no catalogue. */
export function refuseStrangeHeadings(headings: string[]): void {
  const known = new Set(headings.map(columnNamed))
  const missing = (['name', 'developer', 'place', 'status'] as const).filter(column => !known.has(column))
  if (missing.length)
    refuse('invalid', 'catalogue.columns_missing', {
      field: 'file',
      message: `The first row must name the columns; these are missing: ${missing.join(', ')}.`,
    })
}
