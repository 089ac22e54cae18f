import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { requireAccountId } from './require-role.ts'
import type { Account, Profile, Tier } from './schema.ts'

/** Changes one's own name and time zone; what is not given stays. Gives the account as it is now. */
export function updateProfile(ctx: Context, input: Profile): Promise<Account> {
  const accountId = requireAccountId(ctx)
  return transact(ctx, async ctx => {
    if (input.name)
      await ctx.db
        .updateTable('accounts')
        .set({ name: input.name, updated_at: ctx.now() })
        .where('id', '=', accountId)
        .execute()
    if (input.timeZone) await moveTo(ctx, accountId, input.timeZone)
    const row = await ctx.db
      .selectFrom('accounts')
      .innerJoin('persons', 'persons.id', 'accounts.person_id')
      .select(['accounts.id', 'name', 'email', 'email_verified', 'role', 'tier', 'person_id', 'time_zone'])
      .where('accounts.id', '=', accountId)
      .executeTakeFirstOrThrow()
    const { id, name, email, time_zone: timeZone, person_id: personId } = row
    const emailVerified = row.email_verified
    return {
      id,
      name,
      email,
      emailVerified,
      role: row.role as Account['role'],
      tier: row.tier as Tier,
      timeZone,
      personId,
    }
  })
}

async function moveTo(ctx: Context, accountId: string, timeZone: string): Promise<void> {
  const moved = await sql<{ id: string }>`
    update persons set time_zone = ${timeZone}
    where id = (select person_id from accounts where id = ${accountId}) and time_zone is distinct from ${timeZone}
    returning id`.execute(ctx.db)
  for (const { id: personId } of moved.rows) await ctx.announce(ctx, 'person.moved', { personId, timeZone })
}
