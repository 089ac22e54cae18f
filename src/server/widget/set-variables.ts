import { findListing, recordListingEvent } from '../../catalogue/index.ts'
import { focusConversation } from '../../conversations/index.ts'
import { ensurePerson, rememberFacts } from '../../people/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { missingFacts } from './facts.ts'
import type { Variables } from './schema.ts'

type Taken = { taken: ('name' | 'email' | 'phone')[]; listing: { id: string; slug: string; name: string } | null }

/**
 * What the site filled in for the visitor, sent with their first message: facts with the source `form`, proven by nobody, and
 * the home that the conversation is about. What does not fit is left out, never refused: a site's mistake must not stand in the
 * way of its visitor.
 */
export async function setVariables(ctx: Context, { listing: wanted, ...said }: Variables): Promise<Taken> {
  const found = wanted === undefined ? undefined : await findListing(ctx, wanted)
  const listing = found && { id: found.id, slug: found.slug, name: found.name }
  const personId = await ensurePerson(ctx)
  const taken = await transact(ctx, async ctx => {
    const facts = await missingFacts(ctx, { personId, ...said })
    const added = await rememberFacts(ctx, { personId, messageId: null, facts })
    return added.length > 0 ? facts.map(({ key }) => key as Taken['taken'][number]) : []
  })
  if (listing) {
    await recordListingEvent(ctx, { personId, listingId: listing.id, kind: 'view' })
    await focusConversation(ctx, { desk: 'sales', listing: listing.name })
  }
  return { taken, listing: listing ?? null }
}
