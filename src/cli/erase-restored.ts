import fs from 'node:fs'
import path from 'node:path'
import { ERASURES } from '../backups/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { type ErasedPerson, readErasures, reapplyErasures } from '../people/index.ts'
import type { readStoreName } from '../storage/copy/index.ts'
import { withStore } from './store.ts'

export type ErasureList = { file: string; erased: ErasedPerson[] }

/**
 * The list of erasures that belongs to a backup: the one that is named, else what lies beside the file. Refuses
 * `people.arguments` where the named one cannot be read, and `people.erasure_list` for what is none.
 */
export function findErasures(backup: string | undefined, named: string | undefined): ErasureList | undefined {
  const beside = backup === undefined ? undefined : path.join(path.dirname(backup), ERASURES)
  const file = named ?? (beside && fs.existsSync(beside) ? beside : undefined)
  if (file === undefined) return undefined
  let text = ''
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (error) {
    refuse('invalid', 'people.arguments', `${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
  return { file, erased: readErasures(text) }
}

/** Erases again whom the restored state holds still, and says in a line what came of it. `at`: when the backup was made. */
export async function eraseRestored(
  where: ReturnType<typeof readStoreName>,
  list: ErasureList | undefined,
  at: string,
): Promise<{ line: string; erased: number; kept: number }> {
  if (!list)
    return {
      line: `erased     no list of erasures lies beside the backup: whoever was erased after ${at} is back`,
      ...{ erased: 0, kept: 0 },
    }
  let told = { erased: 0, kept: [] as unknown[] }
  await withStore(async ctx => {
    told = await reapplyErasures(ctx, list.erased)
    return 0
  }, where)
  const kept =
    told.kept.length > 0 ? `; ${told.kept.length} could not be: run mosaic person erase --list ${list.file}` : ''
  return {
    line: `erased     ${told.erased} ${told.erased === 1 ? 'person' : 'persons'} again, by ${list.file}${kept}`,
    erased: told.erased,
    kept: told.kept.length,
  }
}
