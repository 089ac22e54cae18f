import { audit } from '../../accounts/index.ts'
import { type Owner, ownerOf, setOwner } from '../../appointments/index.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { lockLead } from './lock-lead.ts'
import { requireSales } from './rights.ts'

/**
 * Makes a lead an agent's, or nobody's: who is asked first for its visits. Refuses `leads.not_allowed`, `leads.unknown`,
 * `appointments.staff_not_found`, `appointments.not_an_agent`.
 */
export async function setLeadOwner(
  ctx: Context,
  { personId, staffId }: { personId: string; staffId: string | null },
): Promise<Owner | null> {
  requireSales(ctx)
  return transact(ctx, async ctx => {
    await lockLead(ctx, personId)
    if (await setOwner(ctx, { personId, staffId })) {
      await audit(ctx, 'lead.owner_set', { kind: 'person', id: personId }, { staff: staffId })
      tell(ctx, { topic: 'lead', id: personId })
    }
    return ownerOf(ctx, personId)
  })
}
