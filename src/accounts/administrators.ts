import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'

/**
 * Refuses `accounts.last_administrator` where nobody who can administer would be left without this account. Locks every
 * administrator until the transaction ends, in one order: two who are demoted at once wait for each other.
 */
export async function keepAnAdministrator(ctx: Context, withoutAccountId: string): Promise<void> {
  const administrators = await ctx.db
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (administrators.length > 0 && administrators.every(({ id }) => id === withoutAccountId))
    refuse(
      'conflict',
      'accounts.last_administrator',
      'This is the last administrator. Make another account an administrator first.',
    )
}
