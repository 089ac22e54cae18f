import { createHash } from 'node:crypto'
import type { Amenity, BuildStatus, Facing, HomeKind, Zone } from '../schema.ts'

export type UnitDraft = {
  kind: HomeKind
  bedrooms: number | null
  areaSqft: number | null
  carpetSqft: number | null
  plotWidthFt: number | null
  plotDepthFt: number | null
  /** minor units; null on request */
  priceMin: number | null
  priceMax: number | null
  facing: Facing | null
  available: number | null
}

/** What an import gives of a listing, units apart. Undefined was not said and has its default when it is written. */
export type ListingFields = {
  name: string
  aliases: string[]
  developer: string
  city: string
  place: string
  zone: Zone | null
  address: string | null
  latitude: number | null
  longitude: number | null
  precision: 'exact' | 'locality'
  status: BuildStatus
  possessionYear: number | null
  possessionQuarter: number | null
  registrationNumber: string | null
  registrationState: 'registered' | 'applied' | 'unknown'
  registrationSteps: string[]
  description: string | null
  highlights: string[]
  amenities: Amenity[]
  connectivity: string[]
  images: string[]
  brochure: string | null
  contactName: string | null
  contactPhone: string | null
  contactEmail: string | null
  currency: string
  unitsTotal: number | null
  unitsAvailable: number | null
  offers: { text: string; endsOn: string | null }[]
  published: boolean
  sample: boolean
}

export type PriceChange = { unit: string; priceMin: number | null; priceMax: number | null; validFrom: string }

export type ListingDraft = ListingFields & {
  sourceId: string
  units: UnitDraft[]
  priceHistory: PriceChange[]
  /** Some of its rows were refused, or it holds only mended rows: units that it lacks are kept. */
  partial: boolean
}

/**
 * Tells whether the same listing comes again. Whether it is published is asked by itself; prices of the past are added by
 * themselves; names and offers have no order.
 */
export function hashDraft(draft: ListingDraft): string {
  const { partial: _, priceHistory: __, published: ___, ...content } = draft
  const aliases = content.aliases.toSorted()
  const offers = content.offers.map(offer => JSON.stringify([offer.text, offer.endsOn])).sort()
  return createHash('sha256')
    .update(canonical({ ...content, aliases, offers }))
    .digest('base64url')
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** What makes a unit the same unit in the next file: everything but price, carpet area and availability. */
export function unitKey(unit: UnitDraft): string {
  return [unit.kind, unit.bedrooms, unit.areaSqft, unit.plotWidthFt, unit.plotDepthFt, unit.facing].join('/')
}

/** "3 BHK 1640 sq ft", as a price of the past names its unit. */
export function unitLabel(unit: Pick<UnitDraft, 'kind' | 'bedrooms' | 'areaSqft'>): string {
  const rooms = unit.bedrooms === null ? '' : `${unit.bedrooms} BHK `
  const kind = unit.kind === 'apartment' ? '' : `${unit.kind.replace('_', ' ')} `
  return `${rooms}${kind}${unit.areaSqft ? `${unit.areaSqft} sq ft` : ''}`.trim() || unit.kind
}
