import type pg from 'pg'
import { z } from 'zod'
import { listReports, type Report, reportName, reportPage } from '../../storage/copy/index.ts'
import type { Proven } from './schema.ts'
import { shellWord } from './words.ts'

/** The clock of the process that moved need not be ours. */
const CLOCKS_APART = Temporal.Duration.from({ minutes: 5 })

/** What is shown of a report; one that another release wrote otherwise is kept, and not shown. */
const shown = z.looseObject({
  kind: z.literal('mosaic-move'),
  format: z.literal(1),
  id: z.uuid(),
  finishedAt: z.string(),
  source: z.looseObject({ label: z.string(), kind: z.string() }),
  target: z.looseObject({ label: z.string() }),
  totals: z.looseObject({ rows: z.int(), tables: z.int(), seconds: z.number() }),
  tables: z.array(z.looseObject({ name: z.string(), equal: z.boolean() })),
  notes: z.array(z.string()),
  notCarried: z.array(z.looseObject({ name: z.string(), reason: z.string() })),
})

/** The reports of the moves that filled a database, newest first. */
export async function listProofs(pool: Pick<pg.Pool, 'query'>): Promise<Report[]> {
  return (await listReports(pool)).filter(report => shown.safeParse(report).success)
}

/** The report of the move that filled the database while this process stood before it. */
export async function findProof(pool: Pick<pg.Pool, 'query'>, since: Temporal.Instant): Promise<Report | undefined> {
  const [newest] = await listProofs(pool)
  const isOfNow =
    newest && Temporal.Instant.compare(Temporal.Instant.from(newest.finishedAt), since.subtract(CLOCKS_APART)) >= 0
  return isOfNow ? newest : undefined
}

/** What a page says of a report, and the command that computes it again. Of the source, which takes no writes and so stays as it was. */
export function provenOf(report: Report): Proven {
  const { id, source, target, startedAt, finishedAt, totals, tables } = report
  const file = reportName(report)
  const store = source.kind === 'embedded' ? shellWord(source.label) : 'env:OLD_DATABASE_URL'
  return {
    ...{ id, startedAt, finishedAt, from: source.label, to: target.label },
    ...{ rows: totals.rows, tables: totals.tables, seconds: totals.seconds },
    equal: tables.every(({ equal }) => equal),
    file,
    command: `npm run -s mosaic -- verify ${file}.json --store ${store}`,
  }
}

/** A report as a file: to be read by people, or by `mosaic verify`. */
export function proofAs(report: Report, as: 'page' | 'json'): { type: string; name: string; body: string } {
  const name = reportName(report)
  return as === 'page'
    ? { type: 'text/html; charset=utf-8', name: `${name}.html`, body: reportPage(report) }
    : { type: 'application/json; charset=utf-8', name: `${name}.json`, body: `${JSON.stringify(report, null, 2)}\n` }
}
