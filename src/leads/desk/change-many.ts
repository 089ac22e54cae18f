import { Refusal } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { changeTags } from './change-tags.ts'
import { requireSales } from './rights.ts'
import { setLeadOwner } from './set-lead-owner.ts'

type Change = {
  personIds: readonly string[]
  /** Null: nobody's; undefined: as it is */
  staffId?: string | null
  addTags?: readonly string[]
  removeTags?: readonly string[]
}

/**
 * The same for a selection of leads: all or none. Who was erased or joined with another meanwhile is passed over and counted. Refuses
 * `leads.not_allowed`, `leads.too_many_tags`, `appointments.staff_not_found`, `appointments.not_an_agent`.
 */
export async function changeMany(ctx: Context, input: Change): Promise<{ changed: number; gone: number }> {
  requireSales(ctx)
  const { staffId, addTags = [], removeTags = [] } = input
  return transact(ctx, async ctx => {
    let gone = 0
    // In one order, so that two selections that overlap do not wait for each other.
    const personIds = [...new Set(input.personIds)].sort()
    for (const personId of personIds) {
      try {
        if (staffId !== undefined) await setLeadOwner(ctx, { personId, staffId })
        if (addTags.length + removeTags.length > 0)
          await changeTags(ctx, { personId, add: addTags, remove: removeTags })
      } catch (error) {
        if (!(error instanceof Refusal) || !['leads.unknown', 'leads.joined'].includes(error.code)) throw error
        gone++
      }
    }
    return { changed: personIds.length - gone, gone }
  })
}
