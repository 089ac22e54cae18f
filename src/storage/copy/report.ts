import fs from 'node:fs'
import type pg from 'pg'
import { z } from 'zod'
import { refuse } from '../../kernel/refusal.ts'
import type { Print } from './fingerprint.ts'
import type { Asks } from './inventory.ts'
import type { Proof } from './transfer.ts'

/** One side of a move; no credentials. */
export type ReportSide = { label: string; kind: string; postgres: string }

/** The proof of a move: what both sides held when it ended. Kept as a file, as a page and in the target's `moves`. */
export type Report = {
  kind: 'mosaic-move'
  format: 1
  id: string
  release: string
  /** The last migration of both when the rows were compared, and of the target when it was handed over. */
  level: string
  handedOverAt: string
  startedAt: string
  /** Since when the source has taken no writes. */
  heldSince: string
  finishedAt: string
  source: ReportSide
  target: ReportSide
  tables: { name: string; rows: number; bytes: number; source: string; target: string; equal: boolean }[]
  totals: { tables: number; rows: number; bytes: number; seconds: number }
  notCarried: { name: string; reason: string }[]
  notes: string[]
}

/** What its files are called, without the ending: `mosaic-move-20261122T101500-1a2b3c`. */
export function reportName({ id, finishedAt }: Pick<Report, 'id' | 'finishedAt'>): string {
  return `mosaic-move-${finishedAt.slice(0, 19).replaceAll(/[-:]/g, '')}-${id.slice(-6)}`
}

export function reportTables(proofs: Proof[]): Report['tables'] {
  return proofs.map(({ name, source, target }) => ({
    name,
    rows: source.rows,
    bytes: source.bytes,
    source: source.hash,
    target: target.hash,
    equal: source.rows === target.rows && source.hash === target.hash,
  }))
}

/** Keeps the report with the data. For the transaction that hands the target over. */
export async function keepReport(client: pg.ClientBase, report: Report): Promise<void> {
  await client.query(
    `insert into moves (id, source, target, started_at, finished_at, rows, report) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      report.id,
      report.source.label,
      report.target.label,
      report.startedAt,
      report.finishedAt,
      report.totals.rows,
      JSON.stringify(report),
    ],
  )
}

/** The reports of the moves that filled a database, newest first; none where it was never filled by one. */
export async function listReports(client: Asks): Promise<Report[]> {
  const asks = client as pg.Pool
  const { rows } = await asks.query<{ there: boolean }>(`select to_regclass('public.moves') is not null as there`)
  if (!rows[0]!.there) return []
  const kept = await asks.query<{ report: Report }>('select report from moves order by finished_at desc, id desc')
  return kept.rows.map(({ report }) => report)
}

export type Difference = {
  name: string
  was: number
  is: number
  what: 'changed' | 'grown' | 'fewer' | 'missing' | 'new'
}

/**
 * Where a store differs from what a report says of it. A table that has as many rows and another hash is `changed`; one with
 * more is `grown`, which is what use makes of it.
 */
export function compareWith(report: Pick<Report, 'tables'>, prints: ReadonlyMap<string, Print>): Difference[] {
  const known = new Set(report.tables.map(({ name }) => name))
  const differences = report.tables.flatMap(({ name, rows, source }): Difference[] => {
    const print = prints.get(name)
    if (!print) return [{ name, was: rows, is: 0, what: 'missing' }]
    if (print.rows === rows && print.hash === source) return []
    const what = print.rows > rows ? 'grown' : print.rows < rows ? 'fewer' : 'changed'
    return [{ name, was: rows, is: print.rows, what }]
  })
  const added = [...prints].filter(([name, { rows }]) => !known.has(name) && rows > 0)
  return [...differences, ...added.map(([name, { rows }]) => ({ name, was: 0, is: rows, what: 'new' as const }))]
}

const reportShape = z.looseObject({
  kind: z.literal('mosaic-move'),
  format: z.literal(1),
  id: z.uuid(),
  level: z.string(),
  tables: z.array(
    z.looseObject({ name: z.string(), rows: z.int().min(0), source: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
})

/** Reads a report that a move wrote as a file. Refuses `move.report`. */
export function readReport(file: string): Report {
  const bad = (why: string) =>
    refuse('invalid', 'move.report', { message: `${file} ${why}. Name the .json that a move wrote.` })
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch {
    return bad('cannot be read')
  }
  try {
    return reportShape.parse(JSON.parse(text)) as unknown as Report
  } catch {
    return bad('is no report of a move')
  }
}
