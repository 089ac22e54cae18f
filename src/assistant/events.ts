import { findListing, recordListingEvent } from '../catalogue/index.ts'
import type { Context } from '../storage/index.ts'
import type { Finding } from './findings.ts'
import type { Mind } from './mind.ts'
import type { Plan } from './plan.ts'
import { likingOf } from './reactions.ts'
import { idOf } from './state.ts'

export type ListingDeed = {
  listingId: string
  kind: 'view' | 'interest' | 'rejection' | 'brochure'
  level?: 'medium' | 'high'
  reason?: string
}

/** What this message did with listings: asking about one is a view, a place in a list is none. */
export function deedsOf(mind: Mind, plan: Plan, findings: readonly Finding[]): ListingDeed[] {
  const deeds: ListingDeed[] = []
  const told = findings.filter(finding => finding.tool === 'facts')
  const about = new Map(told.map(finding => [finding.listing.name, finding.listing.id]))
  const several = told.length > 1 && plan.steps.every(step => step.deed === 'facts')
  const named = new Set(plan.steps.flatMap(step => step.listing ?? []))
  for (const { listing, asked } of told) {
    // Facts of everything that was shown are asked of the list, not of one home.
    if (several && !named.has(listing.name)) continue
    deeds.push({ listingId: listing.id, kind: 'view' })
    if (asked.includes('brochure')) deeds.push({ listingId: listing.id, kind: 'brochure' })
  }
  const liking = likingOf(mind)
  const liked = liking && about.get(liking.listing)
  if (liking && liked) deeds.push({ listingId: liked, kind: 'interest', level: liking.level })
  return deeds
}

/** A listing turned down is left out from now on, this answer's list included: so it is written before the list is read. */
export async function recordRejection(
  ctx: Context,
  mind: Mind,
  plan: Plan,
  person: { personId: string; messageId: string },
) {
  const name = plan.steps.find(step => step.deed === 'rejection')?.listing
  const listing = name ? await findListing(ctx, idOf(mind, name)) : undefined
  if (listing)
    await recordListingEvent(ctx, {
      ...person,
      listingId: listing.id,
      kind: 'rejection',
      reason: mind.text.slice(0, 200),
    })
}

/** Interest in a home that no row of this turn brought: it is looked up. */
export async function lookUpLiking(ctx: Context, mind: Mind, deeds: ListingDeed[]): Promise<ListingDeed[]> {
  const liking = likingOf(mind)
  if (!liking || deeds.some(deed => deed.kind === 'interest')) return deeds
  const listing = await findListing(ctx, idOf(mind, liking.listing))
  return listing ? [...deeds, { listingId: listing.id, kind: 'interest', level: liking.level }] : deeds
}

export async function recordDeeds(
  ctx: Context,
  deeds: readonly ListingDeed[],
  person: { personId: string; messageId: string },
): Promise<void> {
  for (const deed of deeds) await recordListingEvent(ctx, { ...person, ...deed })
}
