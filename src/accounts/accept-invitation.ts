import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { newPasswordHash } from './common-passwords.ts'
import { createAccount } from './create-account.ts'
import { claimLink, requireLink } from './links.ts'
import type { AcceptInvitation, Account, Role } from './schema.ts'

/**
 * Makes the account that an invitation grants. Where the invitation names an e-mail, the account gets that one. Refuses
 * `accounts.email_needed`, `accounts.email_differs`, `accounts.email_taken` and what is wrong with the link; a refusal leaves the
 * invitation open.
 */
export async function acceptInvitation(ctx: Context, input: AcceptInvitation): Promise<Account> {
  const invitation = await requireLink(ctx, input.token, 'invitation')
  const email = invitation.email ?? input.email
  if (!email)
    refuse('invalid', 'accounts.email_needed', { message: 'Say which e-mail you will sign in with.', field: 'email' })
  if (input.email && input.email !== email)
    refuse('conflict', 'accounts.email_differs', { message: 'This invitation is for another e-mail.', field: 'email' })
  const passwordHash = await newPasswordHash(ctx, input.password, { email })
  return transact(ctx, async ctx => {
    await claimLink(ctx, 'invitation', input.token)
    const role = invitation.role as Role
    return createAccount(ctx, {
      name: input.name,
      email,
      role,
      origin: 'invitation',
      passwordHash,
      linkId: invitation.id,
    })
  })
}
