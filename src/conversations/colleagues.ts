import { sql } from 'kysely'
import type { Context, Role } from '../storage/index.ts'
import { desksOf } from './hand-off.ts'
import type { Desk } from './schema.ts'

export type Colleague = { accountId: string; name: string; role: Role }

/** Who looks after a desk and is still here. */
export async function listColleagues(ctx: Context, desk: Desk): Promise<Colleague[]> {
  const found = await sql<Colleague>`
    select id as "accountId", name, role from accounts
    where disabled_at is null and role in ('agent', 'coach', 'admin') order by name, id`.execute(ctx.db)
  return found.rows.filter(({ role }) => desksOf(role).includes(desk))
}
