import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { csvLine } from '../import/csv.ts'
import type { PostingCounts, PostingFormat, PostingImport, RefusedEntry } from './schema.ts'

type Row = PostingCounts & {
  id: string
  source: string
  file_name: string
  format: PostingFormat
  complete: boolean
  created_at: Temporal.Instant
}

const PAGE = 50
const SHOWN = 1_000

/** Imports of postings, newest first, without what they refused; `before` is the id of the last one of the page before. */
export async function listPostingImports(ctx: Context, { before }: { before?: string | undefined } = {}) {
  const { rows } = await sql<Row>`
    select * from posting_imports where ${before ?? null}::uuid is null or id < ${before ?? null}::uuid
    order by id desc limit ${PAGE + 1}`.execute(ctx.db)
  const items = rows.slice(0, PAGE).map(row => toImport(row, []))
  return { items, cursor: rows.length > PAGE ? items.at(-1)!.id : null }
}

/** An import of postings with the first thousand entries that it refused, or undefined. */
export async function findPostingImport(ctx: Context, id: string): Promise<PostingImport | undefined> {
  const found = await sql<Row>`select * from posting_imports where id = ${id}::uuid`.execute(ctx.db)
  const [row] = found.rows
  return row && toImport(row, await refusedEntries(ctx, id, { limit: SHOWN }))
}

/** As `findPostingImport`; refuses `catalogue.import_not_found`. */
export async function requirePostingImport(ctx: Context, id: string): Promise<PostingImport> {
  return (
    (await findPostingImport(ctx, id)) ?? refuse('not_found', 'catalogue.import_not_found', 'There is no such import.')
  )
}

async function refusedEntries(ctx: Context, id: string, { after = 0, limit }: { after?: number; limit: number }) {
  const { rows } = await sql<RefusedEntry>`
    select line, field, code, message, content from posting_refused_entries
    where import_id = ${id}::uuid and number > ${after} order by number limit ${limit}`.execute(ctx.db)
  return rows
}

/** What an import refused as a CSV: the line, what is wrong, and the entry as it came. */
export async function* refusedEntriesCsv(ctx: Context, id: string): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(['line', 'field', 'code', 'message', 'content'])}`
  for (let after = 0; ; after += SHOWN) {
    const rows = await refusedEntries(ctx, id, { after, limit: SHOWN })
    for (const row of rows) yield csvLine([row.line, row.field, row.code, row.message, row.content])
    if (rows.length < SHOWN) return
  }
}

function toImport(row: Row, refused: RefusedEntry[]): PostingImport {
  const { read, added, updated, unchanged, closed } = row
  return {
    id: row.id,
    kind: 'job',
    source: row.source,
    fileName: row.file_name,
    format: row.format,
    complete: row.complete,
    counts: { read, added, updated, unchanged, closed, refused: row.refused },
    createdAt: row.created_at.toString(),
    refused,
  }
}
