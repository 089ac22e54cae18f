import { type Context, type Role, transact } from '../storage/index.ts'
import { createAccount } from './create-account.ts'
import type { MadeLink } from './links.ts'
import { requireRole } from './require-role.ts'
import { resetLink } from './reset-link.ts'
import type { Account } from './schema.ts'

/**
 * Makes an account without a password, and the link with which its owner sets one. For administrators and the command line.
 * Refuses `accounts.email_taken`.
 */
export function addAccount(
  ctx: Context,
  { email, role, name = email.split('@')[0]!.slice(0, 100) }: { email: string; role: Role; name?: string },
): Promise<{ account: Account; link: MadeLink }> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    const account = await createAccount(ctx, { name, email, role, origin: 'command' })
    return { account, link: await resetLink(ctx, { accountId: account.id }) }
  })
}
