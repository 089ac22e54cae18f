import { type Context, transact } from '../storage/index.ts'
import { forgetFailures } from './attempts.ts'
import { audit } from './audit.ts'
import { newPasswordHash } from './common-passwords.ts'
import { claimLink, requireLink } from './links.ts'
import { closeMails } from './mails.ts'
import { proveEmail } from './prove-email.ts'
import { lockAccount } from './queries.ts'
import type { ResetPassword } from './schema.ts'
import { endEverySession } from './sessions.ts'
import { setPassword } from './set-password.ts'

/**
 * Sets a new password by a reset link and ends every session of the account; its owner signs in anew. A change of e-mail that was
 * asked for before is off: whoever asked may be whom the reset shuts out. A link
 * that was sent to the e-mail proves it. Refuses `accounts.common_password` and what is wrong with the link.
 */
export async function resetPassword(ctx: Context, input: ResetPassword): Promise<void> {
  const { account_id: accountId } = await requireLink(ctx, input.token, 'reset')
  const passwordHash = await newPasswordHash(ctx, input.password)
  await transact(ctx, async ctx => {
    // The account before its links, as everywhere: otherwise two could wait for each other.
    const account = await lockAccount(ctx, accountId!)
    const link = await claimLink(ctx, 'reset', input.token)
    await setPassword(ctx, account.id, passwordHash)
    await endEverySession(ctx, account.id)
    await closeMails(ctx, account.id, ['reset', 'email_change'])
    await forgetFailures(ctx, account.email)
    // A link that an administrator handed over says nothing of the address.
    if (link.mail_id && !account.email_verified) await proveEmail(ctx, account, null)
    await audit(ctx, 'account.password_reset', { kind: 'account', id: account.id })
  })
}
