import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { countAttempt, forgetFailures } from './attempts.ts'
import { audit } from './audit.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { lockAccount } from './queries.ts'
import { requireAccountId } from './require-role.ts'
import type { ChangePassword } from './schema.ts'
import { endEverySession } from './sessions.ts'
import { setPassword } from './set-password.ts'

/**
 * Changes one's own password and ends every other session than `sessionId`. Wrong guesses count like those at sign-in.
 * Refuses `accounts.wrong_password`, `accounts.locked`, `accounts.sign_in`.
 */
export async function changePassword(ctx: Context, input: ChangePassword & { sessionId?: string }): Promise<void> {
  const accountId = requireAccountId(ctx)
  const { email, password_hash: hash } = await ctx.db
    .selectFrom('accounts')
    .leftJoin('account_credentials as held', join =>
      join.onRef('held.account_id', '=', 'accounts.id').on('held.provider', '=', 'credential'),
    )
    .select(['accounts.email', 'held.password_hash'])
    .where('accounts.id', '=', accountId)
    .executeTakeFirstOrThrow()
  await countAttempt(ctx, { email })
  if (!(await verifyPassword({ hash: hash ?? '', password: input.current })))
    refuse('invalid', 'accounts.wrong_password', { message: 'The present password is another.', field: 'current' })
  const passwordHash = await hashPassword(input.next)
  await transact(ctx, async ctx => {
    await lockAccount(ctx, accountId)
    await setPassword(ctx, accountId, passwordHash)
    await endEverySession(ctx, accountId, { except: input.sessionId })
    await forgetFailures(ctx, email)
    await audit(ctx, 'account.password_changed', { kind: 'account', id: accountId })
  })
}
