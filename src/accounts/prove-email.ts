import type { Context } from '../storage/index.ts'
import { audit } from './audit.ts'
import { closeMails } from './mails.ts'

/**
 * The e-mail of an account is proven, in the caller's transaction: written, its open proof closed, and announced. `keyHash`:
 * the visitor key of the browser that is signed in to the account, whose anonymous work becomes the account's.
 */
export async function proveEmail(
  ctx: Context,
  account: { id: string; person_id: string },
  keyHash: string | null,
): Promise<void> {
  await ctx.db
    .updateTable('accounts')
    .set({ email_verified: true, updated_at: ctx.now() })
    .where('id', '=', account.id)
    .execute()
  await closeMails(ctx, account.id, ['verification'])
  await audit(ctx, 'account.proven', { kind: 'account', id: account.id })
  await ctx.announce(ctx, 'account.proven', { accountId: account.id, personId: account.person_id, keyHash })
}
