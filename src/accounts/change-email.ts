import { type Context, transact } from '../storage/index.ts'
import { forgetFailures } from './attempts.ts'
import { audit } from './audit.ts'
import { refuseEmailTaken } from './create-account.ts'
import { refuseManyMails, wantMail } from './mails.ts'
import { lockAccount } from './queries.ts'
import { requirePassword } from './require-password.ts'
import { requireAccountId } from './require-role.ts'
import type { ChangeEmail } from './schema.ts'

/**
 * Asks for another e-mail: a link is sent to the new address, and with it the change is made. Until then nothing changes.
 * Refuses `accounts.wrong_password`, `accounts.locked`, `accounts.email_taken`, and `accounts.too_many_mails` after five an hour.
 */
export async function changeEmail(ctx: Context, input: ChangeEmail): Promise<void> {
  const accountId = requireAccountId(ctx)
  const { email: present } = await requirePassword(ctx, accountId, input.password)
  await transact(ctx, async ctx => {
    await forgetFailures(ctx, present)
    await lockAccount(ctx, accountId)
    await refuseEmailTaken(ctx, input.email, accountId)
    await refuseManyMails(ctx, accountId, 'email_change')
    await wantMail(ctx, { accountId, kind: 'email_change', address: input.email })
    await audit(ctx, 'account.email_change_asked', { kind: 'account', id: accountId })
  })
}
