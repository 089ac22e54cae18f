import { sql } from 'kysely'
import type { Claimed } from '../../reminders/index.ts'
import type { Context } from '../../storage/index.ts'

/** Somebody of the house who is told: how, and whether the id names a member of staff or an administrator's account. */
export type StaffReader = { name: string; email: string | null; accountId: string | null; isStaff: boolean }

/**
 * Who may be told among the recipients of these reminders. Who left is not among them: staff that are not active any more, accounts
 * that are disabled or are no administrator's any more. Customers' numbers stay in the house.
 */
export async function readReaders(ctx: Context, claimed: readonly Claimed[]): Promise<Map<string, StaffReader>> {
  const ids = [...new Set(claimed.filter(one => one.audience === 'staff').map(one => one.recipientId))]
  if (ids.length === 0) return new Map()
  const found = await sql<StaffReader & { id: string }>`
    select s.id, s.name, coalesce(s.email, a.email) as email, a.id as "accountId", true as "isStaff"
    from staff s left join accounts a on a.id = s.account_id and a.disabled_at is null
    where s.id = any(${ids}) and s.active
      and not exists (select from accounts gone where gone.id = s.account_id and gone.disabled_at is not null)
    union all
    select a.id, a.name, a.email, a.id, false from accounts a
    where a.id = any(${ids}) and a.role = 'admin' and a.disabled_at is null`.execute(ctx.db)
  return new Map(found.rows.map(({ id, ...reader }) => [id, reader]))
}
