import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, inTransaction } from '../../storage/index.ts'
import { refuseUnknownLead } from './rights.ts'

type Found = { lead: boolean; known: boolean; erased: boolean; merged_into: string | null }

/**
 * Makes sure that this person is one of the sales desk's, and that they stay until the transaction ends: an erasure waits. A lead, or
 * somebody who wrote to the desk or has an appointment of it while nothing may be remembered. Refuses `leads.unknown`, and
 * `leads.joined` with the `personId` that they are now.
 */
export async function lockLead(ctx: Context, personId: string): Promise<void> {
  if (!inTransaction(ctx)) throw new Error('a lead is locked within a transaction')
  await sql`select from persons where id = ${personId}::uuid for key share`.execute(ctx.db)
  await requireLead(ctx, personId)
}

/** The same without a lock, for reading. */
export async function requireLead(ctx: Context, personId: string): Promise<void> {
  const { rows } = await sql<Found>`
    select exists (select from leads where person_id = p.id) as lead,
      exists (select from conversations where person_id = p.id and desk = 'sales')
        or exists (select from appointments where person_id = p.id and kind in ('site_visit', 'callback')) as known,
      p.erased_at is not null as erased, p.merged_into
    from persons p where p.id = ${personId}::uuid`.execute(ctx.db)
  const [found] = rows
  if (!found || found.erased) refuseUnknownLead()
  if (found.merged_into)
    refuse('not_found', 'leads.joined', {
      message: 'This lead was joined with another one and is kept there.',
      personId: found.merged_into,
    })
  if (!found.lead && !found.known) refuseUnknownLead()
}
