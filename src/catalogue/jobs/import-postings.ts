import { sql } from 'kysely'
import { auditStaff } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { storable } from '../../kernel/text.ts'
import { type Context, transact } from '../../storage/index.ts'
import { judgeEntry, type PostingDraft } from './entry.ts'
import { requirePostingImport } from './imports.ts'
import { readEntries } from './read-entries.ts'
import type { PostingFormat, PostingImport, RefusedEntry } from './schema.ts'
import { writePostings } from './write-postings.ts'

export type PostingImportInput = {
  bytes: Uint8Array
  fileName: string
  format: PostingFormat
  /** Whose ids the file uses; by default the format's name. */
  source?: string | undefined
  /** Close what this source offered and the file does not have. By default as the file says of itself. */
  complete?: boolean | undefined
  /** Of entries that name none; by default the source. */
  company?: string | undefined
  sample?: boolean
  /** The same key again is the same import. */
  requestKey?: string | undefined
}

const BATCH = 500
const LONGEST_KEPT = 20_000

/** The format that a file's name tells. Refuses `catalogue.format_unknown`. */
export function postingFormatOf(fileName: string): PostingFormat {
  if (/\.csv$/i.test(fileName)) return 'csv'
  if (/\.json$/i.test(fileName)) return 'json'
  return refuse('unsupported', 'catalogue.format_unknown', 'Jobs come as JSON or CSV. Name the format.')
}

/**
 * Brings a file of job postings in, in one transaction: the same source and source id is the same posting, changed only where
 * its content changed; an entry that cannot be read waits with its line and reason; what a complete file lacks is closed, and
 * what comes back is open again. What people did about postings is left alone.
 *
 * Refuses, with nothing changed: `catalogue.file_unreadable`, `catalogue.columns_missing`.
 */
export async function importPostings(ctx: Context, input: PostingImportInput): Promise<PostingImport> {
  const { format, fileName, sample = false, requestKey = null } = input
  const source = (input.source && storable(input.source).trim()) || format
  const file = readEntries(input.bytes, format)
  const complete = input.complete ?? file.complete ?? false
  return transact(ctx, async ctx => {
    // Writers take turns, in one order.
    await sql`update posting_catalogue set version = version`.execute(ctx.db)
    const known = await sql<{ id: string }>`select id from posting_imports where request_key = ${requestKey}`.execute(
      ctx.db,
    )
    if (known.rows[0]) return requirePostingImport(ctx, known.rows[0].id)
    const id = newId()
    await sql`insert into posting_imports (id, source, file_name, format, complete, account_id, read, added, updated, unchanged,
        closed, refused, request_key, created_at)
      values (${id}, ${source}, ${storable(fileName).slice(0, 255)}, ${format}, ${complete},
        ${ctx.actor.kind === 'account' ? ctx.actor.accountId : null}, 0, 0, 0, 0, 0, 0, ${requestKey}, ${ctx.now()})
    `.execute(ctx.db)
    const drafts = new Map<string, PostingDraft>()
    const refused: RefusedEntry[] = []
    const present = new Set<string>()
    for (const entry of file.entries) {
      const judged = judgeEntry(
        entry.fields.company
          ? entry
          : { ...entry, fields: { ...entry.fields, company: input.company ?? companyOf(input) } },
      )
      if ('code' in judged) {
        refused.push({ line: entry.line, ...judged, content: storable(entry.content).slice(0, LONGEST_KEPT) })
        const sourceId = entry.fields.sourceId
        if (typeof sourceId === 'string' || typeof sourceId === 'number') present.add(String(sourceId).trim())
        continue
      }
      // Of entries with one id the last counts.
      drafts.set(judged.sourceId, judged)
      present.add(judged.sourceId)
    }
    const counts = { added: 0, updated: 0, unchanged: 0, closed: 0 }
    const all = [...drafts.values()]
    for (let at = 0; at < all.length; at += BATCH) {
      const written = await writePostings(ctx, all.slice(at, at + BATCH), { source, sample, importId: id })
      for (const kind of ['added', 'updated', 'unchanged'] as const) counts[kind] += written[kind]
    }
    await keepRefused(ctx, id, refused)
    // A file with nothing in it tells of a fault at its source sooner than of a market without jobs.
    if (complete && present.size > 0) counts.closed = await closeMissing(ctx, source, [...present])
    await sql`update posting_imports set read = ${file.entries.length}, added = ${counts.added}, updated = ${counts.updated},
      unchanged = ${counts.unchanged}, closed = ${counts.closed}, refused = ${refused.length} where id = ${id}`.execute(
      ctx.db,
    )
    if (counts.added + counts.updated + counts.closed > 0)
      await sql`update posting_catalogue set version = version + 1`.execute(ctx.db)
    const detail = { of: 'jobs', complete, ...counts, refused: refused.length }
    await auditStaff(ctx, 'catalogue.imported', { kind: 'import', id }, detail)
    return requirePostingImport(ctx, id)
  })
}

/** A job board is one company's, and seldom says whose. */
function companyOf({ format, source }: PostingImportInput): string | undefined {
  return format === 'greenhouse' ? source : undefined
}

async function keepRefused(ctx: Context, importId: string, refused: RefusedEntry[]): Promise<void> {
  for (let at = 0; at < refused.length; at += BATCH) {
    const rows = refused
      .slice(at, at + BATCH)
      .map((row, index) => ({ ...row, number: at + index + 1, import_id: importId }))
    await sql`insert into posting_refused_entries
      select * from json_populate_recordset(null::posting_refused_entries, ${JSON.stringify(rows)}::json)`.execute(
      ctx.db,
    )
  }
}

/** Closed, never deleted: whoever applied still finds it. */
async function closeMissing(ctx: Context, source: string, present: string[]): Promise<number> {
  const closed = await sql`update postings set closed_at = ${ctx.now()}, changed_at = ${ctx.now()}
    where source = ${source} and closed_at is null and source_id <> all (${present}::text[])`.execute(ctx.db)
  return Number(closed.numAffectedRows ?? 0)
}
