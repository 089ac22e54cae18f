import type pg from 'pg'
import type { Print } from './fingerprint.ts'
import { listTables } from './inventory.ts'
import { fingerprintTable } from './rows.ts'
import { cutClient } from './session.ts'

/** The fingerprints of all tables, as they are now, with as many side by side as the pool has connections. */
export async function fingerprintStore(
  pool: pg.Pool,
  onTable: (done: number, of: number) => void = () => {},
): Promise<Map<string, Print>> {
  const tables = await listTables(pool)
  const prints = new Map<string, Print>()
  const left = tables.toSorted((one, other) => other.bytes - one.bytes)[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: pool.options.max ?? 1 }, async () => {
      const client = await pool.connect()
      try {
        for (const table of left) {
          prints.set(table.name, await fingerprintTable(client, table))
          onTable(prints.size, tables.length)
        }
      } finally {
        cutClient(client)
      }
    }),
  )
  return prints
}
