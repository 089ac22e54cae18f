import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { storable } from '../../kernel/text.ts'
import { type Context, transact } from '../../storage/index.ts'
import { desksOf, requireStaff } from '../hand-off.ts'
import type { CannedReply, CannedReplyInput, Desk } from '../schema.ts'
import { requireKnownPlaceholders } from './placeholders.ts'

/** Replies that one account has made: past this many nobody finds one, and others' would fall out of the list. */
const MOST = 100

/** The replies that the caller may use: their own, and those that the desks they look after share. By their short names. */
export async function listCannedReplies(ctx: Context, { desk }: { desk?: Desk } = {}): Promise<CannedReply[]> {
  const staff = requireStaff(ctx)
  const desks = desksOf(staff.role).filter(one => !desk || one === desk)
  const found = await sql<CannedReply>`
    select c.id, c.desk, c.short, c.text, c.shared, a.name as by,
      (not c.shared or ${staff.role === 'admin'} or c.account_id = ${staff.accountId}) as "canChange"
    from canned_replies c left join accounts a on a.id = c.account_id
    where c.desk = any(${desks}) and (c.shared or c.account_id = ${staff.accountId})
    order by c.short collate "C", c.shared, c.desk limit 500`.execute(ctx.db)
  return found.rows
}

/**
 * Keeps a reply under a short name, for oneself or shared with the desk; with an `id` that one is changed. What is shared is
 * changed by who made it and by administrators. Refuses `conversations.placeholder`, `conversations.short_taken`,
 * `conversations.too_many_replies`, `conversations.no_reply` (not there, or not the caller's to change), `request.forbidden` (another desk).
 */
export async function saveCannedReply(ctx: Context, input: CannedReplyInput & { id?: string }): Promise<CannedReply[]> {
  const staff = requireStaff(ctx)
  if (!desksOf(staff.role).includes(input.desk))
    refuse('forbidden', 'request.forbidden', 'Your account has no right to do this.')
  requireKnownPlaceholders(input.text)
  return transact(ctx, async ctx => {
    const text = storable(input.text).trim()
    const { desk, short, shared } = input
    const id = input.id ?? newId()
    // One at a time: a short name that two choose at once is refused to one, not an error.
    await sql`select pg_advisory_xact_lock(hashtextextended('canned replies', 0))`.execute(ctx.db)
    const taken = await sql`
      select c.id from canned_replies c
      where c.desk = ${desk} and c.short = ${short} and c.shared = ${shared} and c.id <> ${id}
        and (c.shared or c.account_id = coalesce(
          (select account_id from canned_replies where id = ${id}), ${staff.accountId}::uuid))`.execute(ctx.db)
    if (taken.rows.length > 0)
      refuse('conflict', 'conversations.short_taken', {
        message: `There is a reply /${short} already. Choose another short name.`,
        field: 'short',
      })
    if (input.id) {
      const changed = await sql`
        update canned_replies set desk = ${desk}, short = ${short}, text = ${text}, shared = ${shared}, updated_at = ${ctx.now()}
        where id = ${id} and (account_id = ${staff.accountId} or (shared and ${staff.role === 'admin'})) returning id
      `.execute(ctx.db)
      if (changed.rows.length === 0) refuseNoReply()
    } else {
      const made = await sql`
        insert into canned_replies (id, desk, account_id, shared, short, text, created_at, updated_at)
        select ${id}, ${desk}, ${staff.accountId}, ${shared}, ${short}, ${text}, ${ctx.now()}, ${ctx.now()}
        where (select count(*) from canned_replies where account_id = ${staff.accountId}) < ${MOST}
        returning id`.execute(ctx.db)
      if (made.rows.length === 0)
        refuse('conflict', 'conversations.too_many_replies', {
          message: `You have ${MOST} ready replies, which is as many as fit. Remove one first.`,
        })
    }
    await audit(ctx, 'canned_reply.saved', { kind: 'canned_reply', id }, { shared, desk })
    return listCannedReplies(ctx)
  })
}

/** Refuses `conversations.no_reply`. */
export async function removeCannedReply(ctx: Context, id: string): Promise<CannedReply[]> {
  const staff = requireStaff(ctx)
  return transact(ctx, async ctx => {
    const removed = await sql`
      delete from canned_replies
      where id = ${id} and (account_id = ${staff.accountId} or (shared and ${staff.role === 'admin'})) returning id
    `.execute(ctx.db)
    if (removed.rows.length === 0) refuseNoReply()
    await audit(ctx, 'canned_reply.removed', { kind: 'canned_reply', id })
    return listCannedReplies(ctx)
  })
}

function refuseNoReply(): never {
  return refuse('not_found', 'conversations.no_reply', 'There is no such reply that you may change.')
}
