import type { Context } from '../storage/index.ts'
import { keepAnAdministrator } from './administrators.ts'
import { forgetFailures } from './attempts.ts'
import { audit } from './audit.ts'
import { lockAccount } from './queries.ts'

/**
 * What accounts keep about a person, for their export and for erasing them: the account goes with its sessions, credentials
 * and links. Secrets are not exported. Erasing refuses `accounts.last_administrator`.
 */
export const accountPart = {
  name: 'accounts',
  async export(ctx: Context, personId: string) {
    const ids = ctx.db.selectFrom('accounts').select('id').where('person_id', '=', personId)
    return {
      accounts: await ctx.db
        .selectFrom('accounts')
        .select(['id', 'name', 'email', 'email_verified', 'role', 'tier', 'origin', 'erase_at', 'disabled_at'])
        .select(['created_at', 'updated_at'])
        .where('person_id', '=', personId)
        .execute(),
      account_credentials: await ctx.db
        .selectFrom('account_credentials')
        .select(['provider', 'created_at', 'updated_at'])
        .where('account_id', 'in', ids)
        .execute(),
      account_sessions: await ctx.db
        .selectFrom('account_sessions')
        .select(['ip_address', 'user_agent', 'created_at', 'last_seen_at', 'expires_at'])
        .where('account_id', 'in', ids)
        .execute(),
      ended_sessions: await ctx.db
        .selectFrom('ended_sessions')
        .select(['ended_at', 'by_holder'])
        .where('account_id', 'in', ids)
        .execute(),
      account_links: await ctx.db
        .selectFrom('account_links')
        .select(['kind', 'role', 'email', 'name', 'created_at', 'expires_at', 'used_at'])
        .where('account_id', 'in', ids)
        .execute(),
      account_mails: await ctx.db
        .selectFrom('account_mails')
        .select(['kind', 'address', 'created_at', 'closed_at'])
        .where('account_id', 'in', ids)
        .orderBy('created_at')
        .execute(),
      code_uses: await ctx.db
        .selectFrom('code_uses')
        .innerJoin('codes', 'codes.id', 'code_uses.code_id')
        .select(['codes.code', 'codes.kind', 'code_uses.used_at', 'code_uses.returned_at'])
        .where('account_id', 'in', ids)
        .orderBy('used_at')
        .execute(),
    }
  },
  async erase(ctx: Context, personId: string) {
    const counts = {
      ...{ account_links: 0, account_mails: 0, account_sessions: 0, ended_sessions: 0 },
      ...{ account_credentials: 0, code_uses: 0, accounts: 0 },
    }
    const held = await ctx.db.selectFrom('accounts').select('id').where('person_id', '=', personId).executeTakeFirst()
    if (!held) return counts
    // Administrators before this account, as everywhere: two who erase themselves at once would wait for each other.
    await keepAnAdministrator(ctx, held.id)
    const account = await lockAccount(ctx, held.id)
    await ctx.db.deleteFrom('account_reset_requests').where('email', '=', account.email).execute()
    // An invitation holds the address that it was made for.
    const links = await ctx.db
      .deleteFrom('account_links')
      .where(where => where.or([where('account_id', '=', account.id), where('email', '=', account.email)]))
      .executeTakeFirst()
    counts.account_links = Number(links.numDeletedRows)
    const tables = ['account_mails', 'account_sessions', 'ended_sessions', 'account_credentials', 'code_uses'] as const
    for (const table of tables) {
      const gone = await ctx.db.deleteFrom(table).where('account_id', '=', account.id).executeTakeFirst()
      counts[table] = Number(gone.numDeletedRows)
    }
    await ctx.db.deleteFrom('accounts').where('id', '=', account.id).execute()
    await forgetFailures(ctx, account.email)
    await audit(ctx, 'account.erased', { kind: 'account', id: account.id })
    return { ...counts, accounts: 1 }
  },
}
