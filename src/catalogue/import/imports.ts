import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { ImportSummary, RefusedRow } from '../schema.ts'
import { csvLine } from './csv.ts'

type Row = {
  id: string
  source: string
  file_name: string
  format: 'csv' | 'json' | 'xlsx'
  replace: boolean
  read: number
  added: number
  updated: number
  unchanged: number
  hidden: number
  refused: number
  created_at: Temporal.Instant
}

const PAGE = 50
const SHOWN = 1_000

/** Imports, newest first; `before` is the id of the last one of the page before. */
export async function listImports(ctx: Context, { before }: { before?: string } = {}) {
  const { rows } = await sql<Row>`
    select * from catalogue_imports where ${before ?? null}::uuid is null or id < ${before ?? null}::uuid
    order by id desc limit ${PAGE + 1}`.execute(ctx.db)
  const items = rows.slice(0, PAGE).map(toSummary)
  return { items, cursor: rows.length > PAGE ? items.at(-1)!.id : null }
}

/** An import with its first thousand refused rows. Refuses `catalogue.import_not_found`. */
export async function requireImport(ctx: Context, id: string): Promise<ImportSummary & { rows: RefusedRow[] }> {
  const found = await sql<Row>`select * from catalogue_imports where id = ${id}::uuid`.execute(ctx.db)
  const [row] = found.rows
  if (!row) return refuse('not_found', 'catalogue.import_not_found', 'There is no such import.')
  const refused = await sql<RefusedRow>`
    select row as row, column_name as column, code, message from catalogue_refused_rows
    where import_id = ${id}::uuid order by number limit ${SHOWN}`.execute(ctx.db)
  return { ...toSummary(row), rows: refused.rows }
}

const REASONS = ['refused_row', 'refused_column', 'refused_code', 'refused_message']

/**
 * What an import refused as a CSV to mend and import again: the cells as they came, with what is wrong behind them. Refuses
 * `catalogue.import_not_found`.
 */
export async function* refusedRowsCsv(ctx: Context, id: string): AsyncGenerator<string> {
  await requireImport(ctx, id)
  const headings = await sql<{ heading: string }>`
    select heading from (
      select key as heading, min(number) as number, min(place) as place from catalogue_refused_rows,
        lateral json_each_text(content) with ordinality as cell(key, value, place)
      where import_id = ${id}::uuid group by key) as seen
    order by number, place`.execute(ctx.db)
  const names = headings.rows.map(row => row.heading).filter(name => !REASONS.includes(name))
  yield `\uFEFF${csvLine([...names, ...REASONS])}`
  for (let after = 0; ; ) {
    const { rows } = await sql<RefusedRow & { number: number; content: Record<string, string> }>`
      select number, row as row, column_name as column, code, message, content from catalogue_refused_rows
      where import_id = ${id}::uuid and number > ${after} order by number limit ${SHOWN}`.execute(ctx.db)
    for (const row of rows)
      yield csvLine([...names.map(name => row.content[name]), row.row, row.column, row.code, row.message])
    if (rows.length < SHOWN) return
    after = rows.at(-1)!.number
  }
}

function toSummary(row: Row): ImportSummary {
  const { read, added, updated, unchanged, hidden, refused } = row
  return {
    id: row.id,
    source: row.source,
    fileName: row.file_name,
    format: row.format,
    replace: row.replace,
    counts: { read, added, updated, unchanged, hidden, refused },
    createdAt: row.created_at.toString(),
  }
}
