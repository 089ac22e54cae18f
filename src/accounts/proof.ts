import type { Context } from '../storage/index.ts'

/** Whether a proven e-mail is asked for: without an e-mail channel nobody is asked for what they cannot do. */
export function proofIsDemanded(ctx: Context): boolean {
  return ctx.business.mails
}

/** Whether an account counts as proven: its e-mail is, or no proof is asked for here. False for an unknown account. */
export async function isProven(ctx: Context, accountId: string): Promise<boolean> {
  const account = await ctx.db
    .selectFrom('accounts')
    .select('email_verified')
    .where('id', '=', accountId)
    .executeTakeFirst()
  return account !== undefined && (account.email_verified || !proofIsDemanded(ctx))
}
