import { type Context, type Role, transact } from '../storage/index.ts'
import { keepAnAdministrator } from './administrators.ts'
import { audit } from './audit.ts'
import { lockAccount } from './queries.ts'
import { requireRole } from './require-role.ts'

/**
 * Gives an account another role, from its next request on. For administrators. Refuses `accounts.unknown` and
 * `accounts.last_administrator`.
 */
export function setRole(ctx: Context, { accountId, role }: { accountId: string; role: Role }): Promise<void> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    if (role !== 'admin') await keepAnAdministrator(ctx, accountId)
    const account = await lockAccount(ctx, accountId)
    if (account.role === role) return
    await ctx.db.updateTable('accounts').set({ role, updated_at: ctx.now() }).where('id', '=', accountId).execute()
    await audit(ctx, 'account.role_changed', { kind: 'account', id: accountId }, { from: account.role, to: role })
  })
}
