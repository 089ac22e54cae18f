import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { requireRole } from './require-role.ts'

/**
 * Sign-ins that failed within the last day and were not followed by a right one, and how many e-mails had to wait after too many.
 * Whose they were is not kept. For administrators.
 */
export async function signInTrouble(ctx: Context): Promise<{ failed: number; locked: number }> {
  requireRole(ctx, 'admin')
  const { rows } = await sql<{ failed: number; locked: number }>`
    select coalesce(sum(count), 0) as failed, count(*) filter (where count >= 10) as locked
    from account_attempts where key like 'email:%' and window_ends_at > ${ctx.now().subtract({ hours: 24 })}`.execute(
    ctx.db,
  )
  return rows[0]!
}
