import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { readAtlas } from './names.ts'
import { kilometres } from './nearness.ts'
import { listingNotFound, readListings } from './queries.ts'
import type { SearchResult, Wish } from './schema.ts'
import { searchAround } from './search.ts'

export type NearbyInput = ({ listingId: string } | { place: string }) & {
  /** default 10 */
  radiusKm?: number
  wish?: Wish
  limit?: number
  cursor?: string
  personId?: string
}

/**
 * Listings around a listing or a place, nearest first; what else is wished holds too. The listing itself is left out. An
 * unknown place is called unknown.
 *
 * Refuses `catalogue.listing_not_found`, and `catalogue.without_coordinates` for a centre that lies nowhere.
 */
export async function nearbyListings(ctx: Context, input: NearbyInput): Promise<SearchResult> {
  const { radiusKm = 10, wish = {}, limit, cursor, personId } = input
  const { places: _places, zone: _zone, radiusKm: _radius, ...rest } = wish
  const search = { wish: rest, limit, cursor, personId }
  if ('place' in input) {
    const atlas = await readAtlas(ctx)
    const place = atlas.placeNamed(input.place)
    if (!place) return searchAround(ctx, { ...search, wish: { ...rest, places: [input.place] } })
    return searchAround(ctx, search, { ...requirePoint(place), place: place.name, km: radiusKm })
  }
  const [listing] = await readListings(ctx, [input.listingId])
  if (!listing) return listingNotFound()
  return searchAround(ctx, search, { ...requirePoint(listing), place: listing.name, km: radiusKm }, [listing.id])
}

/**
 * Kilometres in a straight line from a listing to a place; null where either lies nowhere we know. Refuses
 * `catalogue.listing_not_found`.
 */
export async function distanceTo(
  ctx: Context,
  { listingId, place: name }: { listingId: string; place: string },
): Promise<number | null> {
  const [listing] = await readListings(ctx, [listingId])
  if (!listing) return listingNotFound()
  const place = (await readAtlas(ctx)).placeNamed(name)
  const from = pointOf(listing)
  const to = place && pointOf(place)
  return from && to ? Math.round(kilometres(from, to) * 100) / 100 : null
}

type Somewhere = { latitude: number | null; longitude: number | null }

const pointOf = ({ latitude, longitude }: Somewhere) =>
  latitude === null || longitude === null ? undefined : { latitude, longitude }

const requirePoint = (where: Somewhere) =>
  pointOf(where) ??
  refuse('invalid', 'catalogue.without_coordinates', 'Our data does not say where this lies. Name a locality instead.')
