import { sql } from 'kysely'
import { auditStaff } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { ImportFormat, ImportReport } from '../schema.ts'
import { bumpVersion } from '../version.ts'
import { assemble } from './assemble.ts'
import type { RawRow } from './columns.ts'
import type { ListingDraft } from './draft.ts'
import { DEFAULT_SOURCE, judgeRow, whoseRow } from './judge-row.ts'
import { createQuarantine } from './quarantine.ts'
import { readCsv } from './read-csv.ts'
import { type FileInput, formatOf } from './read-file.ts'
import { readJson } from './read-json.ts'
import { readXlsx } from './read-xlsx.ts'
import { createStage, type StagedRow } from './stage.ts'
import { writeListings } from './write-listings.ts'

export type ImportInput = FileInput & {
  fileName: string
  /** By default what the file's name says. */
  format?: ImportFormat
  /** Report, and change nothing. */
  dryRun?: boolean
  /** Hide the listings of this source that the file does not have. */
  replace?: boolean
  /** Whose ids the file uses; by default what its rows say, else `import`. */
  source?: string
  /** Of amounts without one; default INR. */
  currency?: string
  /** Marks everything as synthetic. */
  sample?: boolean
}

const GROUP = 250

/**
 * Brings a file of listings in: good rows enter, every other waits in quarantine with its reason, in one transaction. The
 * same source and source id updates.
 *
 * Refuses, with nothing changed: `catalogue.format_unknown`, `catalogue.file_unreadable`, `catalogue.file_too_large`,
 * `catalogue.columns_missing`.
 */
export async function importCatalogue(ctx: Context, input: ImportInput): Promise<ImportReport> {
  const format = formatOf(input.fileName, input.format)
  const dry = Symbol('dry run')
  let report: ImportReport | undefined
  try {
    await transact(ctx, async inner => {
      report = await run(inner, input, format)
      if (input.dryRun) throw dry
    })
  } catch (error) {
    if (error !== dry) throw error
  }
  return report!
}

async function run(ctx: Context, input: ImportInput, format: ImportFormat): Promise<ImportReport> {
  const { source, currency = 'INR', sample = false, dryRun = false, replace = false } = input
  const id = newId()
  const now = ctx.now()
  const counts = { read: 0, added: 0, updated: 0, unchanged: 0, hidden: 0, refused: 0 }
  await bumpVersion(ctx)
  await sql`insert into catalogue_imports (id, source, file_name, format, replace, account_id, read, added, updated,
      unchanged, hidden, refused, created_at)
    values (${id}, ${source ?? DEFAULT_SOURCE}, ${input.fileName.slice(0, 255)}, ${format}, ${replace},
      ${ctx.actor.kind === 'account' ? ctx.actor.accountId : null}, 0, 0, 0, 0, 0, 0, ${now})`.execute(ctx.db)
  const quarantine = createQuarantine(ctx, id)
  const stage = await createStage(ctx)
  const present = new Map<string, Set<string>>()
  const broken = new Map<string, Set<string>>()
  const note = (whose: Map<string, Set<string>>, from: string, key: string) =>
    whose.set(from, (whose.get(from) ?? new Set()).add(key))
  for await (const raw of rowsOf(input, format, currency)) {
    counts.read++
    const judged = judgeRow(raw, { now, source, currency, sample })
    if ('key' in judged) {
      await stage.add({ ...judged, row: raw.row, content: raw.content })
      continue
    }
    const whose = whoseRow(raw, source)
    if (whose) note(broken, whose.source, whose.key)
    await quarantine.add(raw.row, judged, raw.content)
  }
  for await (const group of stage.groups(GROUP)) {
    const drafts = new Map<string, ListingDraft[]>()
    for (const rows of group) {
      const [{ source: from, key }] = rows as [StagedRow]
      const { draft, refused } = assemble(rows, broken.get(from)?.has(key) ?? false)
      for (const { row, problem } of refused) await quarantine.add(row.row, problem, row.content)
      drafts.set(from, [...(drafts.get(from) ?? []), draft])
      note(present, from, key)
    }
    for (const [from, some] of drafts) {
      const written = await writeListings(ctx, some, from, id)
      for (const kind of ['added', 'updated', 'unchanged'] as const) counts[kind] += written[kind]
    }
  }
  await stage.drop()
  await quarantine.flush()
  if (replace)
    for (const from of new Set([source ?? DEFAULT_SOURCE, ...present.keys(), ...broken.keys()]))
      counts.hidden += await hideMissing(ctx, from, [...(present.get(from) ?? []), ...(broken.get(from) ?? [])])
  counts.refused = quarantine.count
  await sql`update catalogue_imports set read = ${counts.read}, added = ${counts.added}, updated = ${counts.updated},
    unchanged = ${counts.unchanged}, hidden = ${counts.hidden}, refused = ${counts.refused} where id = ${id}`.execute(
    ctx.db,
  )
  await auditStaff(ctx, 'catalogue.imported', { kind: 'import', id }, { of: 'homes', replace, ...counts })
  return { id: dryRun ? null : id, dryRun, counts, rows: quarantine.shown }
}

function rowsOf(input: ImportInput, format: ImportFormat, currency: string): AsyncIterable<RawRow> {
  if (format === 'csv') return readCsv(input)
  return format === 'json' ? readJson(input, currency) : readXlsx(input)
}

/** Hidden, never deleted: whoever liked such a listing still finds it. */
async function hideMissing(ctx: Context, source: string, present: string[]): Promise<number> {
  const hidden = await sql`
    update listings set published = false, hidden_by = 'import'
    where source = ${source} and published and source_id <> all(${present})`.execute(ctx.db)
  return Number(hidden.numAffectedRows ?? 0)
}
