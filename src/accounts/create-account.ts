import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context, Role } from '../storage/index.ts'
import { audit } from './audit.ts'
import { LIFE } from './links.ts'
import type { Account } from './schema.ts'
import { setPassword } from './set-password.ts'

export type NewAccount = {
  name: string
  email: string
  role: Role
  origin: 'first_administrator' | 'invitation' | 'sign_up' | 'command'
  /** From `newPasswordHash`, made before the transaction. Without one the account gets in by a reset link. */
  passwordHash?: string
  /** IANA name, where known. */
  timeZone?: string
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
  await holdAddress(ctx, input.email)
  await refuseReserved(ctx, input.email)
  const timeZone = input.timeZone ?? null
  await ctx.db.insertInto('persons').values({ id: personId, created_at: at, time_zone: timeZone }).execute()
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
  if (input.passwordHash) await setPassword(ctx, id, input.passwordHash)
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
  await ctx.announce(ctx, 'account.registered', { accountId: id, personId })
  const { name, email, role } = input
  return { id, name, email, emailVerified: false, role, tier: 'free', timeZone, personId }
}

/** Whoever gives an account this address waits here for whoever else does, until the transaction ends. */
export async function holdAddress(ctx: Context, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('account e-mail'), hashtext(${email}))`.execute(ctx.db)
}

async function refuseTaken(ctx: Context, email: string): Promise<never> {
  await refuseEmailTaken(ctx, email)
  return refuse(
    'conflict',
    'accounts.administrator_exists',
    'Mosaic has its first administrator. Ask an administrator for an invitation.',
  )
}

/** Refuses `accounts.email_taken` where an account has this e-mail, or may take it back. */
export async function refuseEmailTaken(ctx: Context, email: string, exceptAccountId?: string): Promise<void> {
  const taken = await ctx.db.selectFrom('accounts').select('id').where('email', '=', email).executeTakeFirst()
  if (taken && taken.id !== exceptAccountId) refuseAddress()
  await refuseReserved(ctx, email, exceptAccountId)
}

/** For as long as a change of address can be undone, nobody else gets the old one. */
async function refuseReserved(ctx: Context, email: string, exceptAccountId?: string): Promise<void> {
  const reserved = await ctx.db
    .selectFrom('account_mails')
    .select('account_id')
    .where('address', '=', email)
    .where('kind', '=', 'email_changed')
    .where('closed_at', 'is', null)
    .where('created_at', '>', ctx.now().subtract(LIFE.email_undo))
    .execute()
  if (reserved.some(mail => mail.account_id !== exceptAccountId)) refuseAddress()
}

function refuseAddress(): never {
  refuse('conflict', 'accounts.email_taken', {
    message: 'There is an account with this e-mail. Sign in, or use another e-mail.',
    field: 'email',
  })
}
