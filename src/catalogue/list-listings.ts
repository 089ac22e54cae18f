import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import type { AdminListing, PlaceWithListings } from './schema.ts'

const PAGE = 50

type Row = Omit<AdminListing, 'sourceId' | 'hiddenBy' | 'updatedAt'> & {
  source_id: string
  hidden_by: 'staff' | 'import' | null
  updated_at: Temporal.Instant
}

export type ListInput = { q?: string; published?: boolean; cursor?: string; limit?: number }

/**
 * Listings for staff, published or not, by name. `q` finds words of name, developer, place and description, and names
 * spelled nearly so.
 */
export async function listListings(ctx: Context, { q, published, cursor, limit = PAGE }: ListInput) {
  const words = q?.trim() || null
  const { rows } = await sql<Row>`
    select l.id, l.slug, l.name, l.developer, l.place, l.city, l.status, l.source, l.source_id, l.published, l.hidden_by,
      l.sample, l.updated_at, (select count(*) from units u where u.listing_id = l.id) as units
    from listings l
    where (${words}::text is null or l.document @@ websearch_to_tsquery('simple', ${words ?? ''})
        or lower(l.name) % lower(${words ?? ''})
        or exists (select from listing_aliases a where a.listing_id = l.id and lower(a.alias) % lower(${words ?? ''})))
      and (${published ?? null}::boolean is null or l.published = ${published ?? null}::boolean)
      and (${cursor ?? null}::uuid is null or (l.name, l.id) > (select c.name, c.id from listings c where c.id = ${cursor ?? null}::uuid))
    order by l.name, l.id limit ${limit + 1}`.execute(ctx.db)
  const items = rows.slice(0, limit).map(toAdminListing)
  return { items, cursor: rows.length > limit ? items.at(-1)!.id : null }
}

function toAdminListing({ source_id, hidden_by, updated_at, ...row }: Row): AdminListing {
  return { ...row, sourceId: source_id, hiddenBy: hidden_by, updatedAt: updated_at.toString() }
}

/** Places with something published in them, by name. */
export async function listPlaces(ctx: Context): Promise<PlaceWithListings[]> {
  const { rows } = await sql<PlaceWithListings>`
    select p.name, p.zone, p.city, p.latitude, p.longitude, stock.listings
    from (select city, place, count(*) as listings from listings where published group by city, place) stock
    join places p on p.city = stock.city and p.name = stock.place
    order by p.city, p.name`.execute(ctx.db)
  return rows
}
