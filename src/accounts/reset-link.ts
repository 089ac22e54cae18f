import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { audit } from './audit.ts'
import { type MadeLink, makeLink } from './links.ts'
import { closeMails } from './mails.ts'
import { lockAccount } from './queries.ts'
import { requireRole } from './require-role.ts'

/**
 * Makes a link with which the account's owner sets a new password: once, within 60 minutes, and only the newest works.
 * For administrators, who hand it over; nobody sets another's password. Refuses `accounts.unknown`, `accounts.disabled`.
 */
export function resetLink(ctx: Context, { accountId }: { accountId: string }): Promise<MadeLink> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    const account = await lockAccount(ctx, accountId)
    if (account.disabled_at)
      refuse('conflict', 'accounts.disabled', 'This account is switched off. Switch it on first.')
    await closeMails(ctx, accountId, ['reset'])
    const link = await makeLink(ctx, 'reset', { accountId })
    await audit(ctx, 'account.reset_link_made', { kind: 'account', id: accountId })
    return link
  })
}
