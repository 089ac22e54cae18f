import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { countAttempt, forgetFailures } from './attempts.ts'
import { verifyPassword } from './password.ts'

/**
 * What only the owner may do asks for the present password again. Wrong guesses are limited like those at sign-in and counted
 * apart from them: strangers who lock the e-mail do not lock who is inside. Refuses `accounts.wrong_password`, `accounts.locked`.
 */
export async function requirePassword(
  ctx: Context,
  accountId: string,
  password: string,
  field = 'password',
): Promise<{ email: string }> {
  const { email, password_hash: hash } = await ctx.db
    .selectFrom('accounts')
    .leftJoin('account_credentials as held', join =>
      join.onRef('held.account_id', '=', 'accounts.id').on('held.provider', '=', 'credential'),
    )
    .select(['accounts.email', 'held.password_hash'])
    .where('accounts.id', '=', accountId)
    .executeTakeFirstOrThrow()
  const inside = `inside ${accountId}`
  await countAttempt(ctx, { email: inside })
  if (!(await verifyPassword({ hash: hash ?? '', password })))
    refuse('invalid', 'accounts.wrong_password', { message: 'The present password is another.', field })
  await forgetFailures(ctx, inside)
  return { email }
}
