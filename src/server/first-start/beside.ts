import type pg from 'pg'
import { listReports } from '../../storage/copy/index.ts'
import type { Store } from '../../storage/index.ts'
import { lookIntoFolder, sourceOf } from './folder.ts'
import { addDecision, wasMoved } from './rows.ts'
import { bothHold, takesWritesAgain } from './words.ts'

const REMEMBERED_MS = 5 * 60_000

let last: { of: string; at: number; sentence: Promise<string | null> } | undefined

/**
 * What an operator should know of a data folder beside the database that is used: that it holds data which did not come
 * here. Null where there is nothing to say: no folder, nothing in it, or all of it is here, by the proof of a move. To look,
 * the folder's engine is started for a moment, so the answer is kept for a while.
 */
export function findBeside(store: Pick<Store, 'pool' | 'label'>, folder: string): Promise<string | null> {
  const of = `${store.label} ${folder}`
  if (last?.of !== of || performance.now() - last.at > REMEMBERED_MS)
    last = { of, at: performance.now(), sentence: look(store.pool, folder) }
  return last.sentence
}

async function look(pool: pg.Pool, folder: string): Promise<string | null> {
  const source = sourceOf(folder)
  if (source && (await wasMoved(pool, source))) return null
  const found = await lookIntoFolder(folder)
  if (found.kind === 'nothing') return null
  const reports = await listReports(pool)
  const { hold } = found.kind === 'people' ? found : { hold: undefined }
  if (hold && reports.some(({ id }) => id === hold.id)) {
    await addDecision(pool, 'move', source, 'proof')
    return null
  }
  const before = reports.find(report => report.source.label === folder)
  return before ? takesWritesAgain(folder, before.finishedAt) : bothHold(folder, found)
}
