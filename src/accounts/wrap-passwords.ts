import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { hashPassword, wrapFast } from './password.ts'

const FAST = sql`password_hash ~ '^[0-9a-f]{64}:[0-9a-f]{32}$'`

/**
 * Puts some of the fast hashes that an import brought under the slow one. Gives how many there were to do. A password that
 * was set meanwhile stays. Each takes 85 ms of a core, outside transactions.
 */
export async function wrapPasswords(ctx: Context, batch = 10): Promise<number> {
  const waiting = await sql<{ id: string; hash: string }>`
    select id, password_hash as hash from account_credentials where ${FAST} order by id limit ${batch}`.execute(ctx.db)
  for (const { id, hash } of waiting.rows) {
    const wrapped = await wrapFast(hash)
    await sql`update account_credentials set password_hash = ${wrapped} where id = ${id} and password_hash = ${hash}`.execute(
      ctx.db,
    )
  }
  return waiting.rows.length
}

/** How many passwords still rest under a fast hash. */
export async function countFastPasswords(ctx: Context): Promise<number> {
  const found = await sql<{ count: number }>`select count(*) as count from account_credentials where ${FAST}`.execute(
    ctx.db,
  )
  return found.rows[0]!.count
}

/** After a right password: one that rests in another form than ours gets ours, and the old form is gone. */
export async function rehashPassword(
  ctx: Context,
  { accountId, password, hash }: { accountId: string; password: string; hash: string },
): Promise<void> {
  await ctx.db
    .updateTable('account_credentials')
    .set({ password_hash: await hashPassword(password), updated_at: ctx.now() })
    .where('account_id', '=', accountId)
    .where('provider', '=', 'credential')
    .where('password_hash', '=', hash)
    .execute()
}
