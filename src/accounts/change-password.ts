import { type Context, transact } from '../storage/index.ts'
import { forgetFailures } from './attempts.ts'
import { audit } from './audit.ts'
import { newPasswordHash } from './common-passwords.ts'
import { closeMails } from './mails.ts'
import { lockAccount } from './queries.ts'
import { requirePassword } from './require-password.ts'
import { requireAccountId } from './require-role.ts'
import type { ChangePassword } from './schema.ts'
import { endEverySession } from './sessions.ts'
import { setPassword } from './set-password.ts'

/**
 * Changes one's own password, ends every other session than `sessionId` and takes back links to
 * reset it or to change the e-mail. Wrong guesses are limited.
 * Refuses `accounts.wrong_password`, `accounts.locked`, `accounts.sign_in`.
 */
export async function changePassword(ctx: Context, input: ChangePassword & { sessionId?: string }): Promise<void> {
  const accountId = requireAccountId(ctx)
  const { email } = await requirePassword(ctx, accountId, input.current, 'current')
  const passwordHash = await newPasswordHash(ctx, input.next, { field: 'next', email })
  await transact(ctx, async ctx => {
    await lockAccount(ctx, accountId)
    await setPassword(ctx, accountId, passwordHash)
    await endEverySession(ctx, accountId, { except: input.sessionId })
    await closeMails(ctx, accountId, ['reset', 'email_change'])
    await forgetFailures(ctx, email)
    await audit(ctx, 'account.password_changed', { kind: 'account', id: accountId })
  })
}
