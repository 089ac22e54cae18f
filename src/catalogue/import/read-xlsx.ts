import { Worker } from 'node:worker_threads'
import { spellingKey } from '../gazetteer.ts'
import type { RawRow } from './columns.ts'
import { bytesOf, type FileInput, refuseStrangeHeadings, toRow, unreadable } from './read-file.ts'
import { unpackedSize } from './zip.ts'

const LARGEST = 25_000_000
const LARGEST_UNPACKED = 300_000_000
const MOST_SECONDS = 60

export type Sheet = { sheet: string; data: string[][] }

/**
 * Rows of a workbook: one sheet with a row for each unit, or the sheets `listings` and `units`, joined by their first
 * common key column. The workbook is unpacked in a worker with bounded memory and time, since a small file may unpack
 * into a very large one.
 */
export async function* readXlsx(input: FileInput): AsyncGenerator<RawRow> {
  const bytes = await bytesOf(input, LARGEST)
  const size = unpackedSize(bytes)
  if (size === undefined) unreadable('The file is no XLSX workbook.')
  if (size! > LARGEST_UNPACKED) unreadable('The workbook unpacks into more than 300 MB. Write it as CSV.')
  const sheets = await readSheets(bytes)
  const named = (name: string) => sheets.find(one => spellingKey(one.sheet) === name)
  const listings = named('listings') ?? sheets[0]
  const units = named('units')
  if (!listings?.data.length) unreadable('The workbook has no rows.')
  yield* units && units !== listings ? joined(listings!.data, units.data) : flat(listings!.data)
}

function* flat([headings = [], ...rows]: string[][]): Generator<RawRow> {
  refuseStrangeHeadings(headings)
  for (const [index, row] of rows.entries()) if (row.some(cell => cell.trim())) yield toRow(index + 2, headings, row)
}

/** A unit's row carries its listing's cells; `row` counts in the sheet of units. */
function* joined([heads = [], ...listings]: string[][], [unitHeads = [], ...units]: string[][]): Generator<RawRow> {
  refuseStrangeHeadings(heads)
  const keys = new Set(unitHeads.map(spellingKey))
  const key = heads.find(
    head =>
      /^(sourceid|id|listingid|projectid|ref|listing|name|project|projectname)$/.test(spellingKey(head)) &&
      keys.has(spellingKey(head)),
  )
  if (!key) return unreadable('The sheets listings and units need one column in common: source_id or name.')
  const at = heads.indexOf(key)
  const unitAt = unitHeads.findIndex(head => spellingKey(head) === spellingKey(key))
  const byKey = new Map(listings.map(row => [row[at]?.trim() ?? '', row]))
  const used = new Set<string>()
  for (const [index, unit] of units.entries()) {
    if (!unit.some(cell => cell.trim())) continue
    const id = unit[unitAt]?.trim() ?? ''
    used.add(id)
    const listing = byKey.get(id)
    // A unit's own cells are meant where both sheets have the column.
    const row = toRow(index + 2, [...unitHeads, ...heads], [...pad(unit, unitHeads.length), ...(listing ?? [])])
    const message = `No row of the sheet listings has the ${key} “${id.slice(0, 60)}”.`
    yield listing ? row : { ...row, problem: { column: key, code: 'catalogue.listing_missing', message } }
  }
  for (const [index, row] of listings.entries())
    if (row.some(cell => cell.trim()) && !used.has(row[at]?.trim() ?? '')) yield toRow(index + 2, heads, row)
}

const pad = (row: string[], length: number) =>
  [...row, ...Array<string>(Math.max(0, length - row.length)).fill('')].slice(0, length)

function readSheets(bytes: Uint8Array): Promise<Sheet[]> {
  const worker = new Worker(new URL('./xlsx-worker.ts', import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  const { promise, resolve } = Promise.withResolvers<Sheet[] | undefined>()
  const timer = setTimeout(() => resolve(undefined), MOST_SECONDS * 1_000)
  worker.once('message', (sheets: Sheet[] | undefined) => resolve(sheets))
  worker.once('error', () => resolve(undefined))
  worker.once('exit', () => resolve(undefined))
  return promise
    .then(sheets => sheets ?? unreadable('The file is no readable XLSX workbook.'))
    .finally(() => {
      clearTimeout(timer)
      return worker.terminate()
    })
}
