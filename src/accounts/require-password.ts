import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { countAttempt } from './attempts.ts'
import { verifyPassword } from './password.ts'

/**
 * What only the owner may do asks for the present password again. Wrong guesses count like those at sign-in; the caller
 * takes a right one back with `forgetFailures`. Refuses `accounts.wrong_password` and `accounts.locked`.
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
  await countAttempt(ctx, { email })
  if (!(await verifyPassword({ hash: hash ?? '', password })))
    refuse('invalid', 'accounts.wrong_password', { message: 'The present password is another.', field })
  return { email }
}
