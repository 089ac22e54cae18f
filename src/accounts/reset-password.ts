import { type Context, transact } from '../storage/index.ts'
import { forgetFailures } from './attempts.ts'
import { audit } from './audit.ts'
import { claimLink, requireLink } from './links.ts'
import { hashPassword } from './password.ts'
import { lockAccount } from './queries.ts'
import type { ResetPassword } from './schema.ts'
import { endEverySession } from './sessions.ts'
import { setPassword } from './set-password.ts'

/**
 * Sets a new password by a reset link and ends every session of the account; its owner signs in anew. Refuses what is wrong
 * with the link.
 */
export async function resetPassword(ctx: Context, input: ResetPassword): Promise<void> {
  const { account_id: accountId } = await requireLink(ctx, input.token, 'reset')
  const passwordHash = await hashPassword(input.password)
  await transact(ctx, async ctx => {
    // The account before its links, as everywhere: otherwise two could wait for each other.
    const account = await lockAccount(ctx, accountId!)
    await claimLink(ctx, 'reset', input.token)
    await setPassword(ctx, account.id, passwordHash)
    await endEverySession(ctx, account.id)
    await forgetFailures(ctx, account.email)
    await audit(ctx, 'account.password_reset', { kind: 'account', id: account.id })
  })
}
