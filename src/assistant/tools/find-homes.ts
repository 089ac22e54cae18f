import { findListing, nearbyListings, type SearchResult, searchListings, type Wish } from '../../catalogue/index.ts'
import { type Finding, type SearchFinding, SHOWN } from '../findings.ts'
import { listingsLike } from '../spoken.ts'
import { idOf } from '../state.ts'
import type { Workbench } from '../workbench.ts'

/** The first page of a wish. */
export async function findHomes({ ctx, personId, mind }: Workbench, wish: Wish): Promise<Finding> {
  const result = await searchListings(ctx, { wish, limit: SHOWN, personId, refused: mind.state.refused })
  return searchFinding(wish, result, 0, null)
}

/** Goes on where the list shown last stopped. */
export async function findMore({ ctx, personId, mind }: Workbench): Promise<Finding> {
  const { trail } = mind.state
  if (!trail) return { tool: 'nothing', reason: 'no_list', spoken: '', near: [] }
  const around = trail.kind === 'nearby' ? (trail.place ?? mind.state.focus) : null
  if (trail.cursor === null)
    return { ...searchFinding(trail.wish, emptyPage(trail.total), trail.given, around), ended: true }
  const paging = { wish: trail.wish, limit: SHOWN, cursor: trail.cursor, personId }
  const result =
    trail.kind === 'search'
      ? await searchListings(ctx, paging)
      : await nearbyListings(ctx, { ...paging, ...centreOf(trail), radiusKm: trail.wish.radiusKm ?? 10 })
  return searchFinding(trail.wish, result, trail.given, around)
}

function centreOf({ listingId, place }: { listingId?: string; place?: string }) {
  return listingId ? { listingId } : { place: place! }
}

/** Homes around a listing or a place; what else is wished holds too. */
export async function findNearby(
  { ctx, personId, mind }: Workbench,
  { listing, place, radiusKm = 10, wish }: { listing?: string; place?: string; radiusKm?: number; wish: Wish },
): Promise<Finding> {
  const centre = listing && !place ? await findListing(ctx, idOf(mind, listing)) : undefined
  if (listing && !place && !centre)
    return { tool: 'nothing', reason: 'unknown_listing', spoken: listing, near: listingsLike(listing, mind.names) }
  const around = centre?.name ?? place
  if (!around) return findHomes({ ctx, personId, mind } as Workbench, wish)
  const { places: _places, zone: _zone, radiusKm: _radius, ...rest } = wish
  const result = await nearbyListings(ctx, {
    ...(centre ? { listingId: centre.id } : { place: around }),
    radiusKm,
    wish: rest,
    limit: SHOWN,
    personId,
  })
  return { ...searchFinding({ ...rest, radiusKm }, result, 0, around), ...(centre ? { centreId: centre.id } : {}) }
}

function searchFinding(wish: Wish, result: SearchResult, from: number, around: string | null): SearchFinding {
  const page = result.items.length > 0 ? result.items : from === 0 ? result.outside.map(one => one.listing) : []
  return { tool: 'search', wish, result, page: page.slice(0, SHOWN), from, around, ended: result.cursor === null }
}

function emptyPage(total: number): SearchResult {
  return {
    items: [],
    total,
    onRequest: 0,
    withoutCoordinates: 0,
    cursor: null,
    outside: [],
    unknownPlaces: [],
    noStockIn: [],
    elsewhere: [],
  }
}
