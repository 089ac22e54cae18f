import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { type Context, transact } from '../storage/index.ts'
import { wantMail } from './mails.ts'

/** Reset mails that one account is sent within an hour (career desk specification, section 1). */
const AN_HOUR = 3

/**
 * Asks for a reset link to be sent. Writes one row, whoever asks and whatever they typed: neither the answer nor its time
 * tells whether there is such an account. What becomes of it is decided by `settleResetRequests`.
 */
export async function requestReset(ctx: Context, { email }: { email: string }): Promise<void> {
  await ctx.db
    .insertInto('account_reset_requests')
    .values({ id: newId(), email: email.trim().toLowerCase(), requested_at: ctx.now() })
    .execute()
}

/**
 * Turns requests into mails for accounts that there are, at most three an hour for one of them. Gives whether there may be
 * more. A request leaves no row behind.
 */
export function settleResetRequests(ctx: Context, batch = 50): Promise<boolean> {
  return transact(ctx, async ctx => {
    const taken = await sql<{ email: string }>`
      delete from account_reset_requests where id in
        (select id from account_reset_requests order by id limit ${batch} for update skip locked)
      returning email`.execute(ctx.db)
    // In one order, so that two who settle side by side do not wait for each other.
    for (const email of [...new Set(taken.rows.map(row => row.email))].sort()) await wantReset(ctx, email)
    return taken.rows.length === batch
  })
}

async function wantReset(ctx: Context, email: string): Promise<void> {
  const account = await ctx.db
    .selectFrom('accounts')
    .select('id')
    .where('email', '=', email)
    .where('disabled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!account) return
  const sent = await ctx.db
    .selectFrom('account_mails')
    .select(select => select.fn.countAll<number>().as('count'))
    .where('account_id', '=', account.id)
    .where('kind', '=', 'reset')
    .where('created_at', '>', ctx.now().subtract({ hours: 1 }))
    .executeTakeFirstOrThrow()
  if (sent.count < AN_HOUR) await wantMail(ctx, { accountId: account.id, kind: 'reset', address: email })
}
