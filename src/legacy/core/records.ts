import { addRow, ENOUGH, type KeptIn } from './add-row.ts'
import { CopyRows } from './copy-rows.ts'
import { TableHash } from './hashes.ts'
import { Keys } from './keys.ts'
import { RowTexts } from './row-texts.ts'
import type { Source, SourceTable } from './source.ts'

/** Rows of a table as data of one COPY. */
export type Records = { rows: number; data: Buffer }

/**
 * A table that is nobody's, read to its end from a file: every row is archived as it came. Gives the hash of the table, and how many rows it
 * had, at the end. Only for tables of which nothing is kept yet.
 */
export function* recordsOf(
  source: Source,
  table: SourceTable,
  to: KeptIn,
): Generator<Records, { rows: number; hash: string }> {
  const texts = new RowTexts(table.columns)
  const keys = new Keys(table)
  const read = new TableHash()
  let rows = new CopyRows()
  try {
    for (const batch of source.read(table) as Iterable<{ values: [] }[]>) {
      texts.clear()
      for (let n = 0; n < batch.length; n++) {
        const { values } = batch[n]!
        texts.add(values)
        const key = keys.of(values, texts, n)
        addRow(rows, to, texts, n, { outcome: 'archived', key, variant: 0 })
        read.addBytes(texts.hashes, n * 32)
      }
      if (rows.length < ENOUGH) continue
      yield { rows: rows.count, data: rows.finish() }
      rows = new CopyRows()
    }
    if (rows.count > 0) yield { rows: rows.count, data: rows.finish() }
    return { rows: read.count, hash: read.digest() }
  } finally {
    read.close()
  }
}
