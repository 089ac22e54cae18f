import { CsvError, parse } from 'csv-parse/sync'
import { minorDigits } from '../../kernel/money.ts'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { withoutQuote } from '../import/csv.ts'
import { isSame, isTaken, judgeFigure, recordFigure } from './record-figure.ts'
import { type MarketFigureInput, type MarketImportReport, marketFigureInputSchema } from './schema.ts'

const COLUMNS = [
  'place',
  'price_min',
  'price_average',
  'price_max',
  'growth_1y',
  'growth_5y',
  'rental_yield',
  'trend',
  'infrastructure',
  'attractions',
  'source',
  'as_of',
] as const
type Column = (typeof COLUMNS)[number]
const NEEDED: readonly Column[] = ['place', 'source', 'as_of']
const MOST = 2_000

/**
 * Figures of many places from a CSV: prices in whole units of the currency by the square foot, percent as numbers, lists with `;`
 * between. Good rows enter; a refused one is given back with its column and reason. Refuses `catalogue.market_file` for what is
 * no such file.
 */
export async function importFigures(
  ctx: Context,
  { csv, dryRun }: { csv: string; dryRun: boolean },
): Promise<MarketImportReport> {
  const rows = readRows(csv)
  const report: MarketImportReport = {
    dryRun,
    counts: { read: rows.length, added: 0, unchanged: 0, refused: 0 },
    rows: [],
  }
  for (const { row, content } of rows) {
    try {
      const input = figureOf(ctx, content)
      const isNew = dryRun ? await wouldBeNew(ctx, input) : await recordFigure(ctx, input)
      report.counts[isNew ? 'added' : 'unchanged'] += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      report.counts.refused += 1
      report.rows.push({ row, column: error.detail.field ?? null, code: error.code, message: error.message, content })
    }
  }
  return report
}

async function wouldBeNew(ctx: Context, input: MarketFigureInput): Promise<boolean> {
  const row = await judgeFigure(ctx, input)
  if (await isSame(ctx, row)) return false
  if (await isTaken(ctx, row))
    refuse('conflict', 'catalogue.market_exists', {
      message: 'The place has other figures of this source and day.',
      field: 'source',
    })
  return true
}

function readRows(csv: string): { row: number; content: Record<string, string> }[] {
  try {
    const records: { info: { lines: number }; record: Record<string, string> }[] = parse(csv, {
      bom: true,
      columns: headings,
      delimiter: delimiterOf(csv),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    })
    if (records.length > MOST) refuseFile(`The file has more than ${MOST} rows. Bring it in parts.`)
    return records.map(({ info, record }) => ({ row: info.lines, content: record }))
  } catch (error) {
    if (error instanceof CsvError) return refuseFile(`The file is no CSV: ${error.message.slice(0, 160)}.`)
    throw error
  }
}

/** What the heading is divided by: prices may hold commas. */
function delimiterOf(csv: string): string {
  const [heading = ''] = csv.split(/\r?\n/, 1)
  if (heading.replace('\uFEFF', '').trim() === '') refuseFile('The file has no heading.')
  return heading.includes('\t') ? '\t' : heading.includes(';') ? ';' : ','
}

function headings(given: string[]): string[] {
  const names = given.map(heading =>
    heading
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  )
  const missing = NEEDED.filter(column => !names.includes(column))
  if (missing.length > 0) refuseFile(`The heading lacks ${missing.join(', ')}. Known columns: ${COLUMNS.join(', ')}.`)
  const strange = names.filter(name => !(COLUMNS as readonly string[]).includes(name))
  if (strange.length > 0)
    refuseFile(`Nobody knows the column ${strange[0]!.slice(0, 40)}. Known: ${COLUMNS.join(', ')}.`)
  return names
}

function refuseFile(message: string): never {
  return refuse('invalid', 'catalogue.market_file', message)
}

function figureOf(ctx: Context, content: Record<string, string>): MarketFigureInput {
  // A quote before a formula's first character is how an exported cell was kept from running.
  const cell = (column: Column) => withoutQuote(content[column] ?? '').trim()
  const number = (column: Column) => {
    const text = cell(column).replaceAll(/[,₹%\s]/g, '')
    if (text === '') return null
    const value = Number(text)
    if (!Number.isFinite(value))
      refuse('invalid', 'catalogue.market_number', {
        message: `${cell(column).slice(0, 40)} is no number.`,
        field: column,
      })
    return value
  }
  const digits = minorDigits(ctx.business.currency)
  const price = (column: Column) => {
    const major = number(column)
    return major === null ? null : Math.round(major * 10 ** digits)
  }
  const list = (column: Column) =>
    cell(column)
      .split(';')
      .map(one => one.trim())
      .filter(Boolean)
  const parsed = marketFigureInputSchema.safeParse({
    ...{ place: cell('place'), source: cell('source'), asOf: cell('as_of') },
    pricePerSqft: { min: price('price_min'), average: price('price_average'), max: price('price_max') },
    ...{ growth1y: number('growth_1y'), growth5y: number('growth_5y'), rentalYield: number('rental_yield') },
    trend: cell('trend').toLowerCase().replaceAll(' ', '_') || null,
    ...{ infrastructure: list('infrastructure'), attractions: list('attractions') },
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = String(issue?.path[0] ?? 'place')
  return refuse('invalid', 'catalogue.market_value', {
    message: `${field}: ${issue?.message ?? 'is not valid'}`,
    field,
  })
}
