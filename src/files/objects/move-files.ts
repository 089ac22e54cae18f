import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { requireObjects } from '../open-file.ts'
import type { Files } from '../settings.ts'
import { carryFile } from './carry-file.ts'

export type Moved = { carried: number; failed: number; left: number }

/**
 * Carries every kept file to `to`, each verified by its hash. Where files are bound is written first: broken off, the same
 * call goes on where it ended. `left` are those that could not be carried, or that another process is carrying.
 * Refuses `files.store_off` where no object store is set up.
 */
export async function moveFiles(ctx: Context, files: Files, { to }: { to: 'database' | 's3' }): Promise<Moved> {
  requireObjects(files)
  await sql`
    update files set bound_for = ${to}, carry_after = null, carry_attempts = 0
    where state = 'kept' and sha256 is not null and place <> ${to} and bound_for is distinct from ${to}`.execute(ctx.db)
  await sql`update files set bound_for = null where place = ${to} and bound_for is not null`.execute(ctx.db)
  const moved: Moved = { carried: 0, failed: 0, left: 0 }
  for (;;) {
    const became = await carryFile(ctx, files)
    if (!became) break
    moved[became]++
  }
  const { rows } = await sql<{ left: number }>`
    select count(*) as left from files where state = 'kept' and sha256 is not null and place <> ${to}`.execute(ctx.db)
  return { ...moved, left: rows[0]!.left }
}
