import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { RawRow } from './columns.ts'
import { type FileInput, refuseStrangeHeadings, streamOf, toRow, unreadable, wellFormed } from './read-file.ts'

const LARGEST_ROW = 1_000_000

/**
 * Rows of a CSV file as they are read, never the whole file: comma, semicolon, tab or bar, with or without a byte order
 * mark, UTF-8 or UTF-16. A row with too many or too few cells comes with its problem; broken text ends the file.
 */
export async function* readCsv(input: FileInput): AsyncGenerator<RawRow> {
  const text = decode(streamOf(input))
  const first = await text.next()
  if (first.done || first.value.trim() === '') unreadable('The file is empty.')
  const head = first.value as string
  const parser = Readable.from(rejoin(head, text)).pipe(
    parse({
      delimiter: delimiterOf(head),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: LARGEST_ROW,
      info: true,
    }),
  )
  let headings: string[] | undefined
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!headings) {
        headings = record.map(heading => wellFormed(heading.trim()))
        refuseStrangeHeadings(headings)
      } else if (record.some(cell => cell.trim() !== '')) {
        const row = toRow(info.lines, headings, record)
        yield record.length === headings.length ? row : { ...row, ...misshapen(record, headings) }
      }
    }
  } catch (error) {
    if (error instanceof CsvError) unreadable(`The file is no CSV: ${error.message.slice(0, 160)}.`)
    throw error
  }
}

function misshapen(record: string[], headings: string[]): Pick<RawRow, 'content' | 'problem'> {
  const named = record.map((cell, index) => [headings[index] || `column ${index + 1}`, wellFormed(cell)] as const)
  return {
    content: Object.fromEntries(named),
    problem: {
      column: null,
      code: 'catalogue.row_misshapen',
      message: `This row has ${record.length} cells and the heading ${headings.length}.`,
    },
  }
}

async function* rejoin(head: string, rest: AsyncIterable<string>) {
  yield head
  yield* rest
}

/** Text in pieces, the first at least as long as most headings. */
async function* decode(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let waiting = ''
  let started = false
  try {
    for await (const chunk of stream) {
      if (!decoder) {
        const wide =
          chunk[0] === 0xff && chunk[1] === 0xfe
            ? 'utf-16le'
            : chunk[0] === 0xfe && chunk[1] === 0xff
              ? 'utf-16be'
              : 'utf-8'
        decoder = new TextDecoder(wide, { fatal: true })
      }
      waiting += decoder.decode(chunk, { stream: true })
      if (waiting.includes('\0')) unreadable('The file is not text.')
      if (!started && waiting.length < 4_096) continue
      started = true
      yield waiting
      waiting = ''
    }
    yield waiting + (decoder?.decode() ?? '')
  } catch (error) {
    if (error instanceof TypeError) unreadable('The file is not UTF-8 text. Save it as "CSV UTF-8".')
    throw error
  }
}

/** The separator that splits the heading into most cells, quoted text left out. */
function delimiterOf(head: string): string {
  const heading = (head.split(/\r?\n/).find(line => line.trim() !== '') ?? '').replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|'].map(mark => ({ mark, count: heading.split(mark).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark
}
