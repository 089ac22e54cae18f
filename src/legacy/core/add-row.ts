import type { CopyRows } from './copy-rows.ts'
import type { Planned } from './mapping.ts'
import type { RowTexts } from './row-texts.ts'

/** Bytes of rows as they came that go in one transaction, where nothing has to be looked at before. */
export const ENOUGH = 1_750_000

export type KeptIn = { tableId: number; importId: number }

/** Adds the nth row of a batch as it came. */
export function addRow(
  rows: CopyRows,
  { tableId, importId }: KeptIn,
  texts: RowTexts,
  n: number,
  { key, variant, outcome, code, person }: { key: string; variant: number } & Planned,
): void {
  rows.row(9).integer(tableId).text(key).integer(variant).integer(importId)
  rows.bytes(texts.hashes, n * 32, n * 32 + 32).text(outcome)
  rows.text(code).uuid(person).bytes(texts.bytes, texts.from(n), texts.to(n))
}
