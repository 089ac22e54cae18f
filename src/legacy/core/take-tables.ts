import type pg from 'pg'
import { importRecords, importTable, type Kept, type Work } from './import-table.ts'
import type { TableMapping } from './mapping.ts'
import { RecordsLane, WORTH_A_THREAD } from './records-lane.ts'
import type { Source, SourceTable } from './source.ts'

export type Tabled = {
  table: SourceTable
  /** Undefined: its rows are kept, and are nobody's. */
  mapped: TableMapping | undefined
  stored: { id: number; rows: number }
  /** How many it has. */
  rows: number
}

/**
 * Takes the tables in, in their order, and gives what became of each as it is known. Large ones that are nobody's are taken
 * beside them where `recorder` is a connection for it and the source is a file. Nothing is under way any more when it ends, however it
 * ends, but proofs of what was given.
 */
export async function takeTables(
  source: Source,
  tables: readonly Tabled[],
  workOn: (table: SourceTable) => Work,
  recorder: pg.ClientBase | undefined,
  took: (table: SourceTable, kept: Kept) => void,
): Promise<void> {
  const beside = recorder && source.aside ? tables.filter(isRecords) : []
  const own = tables.filter(one => !beside.includes(one))
  const lane = beside.length > 0 ? new RecordsLane(recorder!, source.aside!) : undefined
  let broken: unknown
  const records = takeRecords(lane, beside, workOn, took).catch(error => {
    broken = error
    throw error
  })
  // Looked at in the end; until then nobody may call it unhandled.
  records.catch(() => {})
  try {
    // Who is done with their own takes of what is left, the smallest first; the lane begins at the largest.
    for (let next = own.shift() ?? beside.pop(); next; next = own.shift() ?? beside.pop()) {
      const { table, mapped, stored } = next
      const work = workOn(table)
      const watched = {
        ...work,
        progress(rows: number) {
          if (broken) throw broken
          work.progress(rows)
        },
      }
      const kept = await importTable(watched, table, mapped, stored)
      took(table, kept)
      // Over one connection the proof would be under way while the next table is asked about.
      if (work.prover === work.client) await kept.keptHash
    }
    await records
  } finally {
    await lane?.close()
    await Promise.allSettled([records])
  }
}

async function takeRecords(
  lane: RecordsLane | undefined,
  tables: Tabled[],
  workOn: (table: SourceTable) => Work,
  took: (table: SourceTable, kept: Kept) => void,
): Promise<void> {
  for (let next = tables.shift(); next; next = tables.shift()) {
    const { table, stored } = next
    took(table, await importRecords(workOn(table), lane!, table, stored.id))
  }
}

function isRecords({ mapped, stored, rows }: Tabled): boolean {
  return !mapped && stored.rows === 0 && rows >= WORTH_A_THREAD
}
