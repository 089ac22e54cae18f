import { sql } from 'kysely'
import { auditStaff } from '../accounts/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { listingNotFound } from './queries.ts'
import { bumpVersion } from './version.ts'

/**
 * Shows or hides a listing. What staff hide stays hidden when an import brings it again. Refuses
 * `catalogue.listing_not_found`.
 */
export async function setPublished(
  ctx: Context,
  { listingId, published }: { listingId: string; published: boolean },
): Promise<void> {
  await transact(ctx, async inner => {
    await bumpVersion(inner)
    const changed = await sql`
      update listings set published = ${published}, hidden_by = ${published ? null : 'staff'}
      where id = ${listingId}::uuid`.execute(inner.db)
    if (!changed.numAffectedRows) listingNotFound()
    await auditStaff(inner, 'listing.published', { kind: 'listing', id: listingId }, { published })
  })
}
