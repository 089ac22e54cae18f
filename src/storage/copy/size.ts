import { type Asks, listTables } from './inventory.ts'

/** How much there is to carry, and about how long a source takes no writes for it. */
export type Size = { tables: number; rows: number; bytes: number; seconds: number }

/** A guess on the careful side, for two cores and a local disk; a slower disk or a line between the two makes it longer. */
const BYTES_A_SECOND = 15_000_000
const AT_LEAST_SECONDS = 5

/** By the catalog of the database and its last statistics: a guess that costs nothing. */
export async function measureStore(client: Asks): Promise<Size> {
  const tables = await listTables(client)
  const sum = (of: 'bytes' | 'estimatedRows') => tables.reduce((total, table) => total + table[of], 0)
  const bytes = sum('bytes')
  return {
    tables: tables.length,
    rows: sum('estimatedRows'),
    bytes,
    seconds: Math.ceil(AT_LEAST_SECONDS + bytes / BYTES_A_SECOND),
  }
}
