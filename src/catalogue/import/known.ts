import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { ListingDraft, UnitDraft } from './draft.ts'

export type KnownUnit = UnitDraft & { id: string }
export type KnownListing = {
  id: string
  slug: string
  source_id: string
  content_hash: string
  hidden_by: 'staff' | 'import' | null
  units: KnownUnit[]
}

/** What the store has of these listings, by source id. */
export async function readKnown(ctx: Context, source: string, drafts: Pick<ListingDraft, 'sourceId'>[]) {
  const ids = drafts.map(draft => draft.sourceId)
  const { rows } = await sql<KnownListing>`
    select l.id, l.slug, l.source_id, l.content_hash, l.hidden_by, (
      select coalesce(json_agg(json_build_object('id', u.id, 'kind', u.kind, 'bedrooms', u.bedrooms, 'areaSqft', u.area_sqft,
        'carpetSqft', u.carpet_sqft, 'plotWidthFt', u.plot_width_ft, 'plotDepthFt', u.plot_depth_ft, 'priceMin', u.price_min,
        'priceMax', u.price_max, 'facing', u.facing, 'available', u.available) order by u.position), '[]'::json)
      from units u where u.listing_id = l.id) as units
    from listings l where l.source = ${source} and l.source_id = any(${ids}) for update`.execute(ctx.db)
  return new Map(rows.map(row => [row.source_id, row]))
}
