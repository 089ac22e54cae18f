import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { newPasswordHash } from './common-passwords.ts'
import { createAccount } from './create-account.ts'
import { claimLink, makeLink, requireLink } from './links.ts'
import type { Account, FirstAdministrator } from './schema.ts'

/** Processes that start within this time start together: each prints a link of its own, and all of them open. */
const TOGETHER = { seconds: 10 }

/**
 * The one-time link that makes the first administrator, as a URL; undefined once there is an administrator. Each start
 * makes a new one, which works for 24 hours, and takes back those of earlier starts.
 */
export function firstAdministratorLink(
  ctx: Context,
  { publicUrl }: { publicUrl: string },
): Promise<string | undefined> {
  return transact(ctx, async ctx => {
    if (await anyAdministrator(ctx)) return undefined
    await ctx.db
      .updateTable('account_links')
      .set({ replaced_at: ctx.now() })
      .where('kind', '=', 'first_administrator')
      .where('created_at', '<', ctx.now().subtract(TOGETHER))
      .where('used_at', 'is', null)
      .where('replaced_at', 'is', null)
      .execute()
    const { path } = await makeLink(ctx, 'first_administrator')
    return new URL(path, publicUrl).href
  })
}

/**
 * Makes the first administrator with the link's token. However many links are open, one administrator comes of them.
 * Refuses `accounts.administrator_exists` and what is wrong with the link.
 */
export async function makeFirstAdministrator(ctx: Context, input: FirstAdministrator): Promise<Account> {
  await requireLink(ctx, input.token, 'first_administrator')
  const passwordHash = await newPasswordHash(ctx, input.password, { email: input.email })
  return transact(ctx, async ctx => {
    const link = await claimLink(ctx, 'first_administrator', input.token)
    if (await anyAdministrator(ctx))
      refuse(
        'conflict',
        'accounts.administrator_exists',
        'Mosaic has its first administrator. Ask an administrator for an invitation.',
      )
    const { name, email } = input
    return createAccount(ctx, {
      name,
      email,
      role: 'admin',
      origin: 'first_administrator',
      passwordHash,
      linkId: link.id,
    })
  })
}

/** Also one who was switched off: the link never reopens a Mosaic that somebody runs. */
async function anyAdministrator(ctx: Context): Promise<boolean> {
  const admin = await ctx.db.selectFrom('accounts').select('id').where('role', '=', 'admin').limit(1).executeTakeFirst()
  return admin !== undefined
}
