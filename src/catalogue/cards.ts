import { type RawBuilder, sql } from 'kysely'
import { spellingKey } from './gazetteer.ts'
import type { Amenity, BuildStatus, ListingCard, Match, Unit } from './schema.ts'

/** A listing with its units as the database gives it, in the words of a card. */
export type CardRow = {
  id: string
  slug: string
  name: string
  developer: string
  place: string
  city: string
  zone: ListingZone
  status: BuildStatus
  possession_year: number | null
  possession_quarter: number | null
  latitude: number | null
  longitude: number | null
  precision: 'exact' | 'locality'
  highlights: string[]
  amenities: Amenity[]
  currency: string
  units: (Unit & { id: string })[]
  units_total: number | null
  units_available: number | null
  registration_number: string | null
  registration_state: 'registered' | 'applied' | 'unknown'
  images: string[]
  sample: boolean
  updated_at: Temporal.Instant
}
type ListingZone = 'North' | 'South' | 'East' | 'West' | 'Central' | null

/** The columns of a `CardRow`; `l` is the alias of `listings`. One statement, whatever the number of cards. */
export const cardColumns: RawBuilder<CardRow> = sql`
  l.id, l.slug, l.name, l.developer, l.place, l.city, l.zone, l.status, l.possession_year, l.possession_quarter,
  l.latitude, l.longitude, l.precision, l.highlights, l.amenities, l.currency, l.units_total, l.units_available,
  l.registration_number, l.registration_state, l.images, l.sample, l.updated_at,
  (select coalesce(json_agg(json_build_object('id', c.id, 'kind', c.kind, 'bedrooms', c.bedrooms, 'areaSqft', c.area_sqft,
      'carpetSqft', c.carpet_sqft, 'plotWidthFt', c.plot_width_ft, 'plotDepthFt', c.plot_depth_ft, 'priceMin', c.price_min,
      'priceMax', c.price_max, 'facing', c.facing, 'available', c.available) order by c.position), '[]'::json)
    from units c where c.listing_id = l.id) as units`

/** The card of a row; the distance in kilometres to 10 m. */
export function toCard(row: CardRow, distanceKm: number | null = null, match: Match | null = null): ListingCard {
  const prices = row.units.flatMap(unit => (unit.priceMin === null ? [] : [unit.priceMin, unit.priceMax!]))
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    developer: row.developer,
    place: row.place,
    city: row.city,
    status: row.status,
    possession: row.possession_year === null ? null : { year: row.possession_year, quarter: row.possession_quarter },
    latitude: row.latitude,
    longitude: row.longitude,
    precision: row.precision,
    highlights: row.highlights,
    amenities: row.amenities,
    currency: row.currency,
    priceMin: prices.length ? Math.min(...prices) : null,
    priceMax: prices.length ? Math.max(...prices) : null,
    units: row.units.map(({ id: _, ...unit }) => unit),
    unitsTotal: row.units_total,
    unitsAvailable: row.units_available,
    registrationNumber: row.registration_number,
    registrationState: row.registration_state,
    image: row.images[0] ?? null,
    sample: row.sample,
    updatedAt: row.updated_at.toString(),
    distanceKm: distanceKm === null ? null : Math.round(distanceKm * 100) / 100,
    match,
  }
}

/** Words joined by single hyphens, ASCII: the readable part of a listing's address. */
export function slugOf(text: string): string {
  const ascii = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return ascii.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || `listing-${spellingKey(text).length}`
}
