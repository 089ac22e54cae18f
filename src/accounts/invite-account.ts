import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { audit } from './audit.ts'
import { refuseEmailTaken } from './create-account.ts'
import { type MadeLink, makeLink } from './links.ts'
import { requireRole } from './require-role.ts'
import type { InviteAccount } from './schema.ts'

/**
 * Makes an invitation to a role: a link for 7 days and one account, bound to the e-mail if one is given. A newer invitation
 * of the same e-mail takes the older one's place. For administrators. Refuses `accounts.email_taken`.
 */
export function inviteAccount(ctx: Context, input: InviteAccount): Promise<MadeLink> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    if (input.email) {
      await refuseEmailTaken(ctx, input.email)
      await ctx.db
        .updateTable('account_links')
        .set({ replaced_at: ctx.now() })
        .where('kind', '=', 'invitation')
        .where('email', '=', input.email)
        .where('used_at', 'is', null)
        .where('replaced_at', 'is', null)
        .execute()
    }
    const link = await makeLink(ctx, 'invitation', input)
    await audit(ctx, 'account.invited', { kind: 'invitation', id: link.id }, { role: input.role })
    return link
  })
}

/** Takes an open invitation back. For administrators. Refuses `accounts.invitation_unknown`. */
export function withdrawInvitation(ctx: Context, { id }: { id: string }): Promise<void> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    const withdrawn = await ctx.db
      .updateTable('account_links')
      .set({ replaced_at: ctx.now() })
      .where('id', '=', id)
      .where('kind', '=', 'invitation')
      .where('used_at', 'is', null)
      .where('replaced_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!withdrawn) refuse('not_found', 'accounts.invitation_unknown', 'There is no open invitation like this.')
    await audit(ctx, 'account.invitation_withdrawn', { kind: 'invitation', id })
  })
}
