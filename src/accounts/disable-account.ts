import { type Context, transact } from '../storage/index.ts'
import { keepAnAdministrator } from './administrators.ts'
import { audit } from './audit.ts'
import { closeMails } from './mails.ts'
import { lockAccount } from './queries.ts'
import { requireRole } from './require-role.ts'
import { endEverySession } from './sessions.ts'

/**
 * Switches an account off: its sessions and reset links end, and signing in answers as if it were not there. For
 * administrators. Refuses `accounts.unknown` and `accounts.last_administrator`.
 */
export function disableAccount(ctx: Context, { accountId }: { accountId: string }): Promise<void> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    await keepAnAdministrator(ctx, accountId)
    const account = await lockAccount(ctx, accountId)
    if (account.disabled_at) return
    await ctx.db
      .updateTable('accounts')
      .set({ disabled_at: ctx.now(), updated_at: ctx.now() })
      .where('id', '=', accountId)
      .execute()
    await endEverySession(ctx, accountId)
    await closeMails(ctx, accountId, ['reset', 'verification', 'email_change'])
    await audit(ctx, 'account.disabled', { kind: 'account', id: accountId })
  })
}

/** Switches an account on again; its owner signs in anew. For administrators. Refuses `accounts.unknown`. */
export function enableAccount(ctx: Context, { accountId }: { accountId: string }): Promise<void> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    const account = await lockAccount(ctx, accountId)
    if (!account.disabled_at) return
    // A sign-in that was under way when the account was switched off may have left a session.
    await endEverySession(ctx, accountId)
    await ctx.db
      .updateTable('accounts')
      .set({ disabled_at: null, updated_at: ctx.now() })
      .where('id', '=', accountId)
      .execute()
    await audit(ctx, 'account.enabled', { kind: 'account', id: accountId })
  })
}
