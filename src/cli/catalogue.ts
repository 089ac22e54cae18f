import { createReadStream, createWriteStream } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import {
  addSamplePostings,
  checkCatalogue,
  exportCatalogue,
  type ImportReport,
  importCatalogue,
  importPostings,
  postingFormatOf,
  postingFormatSchema,
  removeSamplePostings,
  seedSample,
} from '../catalogue/index.ts'
import type { Context } from '../storage/index.ts'

export type CatalogueIo = { out(line: string): void; err(line: string): void }

const USAGE = [
  'catalogue import FILE [--dry-run] [--replace] [--source NAME]',
  'catalogue import jobs FILE [--format json|csv|greenhouse|remoteok] [--source NAME] [--complete]',
  'catalogue export [FILE.csv|FILE.json]',
  'catalogue sample    fill an empty catalogue with the synthetic sample',
  'catalogue sample add|remove    the synthetic jobs',
  'catalogue check     what in the catalogue needs somebody',
]

/** Exit 0: done. 2: no such command. 3: done, and some rows were refused or something needs somebody. */
export async function catalogueCommand(ctx: Context, args: string[], io: CatalogueIo): Promise<number> {
  const [verb, ...rest] = args
  if (verb === 'import' && rest[0] === 'jobs') return importJobs(ctx, rest.slice(1), io)
  if (verb === 'import') return importFile(ctx, rest, io)
  if (verb === 'export') return exportFile(ctx, rest, io)
  if (verb === 'sample' && rest.length > 0) return sampleJobs(ctx, rest, io)
  if (verb === 'sample') return sample(ctx, io)
  if (verb === 'check') return check(ctx, io)
  for (const line of USAGE) io.err(line)
  return 2
}

async function importFile(ctx: Context, args: string[], io: CatalogueIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean' }, replace: { type: 'boolean' }, source: { type: 'string' } },
  })
  const [file] = positionals
  if (!file || positionals.length > 1) {
    io.err(USAGE[0]!)
    return 2
  }
  const readable = await fs.access(file, fs.constants.R_OK).then(
    () => true,
    () => false,
  )
  if (!readable) {
    io.err(`There is no readable file ${file}.`)
    return 2
  }
  const report = await importCatalogue(ctx, {
    stream: createReadStream(file),
    fileName: path.basename(file),
    dryRun: values['dry-run'],
    replace: values.replace,
    source: values.source,
  })
  tell(report, io)
  return report.counts.refused > 0 ? 3 : 0
}

function tell({ id, dryRun, counts, rows }: ImportReport, io: CatalogueIo) {
  io.out(dryRun ? 'Dry run: nothing was changed.' : `Import ${id}`)
  io.out(
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
  )
  for (const { row, column, code, message } of rows.slice(0, 50))
    io.err(`row ${row}${column ? `, ${column}` : ''}: ${message} (${code})`)
  if (counts.refused > 50) io.err(`… and ${counts.refused - 50} more`)
}

async function importJobs(ctx: Context, args: string[], io: CatalogueIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { format: { type: 'string' }, source: { type: 'string' }, complete: { type: 'boolean' } },
  })
  const [file] = positionals
  const format = values.format === undefined ? undefined : postingFormatSchema.safeParse(values.format)
  if (!file || positionals.length > 1 || format?.success === false) {
    io.err(USAGE[1]!)
    return 2
  }
  const bytes = await fs.readFile(file).catch(() => undefined)
  if (!bytes) {
    io.err(`There is no readable file ${file}.`)
    return 2
  }
  const { id, counts, refused } = await importPostings(ctx, {
    bytes,
    fileName: path.basename(file),
    format: format?.data ?? postingFormatOf(file),
    source: values.source,
    complete: values.complete,
  })
  io.out(`Import ${id}`)
  io.out(told(counts))
  for (const { line, field, code, message } of refused.slice(0, 50))
    io.err(`line ${line}${field ? `, ${field}` : ''}: ${message} (${code})`)
  return counts.refused > 0 ? 3 : 0
}

async function sampleJobs(ctx: Context, [verb]: string[], io: CatalogueIo): Promise<number> {
  if (verb !== 'add' && verb !== 'remove') {
    for (const line of USAGE) io.err(line)
    return 2
  }
  const { postings } = await (verb === 'add' ? addSamplePostings : removeSamplePostings)(ctx)
  io.out(`${verb === 'add' ? 'Added' : 'Took away'} ${postings} sample jobs.`)
  return 0
}

const told = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')

async function exportFile(ctx: Context, [file]: string[], io: CatalogueIo): Promise<number> {
  const pieces = Readable.from(exportCatalogue(ctx, file && !file.endsWith('.json') ? 'csv' : 'json'))
  if (file) await pipeline(pieces, createWriteStream(file))
  else for await (const piece of pieces) io.out(String(piece).replace(/\n$/, ''))
  return 0
}

async function sample(ctx: Context, io: CatalogueIo): Promise<number> {
  const { seeded, listings } = await seedSample(ctx)
  io.out(
    seeded ? `Added the sample: ${listings} listings.` : 'The catalogue has listings already; nothing was changed.',
  )
  return 0
}

async function check(ctx: Context, io: CatalogueIo): Promise<number> {
  const findings = await checkCatalogue(ctx)
  for (const { code, count, message } of findings) io.out(`${count}  ${message} (${code})`)
  const open = findings.filter(finding => finding.attention && finding.count > 0)
  io.out(open.length ? `${open.length} kinds of things need somebody.` : 'Nothing needs somebody.')
  return open.length ? 3 : 0
}
