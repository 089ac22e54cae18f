import { listingEventsOf } from '../../catalogue/index.ts'
import { eraseAllFacts, eraseFact, memoryIsOn, recallFacts } from '../../people/index.ts'
import type { Finding } from '../findings.ts'
import { memoryWishOf } from '../memory-wish.ts'
import type { Workbench } from '../workbench.ts'

export async function rememberedOf({ ctx, personId }: Workbench): Promise<Finding> {
  const facts = await recallFacts(ctx, personId)
  const events = await listingEventsOf(ctx, personId)
  const listings = [...new Set([...events.interested, ...events.viewed].map(event => event.listing.name))]
  return { tool: 'remember', on: await memoryIsOn(ctx, personId), facts, listings }
}

/**
 * Erases what the visitor's own message asks for. A call that the message does not ask for erases nothing, whoever makes
 * it; everything at once waits for their yes.
 */
export async function forgetFor(
  { ctx, personId, mind, trusted }: Workbench,
  { what, confirmed = false }: { what: string; confirmed?: boolean },
): Promise<Finding> {
  if (what === 'everything' && confirmed && trusted && mind.state.confirm === 'forget_everything')
    return { tool: 'forget', what, erased: await eraseAllFacts(ctx, personId), confirm: false }
  const asked = memoryWishOf(mind.text)
  if (asked?.kind === 'forget_everything')
    return { tool: 'forget', what: 'everything', erased: (await recallFacts(ctx, personId)).length, confirm: true }
  if (asked?.kind !== 'forget')
    return { tool: 'nothing', reason: 'refused', spoken: 'The visitor did not ask for this.', near: [] }
  let erased = 0
  for (const fact of await recallFacts(ctx, personId))
    if (asked.keys.includes(fact.key)) erased += await eraseFact(ctx, { personId, factId: fact.id })
  return { tool: 'forget', what: asked.label, erased, confirm: false }
}
