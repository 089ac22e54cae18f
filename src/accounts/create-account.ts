import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context, Role } from '../storage/index.ts'
import { audit } from './audit.ts'
import type { Account } from './schema.ts'

export type NewAccount = {
  name: string
  email: string
  role: Role
  origin: 'first_administrator' | 'invitation'
  /** From `hashPassword`, made before the transaction. */
  passwordHash: string
  /** The link that it came from, for the audit log. */
  linkId?: string
}

/**
 * Writes the account, its person and its password, in the caller's transaction. Refuses `accounts.email_taken`, and
 * `accounts.administrator_exists` where another first-administrator link was faster.
 */
export async function createAccount(ctx: Context, input: NewAccount): Promise<Account> {
  const at = ctx.now()
  const id = newId()
  const personId = newId()
  await ctx.db.insertInto('persons').values({ id: personId, created_at: at }).execute()
  const made = await ctx.db
    .insertInto('accounts')
    .values({
      id,
      person_id: personId,
      name: input.name,
      email: input.email,
      role: input.role,
      origin: input.origin,
      created_at: at,
      updated_at: at,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) await refuseTaken(ctx, input.email)
  await ctx.db
    .insertInto('account_credentials')
    .values({
      id: newId(),
      account_id: id,
      provider: 'credential',
      subject: id,
      password_hash: input.passwordHash,
      created_at: at,
      updated_at: at,
    })
    .execute()
  await audit(
    ctx,
    'account.created',
    { kind: 'account', id },
    {
      role: input.role,
      origin: input.origin,
      ...(input.linkId && { link: input.linkId }),
    },
  )
  return { id, name: input.name, email: input.email, role: input.role, personId }
}

async function refuseTaken(ctx: Context, email: string): Promise<never> {
  await refuseEmailTaken(ctx, email)
  return refuse(
    'conflict',
    'accounts.administrator_exists',
    'Mosaic has its first administrator. Ask an administrator for an invitation.',
  )
}

/** Refuses `accounts.email_taken` where an account has this e-mail. */
export async function refuseEmailTaken(ctx: Context, email: string): Promise<void> {
  const taken = await ctx.db.selectFrom('accounts').select('id').where('email', '=', email).executeTakeFirst()
  if (taken)
    refuse('conflict', 'accounts.email_taken', {
      message: 'There is an account with this e-mail. Sign in, or use another e-mail.',
      field: 'email',
    })
}
