import type { Context } from '../storage/index.ts'
import { listingNotFound, readListings } from './queries.ts'
import type { FactKey, Listing, ListingFact, Unit } from './schema.ts'
import { amenityWord, areaWord, configurationWord, possessionWord, priceWord } from './words.ts'

const labels: Record<FactKey, string> = {
  price: 'Price',
  amenities: 'Amenities',
  possession: 'Possession',
  location: 'Location',
  registration: 'Registration',
  carpet_area: 'Carpet area',
  contact: 'Contact',
  brochure: 'Brochure',
  configuration: 'Configurations',
  connectivity: 'Connectivity',
}

/**
 * Facts of a listing in the order asked, each from its column and with the instant at which the row was last updated; text
 * is null where the column is empty. Refuses `catalogue.listing_not_found`.
 */
export async function listingFacts(
  ctx: Context,
  { listingId, facts }: { listingId: string; facts: FactKey[] },
): Promise<ListingFact[]> {
  const [listing] = await readListings(ctx, [listingId])
  if (!listing) return listingNotFound()
  return [...new Set(facts)].map(key => ({
    key,
    label: labels[key],
    text: factText(listing, key),
    asOf: listing.updatedAt,
  }))
}

/** The words of one fact, or null for "not in our data". */
export function factText(listing: Listing, key: FactKey): string | null {
  return readers[key](listing) || null
}

const readers: Record<FactKey, (listing: Listing) => string | null> = {
  price: ({ units, currency }) => {
    if (units.length > 0 && units.every(unit => unit.priceMin === null)) return 'On request'
    return perUnit(units, unit => priceWord(unit.priceMin, unit.priceMax, currency) ?? 'on request')
  },
  amenities: ({ amenities }) => amenities.map(amenityWord).join(', '),
  possession: ({ status, possession }) => {
    const date = possessionWord(possession)
    if (status === 'ready') return date ? `Ready to move in, completed ${date}` : 'Ready to move in'
    return date && `${date} (${status === 'upcoming' ? 'upcoming' : 'under construction'})`
  },
  location: ({ address, place, city }) => address ?? `${place}, ${city}`,
  registration: ({ registrationNumber, registrationState }) =>
    registrationNumber ?? (registrationState === 'applied' ? 'Applied for, no number yet' : null),
  carpet_area: ({ units }) => perUnit(units, unit => (unit.carpetSqft === null ? null : areaWord(unit.carpetSqft))),
  contact: ({ contact }) => [contact.name, contact.phone, contact.email].filter(Boolean).join(', '),
  brochure: ({ brochure }) => brochure,
  configuration: ({ units }) => perUnit(units, unit => sizeWord(unit) ?? ''),
  connectivity: ({ connectivity }) => connectivity.join('; '),
}

const sizeWord = (unit: Unit) => {
  const plot =
    unit.plotWidthFt !== null && unit.plotDepthFt !== null ? `${unit.plotWidthFt} × ${unit.plotDepthFt} ft` : null
  return [plot, unit.areaSqft === null ? null : areaWord(unit.areaSqft)].filter(Boolean).join(', ')
}

/** "2 BHK ₹96 lakh; 3 BHK ₹1.34 crore": one unit's words never stand with another's. */
function perUnit(units: Unit[], words: (unit: Unit) => string | null): string {
  const lines = units.flatMap(unit => {
    const text = words(unit)
    return text === null ? [] : `${configurationWord(unit)} ${text}`.trim()
  })
  return [...new Set(lines)].join('; ')
}
