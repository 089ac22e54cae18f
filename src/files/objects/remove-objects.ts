import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Files } from '../settings.ts'

/**
 * Removes one object whose file is gone. A failure is tried again, at most an hour later, until it is gone. Gives whether there
 * was one to remove. The row goes after the object: killed between, it is removed again, which does no harm.
 */
export async function removeObject(ctx: Context, { objects }: Files): Promise<boolean> {
  if (!objects) return false
  const { rows } = await sql<{ object_key: string; attempts: number }>`
    update file_removals set after = now() + least(interval '1 hour', interval '5 seconds' * power(2, least(attempts, 10))),
      attempts = attempts + 1
    where object_key = (
      select object_key from file_removals where after <= now()
        and not exists (select from files f where f.object_key = file_removals.object_key) order by after limit 1 for update skip locked)
    returning object_key, attempts`.execute(ctx.db)
  const [due] = rows
  if (!due) return false
  try {
    await objects.remove(due.object_key)
  } catch (error) {
    ctx.log.warn({ err: error, attempts: due.attempts }, 'an object cannot be removed now')
    return true
  }
  await sql`delete from file_removals where object_key = ${due.object_key}`.execute(ctx.db)
  return true
}
