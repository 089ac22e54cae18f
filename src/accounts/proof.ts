import type { Context } from '../storage/index.ts'

let demanded = true

/**
 * Called by the composition root: whether a proven e-mail is asked for. Without an e-mail channel no link can be sent, so
 * that nobody is asked for what they cannot do.
 */
export function demandProof(on: boolean): void {
  demanded = on
}

export function proofIsDemanded(): boolean {
  return demanded
}

/** Whether an account counts as proven: its e-mail is, or no proof is asked for here. False for an unknown account. */
export async function isProven(ctx: Context, accountId: string): Promise<boolean> {
  const account = await ctx.db
    .selectFrom('accounts')
    .select('email_verified')
    .where('id', '=', accountId)
    .executeTakeFirst()
  return account !== undefined && (account.email_verified || !demanded)
}
