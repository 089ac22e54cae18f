import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, inTransaction } from '../storage/index.ts'
import { closeLinks, type MadeLink, makeLink } from './links.ts'
import type { LinkKind } from './schema.ts'

export type MailKind = 'verification' | 'reset' | 'email_change' | 'email_changed' | 'erasure'

/** The link that each mail holds; what it opens is proven by being opened. */
const LINK: Record<MailKind, LinkKind | null> = {
  verification: 'verification',
  reset: 'reset',
  email_change: 'email_change',
  email_changed: 'email_undo',
  erasure: null,
}

/**
 * Wants a mail about an account sent, in the transaction of its cause. An older one of the same kind is closed, and its
 * link opens nothing any more: only the newest works. Only a change of address leaves each address its own way back.
 */
export async function wantMail(
  ctx: Context,
  { accountId, kind, address }: { accountId: string; kind: MailKind; address: string },
): Promise<string> {
  if (!inTransaction(ctx)) throw new Error('a mail is wanted outside the transaction of its cause')
  if (kind !== 'email_changed') await closeMails(ctx, accountId, [kind])
  const mailId = newId()
  await ctx.db
    .insertInto('account_mails')
    .values({ id: mailId, account_id: accountId, kind, address, created_at: ctx.now() })
    .execute()
  const person = await ctx.db
    .selectFrom('accounts')
    .innerJoin('persons', 'persons.id', 'accounts.person_id')
    .select(['persons.id', 'persons.time_zone'])
    .where('accounts.id', '=', accountId)
    .executeTakeFirstOrThrow()
  const timeZone = person.time_zone ?? ctx.business.timeZone
  await ctx.announce(ctx, 'account.mail', { mailId, accountId, personId: person.id, kind, timeZone })
  return mailId
}

/** Mails of one kind that an account may have sent within an hour, to whatever address. */
const AN_HOUR = 5

/** Refuses `accounts.too_many_mails` beyond five an hour: nobody has strangers written to by the hundred. With the account locked. */
export async function refuseManyMails(ctx: Context, accountId: string, kind: MailKind): Promise<void> {
  const { count } = await ctx.db
    .selectFrom('account_mails')
    .select(select => select.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('kind', '=', kind)
    .where('created_at', '>', ctx.now().subtract({ hours: 1 }))
    .executeTakeFirstOrThrow()
  if (count >= AN_HOUR)
    refuse('limit', 'accounts.too_many_mails', {
      message: 'Several links were sent already. Look for the newest one, or wait an hour.',
      retryAfterSeconds: 3_600,
    })
}

/** Closes what was not sent or opened yet: mails of these kinds, and every link of theirs. */
export async function closeMails(ctx: Context, accountId: string, kinds: readonly MailKind[]): Promise<void> {
  const closed = await ctx.db
    .updateTable('account_mails')
    .set({ closed_at: ctx.now() })
    .where('account_id', '=', accountId)
    .where('kind', 'in', kinds)
    .where('closed_at', 'is', null)
    .returning('id')
    .execute()
  const links = kinds.map(kind => LINK[kind]).filter(kind => kind !== null)
  if (links.length > 0) await closeLinks(ctx, accountId, links)
  if (closed.length > 0) await ctx.announce(ctx, 'account.mails_closed', { mailIds: closed.map(({ id }) => id) })
}

/** What a mail is to say. `open`: it still is of use. */
export type AccountMail = {
  id: string
  kind: MailKind
  address: string
  open: boolean
  accountId: string
  name: string
  /** The account's own address now. */
  email: string
  eraseAt: Temporal.Instant | null
}

/** The mails with these ids; what is unknown is left out. */
export async function readAccountMails(ctx: Context, ids: readonly string[]): Promise<AccountMail[]> {
  const rows = await ctx.db
    .selectFrom('account_mails as mail')
    .innerJoin('accounts as account', 'account.id', 'mail.account_id')
    .select(['mail.id', 'mail.kind', 'mail.address', 'mail.closed_at', 'mail.account_id'])
    .select(['account.name', 'account.email', 'account.erase_at', 'account.disabled_at'])
    .where('mail.id', 'in', ids.length > 0 ? ids : [newId()])
    .execute()
  return rows.map(row => ({
    id: row.id,
    kind: row.kind as MailKind,
    address: row.address,
    open: row.closed_at === null && row.disabled_at === null,
    accountId: row.account_id,
    name: row.name,
    email: row.email,
    eraseAt: row.erase_at,
  }))
}

/**
 * Makes the link of a mail, now that it is written: its token leaves with the mail and rests hashed. An earlier link of the
 * same mail opens nothing any more. Undefined for a mail without a link.
 */
export async function makeMailLink(ctx: Context, mail: AccountMail): Promise<MadeLink | undefined> {
  const kind = LINK[mail.kind]
  if (!kind) return undefined
  await ctx.db
    .updateTable('account_links')
    .set({ replaced_at: ctx.now() })
    .where('mail_id', '=', mail.id)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .execute()
  if (kind === 'reset') await closeLinks(ctx, mail.accountId, ['reset'])
  const email = kind === 'email_change' || kind === 'email_undo' ? mail.address : undefined
  return makeLink(ctx, kind, { accountId: mail.accountId, mailId: mail.id, ...(email && { email }) })
}
