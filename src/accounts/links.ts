import { hashSecret, newId, newSecret } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context, Role } from '../storage/index.ts'
import type { LinkKind, LinkPurpose } from './schema.ts'

/** Where each link opens. What follows `#` stays in the browser: no log and no referrer holds the token. */
const PAGE = {
  first_administrator: '/welcome',
  invitation: '/invitation',
  reset: '/reset',
  verification: '/verify',
  email_change: '/verify',
  email_undo: '/verify',
} satisfies Record<LinkKind, string>

export const LIFE = {
  first_administrator: { hours: 24 },
  invitation: { hours: 7 * 24 },
  reset: { minutes: 60 },
  verification: { hours: 24 },
  email_change: { hours: 24 },
  email_undo: { hours: 7 * 24 },
} satisfies Record<LinkKind, Temporal.DurationLike>

/** A link just made. The token is in `path` alone and cannot be had again. */
export type MadeLink = { id: string; path: string; expiresAt: string }

type LinkSubject = { role?: Role; email?: string; name?: string; accountId?: string; mailId?: string }

/** Makes a link of 256 random bits that works once, for the time that its kind has. */
export async function makeLink(ctx: Context, kind: LinkKind, subject: LinkSubject = {}): Promise<MadeLink> {
  const token = newSecret()
  const id = newId()
  const expiresAt = ctx.now().add(LIFE[kind])
  await ctx.db
    .insertInto('account_links')
    .values({
      id,
      kind,
      token_hash: hashSecret(token),
      role: subject.role ?? null,
      email: subject.email ?? null,
      name: subject.name ?? null,
      account_id: subject.accountId ?? null,
      mail_id: subject.mailId ?? null,
      created_by: ctx.actor.kind === 'account' ? ctx.actor.accountId : null,
      created_at: ctx.now(),
      expires_at: expiresAt,
    })
    .execute()
  return { id, path: `${PAGE[kind]}#token=${token}`, expiresAt: expiresAt.toString() }
}

/** Takes back every link of these kinds that an account has not used. */
export async function closeLinks(ctx: Context, accountId: string, kinds: readonly LinkKind[]): Promise<void> {
  await ctx.db
    .updateTable('account_links')
    .set({ replaced_at: ctx.now() })
    .where('account_id', '=', accountId)
    .where('kind', 'in', kinds)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .execute()
}

/** Uses a link up, in the transaction of its effect: of two at once, one gets it. Refuses like `requireLink`. */
export async function claimLink(ctx: Context, kind: LinkKind, token: string) {
  const link = await ctx.db
    .updateTable('account_links')
    .set({ used_at: ctx.now() })
    .where('token_hash', '=', hashSecret(token))
    .where('kind', '=', kind)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .where('expires_at', '>', ctx.now())
    .returningAll()
    .executeTakeFirst()
  return link ?? requireLink(ctx, token, kind).then(() => unknown())
}

/**
 * The link of a token, still to be used. Refuses `accounts.link_unknown`, `accounts.link_used`, `accounts.link_replaced`,
 * `accounts.link_expired`.
 */
export async function requireLink(ctx: Context, token: string, kind?: LinkKind) {
  const link = await ctx.db
    .selectFrom('account_links')
    .selectAll()
    .where('token_hash', '=', hashSecret(token))
    .executeTakeFirst()
  if (!link || (kind && link.kind !== kind)) unknown()
  if (link.used_at)
    refuse('conflict', 'accounts.link_used', 'This link was used already. Sign in, or ask for a new one.')
  if (link.replaced_at)
    refuse(
      'conflict',
      'accounts.link_replaced',
      'A newer link took the place of this one. Use the newest, or ask for one.',
    )
  if (Temporal.Instant.compare(link.expires_at, ctx.now()) <= 0)
    refuse('conflict', 'accounts.link_expired', 'This link is too old. Ask for a new one.')
  return link
}

/** What a link is for, to whoever holds it. Refuses like `requireLink`. */
export async function describeLink(ctx: Context, { token }: { token: string }): Promise<LinkPurpose> {
  const link = await requireLink(ctx, token)
  const account =
    link.account_id === null
      ? undefined
      : await ctx.db
          .selectFrom('accounts')
          .select(['email', 'name'])
          .where('id', '=', link.account_id)
          .executeTakeFirst()
  return {
    kind: link.kind as LinkKind,
    email: link.email ?? account?.email ?? null,
    name: account?.name ?? link.name,
    role: link.role as Role | null,
    expiresAt: link.expires_at.toString(),
  }
}

function unknown(): never {
  return refuse('not_found', 'accounts.link_unknown', 'This link is not known here. Check that it is whole.')
}
