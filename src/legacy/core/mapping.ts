/**
 * The inside of an import, for the mappings that build on it.
 *
 * `runImport(ctx, client, source, mapping, options)` reads every table of the source in batches, asks the mapping for each row's
 * outcome, keeps the row in `legacy_rows` and writes what the mapping asked for, one transaction a batch; it does the proof,
 * repeats, resumption, dry runs, counts, repairs and the report. A mapping says, table by table (`TableMapping`):
 *
 *   beside(run)        columns joined to each row from its parents at the source (`t` is the row's table): a mapping looks things up
 *                      at the source, never in what this run has written, so that a dry run and a resumed one see the same
 *   prepare(run, rows) once a batch, before `plan`: reads of the store (never writes)
 *   plan(row, out, run) without waiting: gives outcome, person, repairs, homes; `out.add(kind, fields)` asks for a write. It is called
 *                      for known rows and in dry runs too, where `out` throws everything away
 *   key                the columns by which the row is known where the source has no primary key (default `id`)
 *
 * and for the whole: `writers`, by kind and in the order of the map, each `(ctx, rows) → void` with bulk statements, `on conflict do nothing`;
 * `sendings`, by the same kinds, for what needs no look at the store: COPY statements that go with the batch in one piece;
 * `finish(ctx, run)` steps after the last table, each safe to repeat; `attend(run, repairs)` sentences for the report.
 *
 * Tables that a mapping does not name are archived. Ids of homes come from `run.id(…)`: the same row has the same home however
 * often it is read. `row.text('name')` and its sisters read a cell by its kind and note its repair; repairs and homes count only
 * where the row ends up imported, so a plan may note them before it knows. An erased person is never made again: `run.person(id)`.
 */
import type { Context } from '../../storage/index.ts'
import type { CopyRows } from './copy-rows.ts'
import type { Row } from './row.ts'
import type { Beside, Source, SourceRow, SourceTable } from './source.ts'

export type Outcome = 'imported' | 'archived' | 'quarantined'

export type Home =
  | 'persons'
  | 'accounts'
  | 'conversations'
  | 'messages'
  | 'enrolments'
  | 'answers'
  | 'files'
  | 'resumeVersions'
  | 'listings'
  | 'matches'
  | 'experiments'
  | (string & {})

export type Planned = {
  outcome: Outcome
  /** Needed for quarantined; elsewhere what is remarkable, such as `expired`. */
  code?: string
  /** Whose row it is. */
  person?: string | null
}

/** Asks for a write. Fields are what its writer takes: JSON values, instants as such or as RFC 3339. */
export type Out = { add(kind: string, fields: Record<string, unknown>): void }

export type Run = {
  source: Source
  /** Of the import; one moment for all that has no time of its own. */
  now: Temporal.Instant
  dryRun: boolean
  /** The id of a home, from the names that it stands for. */
  id(...named: string[]): string
  /** The same, ordered by time. */
  timedId(at: Temporal.Instant, ...named: string[]): string
  /** Who a person that this source made is by now: themselves, or whom they were merged into. Null: erased. */
  person(id: string): string | null
  sourceId: number
  /** Whether this is the first import of its source: nothing that its ids name is here yet. */
  isFirst: boolean
  /** The store, for reading in `prepare`. */
  store: Context
  /** Says something that a person must decide, in a sentence; the same sentence once. */
  attention(sentence: string): void
}

/** A statement that is sent along; where it is a COPY FROM STDIN in the binary form, with its rows. */
export type Sending = { statement: string; rows?: CopyRows }

export type TableMapping = {
  key?: readonly string[]
  beside?(run: Run, table: SourceTable): Beside
  /** An expression of the source by which rows come, those that belong together one after another; within it by their key. */
  orderBy?(run: Run, table: SourceTable): string | undefined
  begin?(run: Run, table: SourceTable): Promise<void>
  prepare?(run: Run, rows: readonly SourceRow[], table: SourceTable): Promise<void>
  plan(row: Row, out: Out, run: Run): Planned
}

export type Mapping = {
  kind: 'legacy-mosaic' | 'legacy-sales'
  /** By lower-case name of the table; read in this order, the others after them. */
  tables: Record<string, TableMapping>
  /** For tables that are archived: whose row it is. */
  others?(run: Run, table: SourceTable): TableMapping | undefined
  writers: Record<string, (ctx: Context, rows: Record<string, unknown>[], run: Run) => Promise<void>>
  /** Undefined where the writer has to look first. */
  sendings?: Record<string, (rows: Record<string, unknown>[], run: Run) => Sending[] | undefined>
  finish?(ctx: Context, run: Run): Promise<void>
  attend?(run: Run, repairs: Readonly<Record<string, number>>): Promise<void>
}
