import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { TableHash } from './hashes.ts'

/** A row of COPY's binary form with one value of 32 bytes: how many values, how long it is, the value. */
const ROW = 2 + 4 + 32
const HEADER = 11 + 4 + 4
const END = 2

/** The hashes of what is kept of a table since an import began, computed by the store from the kept rows themselves. */
export async function keptHashes(
  client: pg.ClientBase,
  tableId: number,
  importId: number,
  kept: TableHash,
): Promise<void> {
  const stream = client.query(
    copyTo(
      `copy (select sha256(convert_to("row", 'UTF8')) from legacy_rows
        where table_id = ${tableId} and import_id = ${importId}) to stdout (format binary)`,
    ),
  )
  let rest: Buffer | undefined
  let skip = HEADER
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest && rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let at = Math.min(skip, bytes.length)
    skip -= at
    for (; at + ROW <= bytes.length; at += ROW) kept.addBytes(bytes, at + ROW - 32)
    rest = bytes.subarray(at)
  }
  if (rest?.length !== END) throw new Error('the store gave its hashes in an unknown form')
}
