import { refuse } from '../../kernel/refusal.ts'
import type { StoreChoice } from '../detect.ts'
import { setAside } from '../engine/set-aside.ts'
import { emptyDatabase } from './content.ts'
import { fingerprintStore } from './fingerprint-store.ts'
import { compareWith, listReports } from './report.ts'
import type { Side } from './sides.ts'

/** Refuses `move.target_not_empty` when the target holds data and no move has ever filled the source. Reads no rows. */
export async function refuseForeignContent(source: Side, target: Side, tables: string[]): Promise<void> {
  if (tables.length === 0 || (await listReports(source.main)).length > 0) return
  refuse('conflict', 'move.target_not_empty', {
    message: `${target.store.label} holds data already (${someOf(tables)}), which is not overwritten. Name an empty database or a new folder; or serve the data that is there.`,
  })
}

/**
 * Makes room in a target that holds data, when that data is proven to be in the source's past: a move filled the source, and
 * what the target holds is what its report says. A folder's cluster is put aside under the name that is given back, for which
 * the side is closed and has to be opened again; a database is emptied. Refuses `move.target_not_empty` and, when somebody
 * wrote there since, `move.target_changed`.
 */
export async function makeRoom(
  source: Side,
  target: Side,
  where: StoreChoice,
  now: Temporal.Instant,
): Promise<{ putAside: string } | { emptied: true }> {
  const prints = await fingerprintStore(target.pool(2))
  const reports = await listReports(source.main)
  const ways = reports.map(report => compareWith(report, prints))
  if (!ways.some(differences => differences.length === 0)) {
    const least = ways.toSorted((one, other) => one.length - other.length)[0] ?? []
    refuse('conflict', 'move.target_changed', {
      message: `${target.store.label} was written to since this data left it (${someOf(least.map(({ name }) => name))}), so putting the newer data there would lose that. Move into an empty database or a new folder instead; or, if what was written there may go, empty it yourself first.`,
    })
  }
  if (where.kind !== 'embedded') {
    await emptyDatabase(target.main)
    return { emptied: true }
  }
  await target.close()
  return { putAside: await setAside(where.folder, now) }
}

function someOf(names: string[]): string {
  return names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ')
}
