import type pg from 'pg'
import { fingerprintTable, listSequences, listTables, lockFill, readFill, samePrint } from '../copy/index.ts'
import type { Checked } from './read.ts'

/**
 * Whether a database holds just what the backup holds, its numbers too: a restore that was killed after its proof and before
 * it could say so. Ends at the first difference. Refuses `storage.being_filled`.
 */
export async function isRestored(client: pg.ClientBase, { head, manifest }: Checked): Promise<boolean> {
  await lockFill(client)
  if (await readFill(client)) return false
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('public.migrations') is not null as there`,
  )
  if (!rows[0]!.there) return false
  const { rows: migrations } = await client.query('select name, checksum from migrations order by name collate "C"')
  if (JSON.stringify(migrations) !== JSON.stringify(head.migrations)) return false
  if (JSON.stringify(await listSequences(client)) !== JSON.stringify(manifest.sequences)) return false
  const kept = new Map(manifest.tables.map(table => [table.name, table]))
  const shapes = await listTables(client)
  if (shapes.length !== kept.size) return false
  for (const shape of shapes) {
    const { columns, rows = -1, bytes = 0, fingerprint = '' } = kept.get(shape.name) ?? {}
    const there = columns && (await fingerprintTable(client, { ...shape, columns }))
    if (!samePrint(there, { rows, bytes, hash: fingerprint })) return false
  }
  return true
}
