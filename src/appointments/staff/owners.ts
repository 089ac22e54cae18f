import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, inTransaction } from '../../storage/index.ts'
import { refuseStaff } from './queries.ts'

export type Owner = { staffId: string; name: string }

/** Whose customer somebody is; null for nobody's. */
export async function ownerOf(ctx: Context, personId: string): Promise<Owner | null> {
  const { rows } = await sql<Owner>`
    select s.id as "staffId", s.name from person_owners o join staff s on s.id = o.staff_id
    where o.person_id = ${personId}::uuid and o.ended_at is null`.execute(ctx.db)
  return rows[0] ?? null
}

/**
 * Makes somebody the customer of an agent, or of nobody, in the caller's transaction: whom they meet first from now on. What is
 * booked stays with whom it is. Gives whether it changed anything. Refuses `appointments.staff_not_found` for who is no agent, or has
 * left.
 */
export async function setOwner(
  ctx: Context,
  { personId, staffId }: { personId: string; staffId: string | null },
): Promise<boolean> {
  if (!inTransaction(ctx)) throw new Error('an owner is set in the transaction of its act')
  if (staffId !== null) await requireAgent(ctx, staffId)
  // One at a time: the row that holds is ended before the next one begins.
  const living = await sql`
    select from persons where id = ${personId}::uuid and erased_at is null for no key update`.execute(ctx.db)
  if (living.rows.length === 0) return false
  const before = await ownerOf(ctx, personId)
  if ((before?.staffId ?? null) === staffId) return false
  const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
  await sql`
    update person_owners set ended_at = ${ctx.now()} where person_id = ${personId}::uuid and ended_at is null`.execute(
    ctx.db,
  )
  if (staffId !== null)
    await sql`
      insert into person_owners (id, person_id, staff_id, account_id, created_at)
      values (${newId()}, ${personId}::uuid, ${staffId}::uuid, ${accountId}::uuid, ${ctx.now()})`.execute(ctx.db)
  return true
}

async function requireAgent(ctx: Context, staffId: string): Promise<void> {
  const { rows } = await sql<{ active: boolean; role: string }>`
    select active, role from staff where id = ${staffId}::uuid`.execute(ctx.db)
  const [member] = rows
  if (!member) refuseStaff()
  if (!member.active || member.role !== 'agent')
    refuse('conflict', 'appointments.not_an_agent', 'Only an agent who works here now can be somebody’s owner.')
}
