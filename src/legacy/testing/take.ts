import type { testStore } from '../../storage/testing/index.ts'
import type { RepairEntry } from '../core/repairs.ts'
import type { TableReport } from '../core/report.ts'
import { type Imported, importLegacyMosaic, type LegacyMosaicInput } from '../index.ts'

export type Taken = Omit<Imported, 'repairList' | 'close'> & { repairList: RepairEntry[] }

/** Runs an import over a connection of its own, as the command does. */
export async function take(store: ReturnType<typeof testStore>, input: LegacyMosaicInput): Promise<Taken> {
  const client = await store.pool.connect()
  try {
    const { repairList, close, ...report } = await importLegacyMosaic(store.ctx(), client, input)
    const list = [...repairList()]
    close()
    return { ...report, repairList: list }
  } finally {
    client.release(true)
  }
}

export function total(
  report: Pick<Taken, 'tables'>,
  key: Exclude<keyof TableReport, 'sourceHash' | 'keptHash'>,
): number {
  return Object.values(report.tables).reduce((sum, table) => sum + table[key], 0)
}
