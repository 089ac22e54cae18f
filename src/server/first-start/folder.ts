import fs from 'node:fs'
import path from 'node:path'
import { Refusal } from '../../kernel/refusal.ts'
import { type Hold, isEmpty, readHold } from '../../storage/copy/index.ts'
import { openStore } from '../../storage/index.ts'
import { countHoldings } from './holdings.ts'
import type { Holdings } from './schema.ts'

/** What a folder of the embedded store holds. `source` is the system identifier of its cluster. */
export type Found =
  | { kind: 'nothing' }
  | { kind: 'people'; source: string; holdings: Holdings; hold: Hold | undefined }
  /** There is a cluster, and it could not be looked into: nobody knows what it holds. */
  | { kind: 'closed'; source: string | null; trouble: string }

/**
 * Looks what a data folder holds, by joining or starting its engine for a moment. A folder without a cluster is left alone:
 * none is made. A cluster in which nobody wrote anything yet counts as nothing.
 */
export async function lookIntoFolder(folder: string): Promise<Found> {
  if (!fs.existsSync(path.join(folder, 'postgresql', 'PG_VERSION'))) return { kind: 'nothing' }
  const source = sourceOf(folder)
  try {
    const store = await openStore({ where: { kind: 'embedded', folder }, poolMax: 2, statementTimeoutMs: 60_000 })
    try {
      const holdings = await countHoldings(store.pool)
      if (await isEmpty(store.pool)) return { kind: 'nothing' }
      const hold = await readHold(store.pool)
      return { kind: 'people', source: source ?? (await askSource(store.pool)), holdings, hold }
    } finally {
      await store.close()
    }
  } catch (error) {
    const said = error instanceof Refusal ? error.message : `It could not be opened: ${(error as Error).message}`
    return { kind: 'closed', source, trouble: said }
  }
}

/**
 * The system identifier that PostgreSQL gave to the cluster when it was made, or null: the first eight bytes of its control
 * file since 8.0, in the machine's own order. Needs no server.
 */
export function sourceOf(folder: string): string | null {
  try {
    const bytes = fs.readFileSync(path.join(folder, 'postgresql/global/pg_control')).subarray(0, 8)
    return bytes.length < 8 ? null : new BigUint64Array(Uint8Array.from(bytes).buffer)[0]!.toString()
  } catch {
    return null
  }
}

type Asks = { query(sql: string): Promise<{ rows: { source: string }[] }> }

async function askSource(client: Asks): Promise<string> {
  const { rows } = await client.query('select system_identifier::text as source from pg_control_system()')
  return rows[0]!.source
}
