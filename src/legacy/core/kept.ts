import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'

/** The hashes of what is kept of a table since an import began, computed by the store from the kept rows themselves. */
export async function keptHashes(
  client: pg.ClientBase,
  tableId: number,
  importId: number,
  take: (hash: string) => void,
): Promise<void> {
  const stream = client.query(
    copyTo(
      `copy (select encode(sha256(convert_to("row", 'UTF8')), 'hex') from legacy_rows
        where table_id = ${tableId} and import_id = ${importId}) to stdout`,
    ),
  )
  let rest = ''
  for await (const chunk of stream) {
    const text = rest + (chunk as Buffer).toString('latin1')
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      take(text.slice(from, end))
      from = end + 1
    }
    rest = text.slice(from)
  }
}
