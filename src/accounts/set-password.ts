import { newId } from '../kernel/ids.ts'
import type { Context } from '../storage/index.ts'

/** Keeps a password's hash for an account, in the caller's transaction; an account without a password gets one. */
export async function setPassword(ctx: Context, accountId: string, passwordHash: string): Promise<void> {
  const at = ctx.now()
  await ctx.db
    .insertInto('account_credentials')
    .values({
      id: newId(),
      account_id: accountId,
      provider: 'credential',
      subject: accountId,
      password_hash: passwordHash,
      created_at: at,
      updated_at: at,
    })
    .onConflict(conflict =>
      conflict.columns(['provider', 'subject']).doUpdateSet({ password_hash: passwordHash, updated_at: at }),
    )
    .execute()
}
