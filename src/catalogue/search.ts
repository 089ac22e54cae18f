import type { Context } from '../storage/index.ts'
import { countListings } from './counts.ts'
import { type Circle, resolveWish } from './criteria.ts'
import { nearSpellings, readAtlas } from './names.ts'
import { readPage, type Scope } from './page.ts'
import { rejectedBy } from './rejections.ts'
import { readElsewhere, readOutside } from './relax.ts'
import type { Amenity, SearchResult, Wish } from './schema.ts'

export type SearchInput = {
  wish: Wish
  /** 1 to 100, default 20 */
  limit?: number
  cursor?: string
  /** Whose rejected listings are left out. */
  personId?: string
  /** Keys of the wish, or families of them, that this conversation refused to relax. */
  refused?: string[]
  /** Amenities that the person rather avoids: each takes 10 points off, none excludes. */
  avoided?: Amenity[]
}

/**
 * Listings that meet every key of a wish, in pages; where none does, up to three outside it, each with what lies
 * outside, and the places where the wish would be met. Strict and outside results never come together.
 *
 * Refuses `catalogue.cursor_invalid` for a cursor of another search.
 */
export function searchListings(ctx: Context, input: SearchInput): Promise<SearchResult> {
  return searchAround(ctx, input)
}

/** The same within a circle that no place of the wish describes, and without some listings. */
export async function searchAround(
  ctx: Context,
  input: SearchInput,
  circle?: Circle,
  without: string[] = [],
): Promise<SearchResult> {
  const { wish, personId, refused = [] } = input
  const limit = Math.min(100, Math.max(1, input.limit ?? 20))
  const atlas = await readAtlas(ctx)
  const resolved = resolveWish(wish, atlas)
  const result: SearchResult = {
    items: [],
    total: 0,
    onRequest: 0,
    withoutCoordinates: 0,
    cursor: null,
    outside: [],
    unknownPlaces: await spellings(ctx, resolved.unknownPlaces, atlas),
    noStockIn: resolved.noStockIn,
    elsewhere: [],
  }
  if (!resolved.searchable) return result
  if (circle) resolved.criteria.circles = [circle]
  const rejected = [...without, ...(personId ? await rejectedBy(ctx, personId) : [])]
  const scope: Scope = { criteria: resolved.criteria, avoided: input.avoided ?? [], rejected }
  Object.assign(result, await countListings(ctx, atlas.at, scope.criteria, rejected))
  const page = await readPage(ctx, scope, limit, input.cursor, result.total)
  result.items = page.items.map(found => found.card)
  result.cursor = page.cursor
  if (result.total > 0) return result
  result.outside = await readOutside(ctx, scope, refused)
  result.elsewhere = await readElsewhere(ctx, scope, refused)
  return result
}

async function spellings(ctx: Context, unknown: string[], atlas: Awaited<ReturnType<typeof readAtlas>>) {
  const found: SearchResult['unknownPlaces'] = []
  for (const spoken of new Set(unknown)) found.push({ spoken, near: await nearSpellings(ctx, spoken, atlas) })
  return found
}
