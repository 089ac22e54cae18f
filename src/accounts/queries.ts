import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import type { Context, Role } from '../storage/index.ts'
import { requireRole } from './require-role.ts'
import type { AccountEntry, Invitation, Tier } from './schema.ts'

/** Every account, oldest first, with when it was last seen. For administrators. */
export async function listAccounts(ctx: Context): Promise<AccountEntry[]> {
  requireRole(ctx, 'admin')
  return (await entries(ctx).orderBy('id').execute()).map(toEntry)
}

const PAGE = 50

/**
 * Accounts, newest first, fifty a page: those whose name or e-mail contains `q` in any case. With `staff` only who works
 * here, five hundred a page: a list to choose from. For administrators.
 */
export async function searchAccounts(
  ctx: Context,
  { q, staff, cursor }: { q?: string; staff?: boolean; cursor?: string },
): Promise<{ items: AccountEntry[]; cursor: string | null }> {
  requireRole(ctx, 'admin')
  const page = staff ? 500 : PAGE
  const rows = await entries(ctx)
    .$if(Boolean(q), query =>
      query.where(sql<boolean>`strpos(lower(name), lower(${q})) > 0 or strpos(lower(email), lower(${q})) > 0`),
    )
    .$if(staff === true, query => query.where('role', '<>', 'member'))
    .$if(cursor !== undefined, query => query.where('id', '<', cursor!))
    .orderBy('id', 'desc')
    .limit(page + 1)
    .execute()
  const items = rows.slice(0, page).map(toEntry)
  return { items, cursor: rows.length > page ? items.at(-1)!.id : null }
}

function entries(ctx: Context) {
  return ctx.db
    .selectFrom('accounts')
    .select(['id', 'name', 'email', 'email_verified', 'role', 'tier', 'erase_at', 'disabled_at', 'created_at'])
    .select(select =>
      select
        .selectFrom('account_sessions')
        .whereRef('account_id', '=', 'accounts.id')
        .select(inner => inner.fn.max('last_seen_at').as('at'))
        .as('last_seen_at'),
    )
}

function toEntry(row: Awaited<ReturnType<ReturnType<typeof entries>['execute']>>[number]): AccountEntry {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    emailVerified: row.email_verified,
    role: row.role as Role,
    tier: row.tier as Tier,
    eraseAt: row.erase_at?.toString() ?? null,
    disabledAt: row.disabled_at?.toString() ?? null,
    createdAt: row.created_at.toString(),
    lastSeenAt: row.last_seen_at?.toString() ?? null,
  }
}

/** Invitations that can still be accepted, newest first. For administrators. Their links cannot be had again. */
export async function listInvitations(ctx: Context): Promise<Invitation[]> {
  requireRole(ctx, 'admin')
  const rows = await ctx.db
    .selectFrom('account_links')
    .select(['id', 'role', 'email', 'name', 'created_at', 'expires_at'])
    .where('kind', '=', 'invitation')
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .where('expires_at', '>', ctx.now())
    .orderBy('id', 'desc')
    .execute()
  return rows.map(row => ({
    id: row.id,
    role: row.role as Role,
    email: row.email,
    name: row.name,
    createdAt: row.created_at.toString(),
    expiresAt: row.expires_at.toString(),
  }))
}

/** The account with this e-mail, or `accounts.unknown`. For administrators. */
export async function requireAccountByEmail(ctx: Context, email: string) {
  requireRole(ctx, 'admin')
  const account = await ctx.db
    .selectFrom('accounts')
    .select(['id', 'person_id', 'name', 'email', 'role'])
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst()
  return account ?? unknownAccount()
}

/** Locks an account against changes until the transaction ends, or refuses `accounts.unknown`. */
export async function lockAccount(ctx: Context, id: string) {
  const account = await ctx.db
    .selectFrom('accounts')
    .select(['id', 'person_id', 'role', 'disabled_at', 'email', 'email_verified', 'erase_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return account ?? unknownAccount()
}

function unknownAccount(): never {
  return refuse('not_found', 'accounts.unknown', 'There is no such account.')
}
