import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { addRow, ENOUGH } from './add-row.ts'
import { TableHash } from './hashes.ts'
import { Batch, isOnePiece, keepBatch, stepsOf } from './keep-batch.ts'
import { keptHashes } from './kept.ts'
import { Keys } from './keys.ts'
import type { Mapping, Out, Planned, Run, TableMapping } from './mapping.ts'
import { type RecordsLane, WORTH_A_THREAD } from './records-lane.ts'
import type { TableReport, Tally } from './report.ts'
import { Row } from './row.ts'
import { RowTexts } from './row-texts.ts'
import type { Source, SourceTable } from './source.ts'
import { isLongKey } from './values.ts'

export type Work = {
  ctx: Context
  client: pg.ClientBase
  /** Where the proof of a table is read while the next is taken in; the same connection reads it before. */
  prover: pg.ClientBase
  run: Run
  mapping: Mapping
  tally: Tally
  importId: number
  /** Imports that this one goes on from, and itself: what they kept is not `already`. */
  chain: ReadonlySet<number>
  /** When the rows have their key: only then are a few of them found quickly. */
  keyed: Promise<void>
  progress(rows: number): void
}

type Known = {
  key: string
  variant: number
  sha: string
  kept: string
  outcome: Planned['outcome']
  code: string | null
  person: string | null
  import_id: number
}

const NOWHERE: Out = { add() {} }
const ARCHIVED: Planned = { outcome: 'archived' }
/** Batches on their way to the store while the next is made. */
const MOST_IN_FLIGHT = 2
/** Rows planned before what goes to the store and comes from it is looked at. */
const ROWS_A_TURN = 64

/** A table that is kept; what is proven of it may still be on its way. */
export type Kept = Omit<TableReport, 'keptHash'> & { keptHash: Promise<string> }

/** Reads a table to its end, keeps what is new of it and gives it its homes; then begins to prove it. */
export async function importTable(
  work: Work,
  table: SourceTable,
  mapped: TableMapping | undefined,
  stored: { id: number; rows: number },
): Promise<Kept> {
  const { run, mapping, tally, chain, importId } = work
  const { dryRun } = run
  await mapped?.begin?.(run, table)
  const counts = { source: 0, imported: 0, archived: 0, quarantined: 0, already: 0 }
  const read = new TableHash()
  const kept = new TableHash()
  const texts = new RowTexts(table.columns)
  const places = new Map(table.columns.map((name, at) => [name.toLowerCase(), at]))
  const keys = new Keys(table, mapped?.key)
  const refused = new Map<string, number>()
  // Batches that are one COPY may follow each other without waiting; one with homes has the connection to itself.
  const inFlight: Promise<void>[] = []
  let alone: Promise<void> | undefined
  const to = { ctx: work.ctx, client: work.client, run, mapping, tableId: stored.id }
  let added = 0
  let isProven = false
  let batch = new Batch()

  /** Sends what is gathered on its way. */
  async function keep() {
    if (batch.rows.count === 0) return
    const full = batch
    batch = new Batch()
    await alone
    alone = undefined
    const steps = stepsOf(mapping, full, run)
    if (isOnePiece(steps)) {
      while (inFlight.length >= MOST_IN_FLIGHT) await inFlight.shift()
      inFlight.push(unwatched(keepBatch(to, full, steps)))
    } else {
      await Promise.all(inFlight.splice(0))
      alone = unwatched(keepBatch(to, full, steps))
    }
  }

  try {
    for await (const rows of run.source.read(inOrder(table, mapped, run), mapped?.beside?.(run, table))) {
      if (mapped?.prepare) {
        await alone
        await Promise.all(inFlight)
        await mapped.prepare(run, rows, table)
      }
      texts.clear()
      const made: string[] = []
      for (const row of rows) {
        texts.add(row.values)
        made.push(keys.of(row.values, texts, made.length))
      }
      if (stored.rows > 0) {
        await alone
        await Promise.all(inFlight)
      }
      const known = stored.rows > 0 ? await findKnown(work, stored.id, made) : undefined
      let wanted: [string, Record<string, unknown>][] = []
      const out: Out = { add: (kind, fields) => void wanted.push([kind, fields]) }

      for (let n = 0; n < made.length; n++) {
        if (n % ROWS_A_TURN === ROWS_A_TURN - 1 && (alone || inFlight.length > 0)) await turn()
        const row = rows[n]!
        const key = made[n]!
        const before = known?.get(key)
        const same = before?.find(one => one.sha === texts.hash(n))
        counts.source++
        const isChanged = before !== undefined && !same
        if (wanted.length > 0) wanted = []
        let planned = ARCHIVED
        let view: Row | undefined
        // Whose it was, it is: it leaves with them.
        if (isChanged)
          planned = { outcome: 'archived', code: 'changed_since', person: before.find(one => one.person)?.person }
        else if (mapped && same?.outcome !== 'archived' && same?.outcome !== 'quarantined') {
          view = new Row(places, row.values, row.beside, key)
          planned = mapped.plan(view, same || dryRun ? NOWHERE : out, run)
          if (planned.person) {
            const person = run.person(planned.person)
            if (person === null) {
              // Somebody who was erased here is not taken in again, nor is any row of theirs kept.
              counts.quarantined++
              tally.attention.add(ERASED)
              continue
            }
            planned = { ...planned, person }
          }
        }
        const outcome = same?.outcome ?? planned.outcome
        counts[outcome]++
        // Also what an earlier run kept: it waits for a decision as before.
        const code = same ? same.code : planned.code
        if (outcome === 'quarantined' && code) refused.set(code, (refused.get(code) ?? 0) + 1)
        read.addBytes(texts.hashes, n * 32)
        if (view && outcome === 'imported') {
          if (isLongKey(key)) view.repair('long_key')
          for (const { code, column } of view.repairs)
            tally.repairs.add({ code, table: table.name, key: shownKey(key), column })
          tally.count(view.homes)
        }
        if (same) {
          kept.add(same.kept)
          if (!chain.has(same.import_id)) counts.already++
          continue
        }
        if (dryRun) {
          kept.addBytes(texts.hashes, n * 32)
          continue
        }
        const variant = before ? Math.max(...before.map(one => one.variant)) + 1 : 0
        added++
        for (const [kind, fields] of wanted) batch.ask(kind, fields)
        addRow(batch.rows, { tableId: stored.id, importId }, texts, n, { ...planned, outcome, key, variant })
      }
      work.progress(rows.length)
      if (batch.rows.length >= ENOUGH || batch.writes.size > 0 || mapped?.prepare) await keep()
    }
    await keep()
    await alone
    await Promise.all(inFlight)
    await proveCount(run.source, table, counts.source)
    for (const [code, rows] of refused) tally.attention.add(`Quarantined in ${table.name}: ${rows} (${code}).`)
    const keptHash = prove(work, kept, stored.id, added)
    isProven = true
    return { ...counts, sourceHash: read.digest(), keptHash: unwatched(keptHash) }
  } finally {
    // A batch under way ends first: rolled back in its middle, what is left of it would be written by itself.
    await Promise.allSettled([alone, ...inFlight])
    read.close()
    if (!isProven) kept.close()
  }
}

/** Keeps a table that is nobody's and of which nothing is kept yet, by a lane of its own; then begins to prove it. */
export async function importRecords(work: Work, lane: RecordsLane, table: SourceTable, tableId: number): Promise<Kept> {
  const { importId, run, progress } = work
  const { rows, hash } = await lane.take(table, { tableId, importId }, progress)
  await proveCount(run.source, table, rows)
  const counts = { source: rows, imported: 0, archived: rows, quarantined: 0, already: 0 }
  const keptHash = unwatched(prove(work, new TableHash(), tableId, rows))
  return { ...counts, sourceHash: hash, keptHash }
}

/** The hash of what is kept of a table, with what this import has kept of it as the store gives it. */
async function prove(work: Work, kept: TableHash, tableId: number, added: number): Promise<string> {
  const { prover, importId, keyed } = work
  try {
    if (added < WORTH_A_THREAD) await keyed
    if (added > 0) await keptHashes(prover, tableId, importId, kept)
    return kept.digest()
  } finally {
    kept.close()
  }
}

const ERASED =
  'Rows of persons who were erased here are not taken in again. They are counted as quarantined, and stand in neither hash.'

/** Awaited later; until then nobody may call its failure unhandled. */
function unwatched<Value>(work: Promise<Value>): Promise<Value> {
  work.catch(() => {})
  return work
}

/** Refuses a table of which another number of rows was read than there are. */
async function proveCount(source: Source, table: SourceTable, rows: number): Promise<void> {
  if (rows === (await source.count(table))) return
  refuse('conflict', 'legacy.proof_failed', {
    message: `${table.name} gave another number of rows when it was read than when it was counted. Stop what writes to it and run the import again.`,
  })
}

async function findKnown(work: Work, tableId: number, keys: readonly string[]): Promise<Map<string, Known[]>> {
  const { rows } = await work.client.query<Known>(
    `select key, variant, encode(sha256, 'hex') as sha, encode(sha256(convert_to("row", 'UTF8')), 'hex') as kept, outcome,
      code, person_id as person, import_id
    from legacy_rows where table_id = $1 and key = any ($2::text[])`,
    [tableId, keys],
  )
  return Map.groupBy(rows, row => row.key)
}

/** Without a primary key the order tells which of several rows has the key. */
function inOrder(table: SourceTable, mapped: TableMapping | undefined, run: Run): SourceTable {
  const orderBy = table.key.length > 0 ? mapped?.orderBy?.(run, table) : undefined
  return orderBy ? { ...table, orderBy } : table
}

/** As people know it: a number or a text without its mark. */
function shownKey(key: string): string {
  return key[0] === 'i' || key[0] === 't' ? key.slice(1) : key
}
