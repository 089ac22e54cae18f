import { z } from 'zod'
import { writeAmount } from './amount.ts'
import { type Cell, type Cells, columnNamed, listingColumns, type RawRow, unitColumns } from './columns.ts'
import { bytesOf, type FileInput, unreadable, wellFormed } from './read-file.ts'

const LARGEST = 100_000_000

const fileSchema = z.union([
  z.array(z.unknown()),
  z.object({ listings: z.array(z.unknown()) }).transform(file => file.listings),
])
const itemSchema = z.record(z.string(), z.unknown())
const possessionSchema = z.object({ year: z.int(), quarter: z.int().nullish() })
const offerSchema = z.object({ text: z.string(), endsOn: z.string().nullish() })
const changeSchema = z.object({ unit: z.string(), priceMin: z.int(), priceMax: z.int(), validFrom: z.string() })

/**
 * Listings of a JSON file, one row for each unit: a list, or an object with `listings`. Keys are those of the API, or
 * the columns of the CSV. A price as a number is in minor units, as everywhere in the API; as text it is read as people
 * write it. `row` counts listings.
 */
export async function* readJson(input: FileInput, deskCurrency: string): AsyncGenerator<RawRow> {
  let listings: unknown[]
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await bytesOf(input, LARGEST))
    listings = fileSchema.parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof z.ZodError)
      unreadable('The file is no JSON list of listings.')
    throw error
  }
  for (const [index, listing] of listings.entries()) yield* rowsOf(listing, index + 1, deskCurrency)
}

function* rowsOf(value: unknown, row: number, deskCurrency: string): Generator<RawRow> {
  const item = itemSchema.safeParse(value)
  if (!item.success) return yield misshapen(row, value)
  const { units, ...listing } = item.data
  const currency =
    typeof listing.currency === 'string' && /^[A-Z]{3}$/.test(listing.currency) ? listing.currency : deskCurrency
  const shared = toCells(listing, currency)
  if (units !== undefined && !Array.isArray(units)) return yield misshapen(row, value)
  for (const unit of units?.length ? units : [{}]) {
    const own = itemSchema.safeParse(unit)
    if (!own.success) yield misshapen(row, unit)
    else yield toRawRow(row, { ...shared, ...toCells(own.data, currency) })
  }
}

function misshapen(row: number, value: unknown): RawRow {
  const content = { json: wellFormed(JSON.stringify(value)?.slice(0, 10_000) ?? '') }
  const problem = { column: null, code: 'catalogue.row_misshapen', message: 'This is not an object with a listing.' }
  return { row, cells: {}, content, problem }
}

/** In the order of an export, so that a download of what was refused reads like one. */
function toRawRow(row: number, cells: Cells): RawRow {
  const content: Record<string, string> = {}
  for (const column of [
    ...listingColumns,
    ...unitColumns,
    'price',
    'configuration',
    'plot_size',
    'price_history',
  ] as const) {
    const cell = cells[column]
    if (cell !== undefined) content[column] = Array.isArray(cell) ? `${cell.join('\n')}\n` : cell
  }
  return { row, cells, content }
}

function toCells(object: Record<string, unknown>, currency: string): Cells {
  const cells: Cells = {}
  const { contact: given, ...rest } = object
  const contact = itemSchema.safeParse(given)
  const nested = contact.success
    ? Object.fromEntries(Object.entries(contact.data).map(([key, value]) => [`contact_${key}`, value]))
    : { contact: given }
  for (const [key, value] of Object.entries({ ...rest, ...nested })) {
    const column = columnNamed(key)
    const cell = column && toCell(column, value, currency)
    if (column && cell !== undefined && cells[column] === undefined) cells[column] = cell
  }
  return cells
}

function toCell(column: string, value: unknown, currency: string): Cell | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'number' && column.startsWith('price'))
    return Number.isSafeInteger(value) && value >= 0 ? writeAmount(value, currency) : String(value)
  if (typeof value === 'string') return wellFormed(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.flatMap(item => toItem(item))
  const possession = possessionSchema.safeParse(value)
  if (possession.success) return writePossession(possession.data.year, possession.data.quarter ?? null)
  return wellFormed(JSON.stringify(value))
}

function toItem(item: unknown): string[] {
  if (typeof item === 'string') return [wellFormed(item)]
  const offer = offerSchema.safeParse(item)
  if (offer.success)
    return [wellFormed(offer.data.endsOn ? `${offer.data.text} | ${offer.data.endsOn}` : offer.data.text)]
  const change = changeSchema.safeParse(item)
  if (change.success) return [wellFormed(Object.values(change.data).join(' | '))]
  return [wellFormed(JSON.stringify(item) ?? '')]
}

export const writePossession = (year: number, quarter: number | null) =>
  quarter ? `${year}-Q${quarter}` : String(year)
