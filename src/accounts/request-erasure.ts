import { type Context, transact } from '../storage/index.ts'
import { keepAnAdministrator } from './administrators.ts'
import { forgetFailures } from './attempts.ts'
import { audit } from './audit.ts'
import { closeMails, wantMail } from './mails.ts'
import { isProven } from './proof.ts'
import { lockAccount } from './queries.ts'
import { requirePassword } from './require-password.ts'
import { requireAccountId } from './require-role.ts'
import { endEverySession } from './sessions.ts'

/** How long who asked to be erased can think again. */
export const GRACE = { hours: 7 * 24 }

/**
 * Asks for one's own account to be erased: signed out everywhere now, and in seven days everything goes, unless its owner
 * signs in before. Gives when. Refuses `accounts.wrong_password`, `accounts.locked`, `accounts.last_administrator`.
 */
export async function requestErasure(ctx: Context, input: { password: string }): Promise<{ erasesAt: string }> {
  const accountId = requireAccountId(ctx)
  await requirePassword(ctx, accountId, input.password)
  return transact(ctx, async ctx => {
    await keepAnAdministrator(ctx, accountId)
    const account = await lockAccount(ctx, accountId)
    await forgetFailures(ctx, account.email)
    const at = ctx.now().add(GRACE)
    await ctx.db
      .updateTable('accounts')
      .set({ erase_at: at, updated_at: ctx.now() })
      .where('id', '=', accountId)
      .execute()
    await endEverySession(ctx, accountId)
    await closeMails(ctx, accountId, ['reset', 'verification', 'email_change'])
    if (await isProven(ctx, accountId)) await wantMail(ctx, { accountId, kind: 'erasure', address: account.email })
    await audit(ctx, 'account.erasure_asked', { kind: 'account', id: accountId })
    await ctx.announce(ctx, 'account.erasing', { accountId, personId: account.person_id, at })
    return { erasesAt: at.toString() }
  })
}

/** Signing in takes the wish to be erased back. */
export async function takeErasureBack(ctx: Context, accountId: string): Promise<void> {
  await transact(ctx, async ctx => {
    const kept = await ctx.db
      .updateTable('accounts')
      .set({ erase_at: null, updated_at: ctx.now() })
      .where('id', '=', accountId)
      .where('erase_at', 'is not', null)
      .returning('id')
      .executeTakeFirst()
    if (!kept) return
    await closeMails(ctx, accountId, ['erasure'])
    await audit(ctx, 'account.erasure_taken_back', { kind: 'account', id: accountId })
  })
}

/** The accounts whose time has come, the longest due first. */
export async function accountsToErase(ctx: Context, limit = 20): Promise<{ id: string; personId: string }[]> {
  const rows = await ctx.db
    .selectFrom('accounts')
    .select(['id', 'person_id as personId'])
    .where('erase_at', '<=', ctx.now())
    .orderBy('erase_at')
    .limit(limit)
    .execute()
  return rows
}

/** Whether an account is still to be erased, held until the transaction ends: its owner may be signing in just now. */
export async function holdForErasure(ctx: Context, accountId: string): Promise<boolean> {
  // Administrators first, as everywhere.
  await keepAnAdministrator(ctx, accountId)
  const account = await ctx.db
    .selectFrom('accounts')
    .select('erase_at')
    .where('id', '=', accountId)
    .where('erase_at', '<=', ctx.now())
    .forUpdate()
    .executeTakeFirst()
  return account !== undefined
}
