import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { useCode as spendCode } from './codes/use-code.ts'
import { newPasswordHash } from './common-passwords.ts'
import { createAccount, refuseEmailTaken } from './create-account.ts'
import { wantMail } from './mails.ts'
import type { Account, Register, SignUp } from './schema.ts'

/**
 * Makes a member's account, uses the code that came with it and wants the proof of the e-mail sent, all or nothing. Refuses
 * `accounts.sign_up_closed`, `accounts.invitation_needed`, `accounts.common_password`, `accounts.email_taken` and what
 * `useCode` refuses; a refusal burns no code.
 */
export async function registerAccount(ctx: Context, input: Register, signUp: SignUp = 'open'): Promise<Account> {
  if (signUp === 'closed')
    refuse('forbidden', 'accounts.sign_up_closed', 'New accounts are not made here. Ask who runs this for one.')
  if (signUp === 'invitation' && !input.code)
    refuse('forbidden', 'accounts.invitation_needed', {
      message: 'An account is made with an invitation code. Enter yours.',
      field: 'code',
    })
  await refuseEmailTaken(ctx, input.email)
  const passwordHash = await newPasswordHash(ctx, input.password, { email: input.email })
  return transact(ctx, async ctx => {
    const { email, timeZone } = input
    const name = input.name ?? email.split('@')[0]!.slice(0, 100)
    const account = await createAccount(ctx, {
      name,
      email,
      role: 'member',
      origin: 'sign_up',
      passwordHash,
      ...(timeZone && { timeZone }),
    })
    await wantMail(ctx, { accountId: account.id, kind: 'verification', address: email })
    if (!input.code) return account
    const { grants } = await spendCode(ctx, {
      accountId: account.id,
      code: input.code,
      ...(signUp === 'invitation' && { kind: 'invitation' as const }),
    })
    return { ...account, tier: grants.tier ?? account.tier }
  })
}
