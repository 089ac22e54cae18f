import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { audit } from './audit.ts'
import { holdAddress, refuseEmailTaken } from './create-account.ts'
import { claimLink, requireLink } from './links.ts'
import { closeMails, refuseManyMails, wantMail } from './mails.ts'
import { proveEmail } from './prove-email.ts'
import { lockAccount } from './queries.ts'
import { requireAccountId } from './require-role.ts'
import type { LinkKind } from './schema.ts'
import { endEverySession } from './sessions.ts'

/** Wants the proof of one's own e-mail sent again. Refuses `accounts.proven`, and `accounts.too_many_mails` after five an hour. */
export function requestProof(ctx: Context): Promise<void> {
  const accountId = requireAccountId(ctx)
  return transact(ctx, async ctx => {
    const account = await lockAccount(ctx, accountId)
    if (account.email_verified) refuse('conflict', 'accounts.proven', 'Your e-mail is confirmed already.')
    await refuseManyMails(ctx, accountId, 'verification')
    await wantMail(ctx, { accountId, kind: 'verification', address: account.email })
  })
}

/** The browser that opens a link: its session, and the visitor key that it holds besides. */
export type Opener = { accountId?: string; sessionId?: string; keyHash?: string }

/**
 * Does what a link in a mail is for: proves the e-mail, changes it, or takes a change back. Gives which it was. Proving ends
 * every session opened before in another browser; taking back ends all of them, and the password. Refuses what is wrong with the link and, for
 * an address that somebody else got meanwhile, `accounts.email_taken`.
 */
export async function verifyEmail(
  ctx: Context,
  { token, ...opener }: { token: string } & Opener,
): Promise<{ kind: 'verification' | 'email_change' | 'email_undo' }> {
  const link = await requireLink(ctx, token)
  const kind = link.kind as LinkKind
  if (kind !== 'verification' && kind !== 'email_change' && kind !== 'email_undo')
    refuse('not_found', 'accounts.link_unknown', 'This link is for something else. Open it where it was made for.')
  await transact(ctx, async ctx => {
    if (link.email) await holdAddress(ctx, link.email)
    const account = await lockAccount(ctx, link.account_id!)
    await claimLink(ctx, kind, token)
    const isHere = opener.accountId === account.id
    if (!account.email_verified) await endEverySession(ctx, account.id, isHere ? { except: opener.sessionId } : {})
    if (kind === 'verification') {
      // Staff sign in where visitors sat before; what those left is not theirs.
      await proveEmail(ctx, account, (isHere && account.role === 'member' && opener.keyHash) || null)
      return
    }
    await refuseEmailTaken(ctx, link.email!, account.id)
    await closeMails(ctx, account.id, ['verification', 'reset', 'email_change'])
    await ctx.db
      .updateTable('accounts')
      .set({ email: link.email!, email_verified: true, updated_at: ctx.now() })
      .where('id', '=', account.id)
      .execute()
    if (kind === 'email_undo') await takenBack(ctx, account.id, link.email!)
    // A stranger who was named by mistake, and never proved anything, is not given a way into the account.
    else if (account.email_verified)
      await wantMail(ctx, { accountId: account.id, kind: 'email_changed', address: account.email })
    await audit(ctx, kind === 'email_undo' ? 'account.email_change_undone' : 'account.email_changed', {
      kind: 'account',
      id: account.id,
    })
    if (!account.email_verified)
      await ctx.announce(ctx, 'account.proven', { accountId: account.id, personId: account.person_id, keyHash: null })
  })
  return { kind }
}

/**
 * Who changed the address knew the password: everybody is out, it opens nothing any more, no wish to be erased is theirs, and the
 * owner is sent a link to set another.
 */
async function takenBack(ctx: Context, accountId: string, address: string): Promise<void> {
  await endEverySession(ctx, accountId)
  await ctx.db
    .updateTable('account_credentials')
    .set({ password_hash: null, updated_at: ctx.now() })
    .where('account_id', '=', accountId)
    .execute()
  await ctx.db.updateTable('accounts').set({ erase_at: null }).where('id', '=', accountId).execute()
  await closeMails(ctx, accountId, ['email_changed', 'erasure'])
  await wantMail(ctx, { accountId, kind: 'reset', address })
}
