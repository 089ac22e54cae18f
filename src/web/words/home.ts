import type { BuildStatus, HomeKind, Listing, Unit } from '../api/types.ts'

export const KINDS: Record<HomeKind, string> = {
  apartment: 'Apartment',
  villa: 'Villa',
  plot: 'Plot',
  row_house: 'Row house',
}

export const STATUSES: Record<BuildStatus, string> = {
  ready: 'Ready to move in',
  under_construction: 'Under construction',
  upcoming: 'Upcoming',
}

const AMENITIES: Record<string, string> = {
  swimming_pool: 'Swimming pool',
  gym: 'Gym',
  clubhouse: 'Clubhouse',
  garden: 'Garden',
  play_area: 'Play area',
  jogging_track: 'Jogging track',
  sports_court: 'Sports court',
  security: 'Security',
  parking: 'Parking',
  power_backup: 'Power backup',
  lift: 'Lift',
  ev_charging: 'EV charging',
  pet_area: 'Pet area',
  coworking: 'Co-working space',
}
export const AMENITY_KEYS = Object.keys(AMENITIES)

export function amenityName(key: string): string {
  return AMENITIES[key] ?? sentence(key)
}

/** `north_east` as `North-east`. */
export function facingName(key: string): string {
  return sentence(key.replace('_', '-'))
}

/** A key that nobody gave words to, made readable. */
export function sentence(key: string): string {
  const words = key.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const whole = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 0 })

export function formatArea(sqft: number | null): string | null {
  return sqft === null ? null : `${whole.format(sqft)}\u00a0sq\u00a0ft`
}

export function formatCount(count: number): string {
  return whole.format(count)
}

export function formatBedrooms(bedrooms: number): string {
  return `${bedrooms}\u00a0BHK`
}

/** `3 BHK apartment`, `Plot 30 × 40 ft`. */
export function unitName(unit: Unit): string {
  if (unit.kind === 'plot' && unit.plotWidthFt && unit.plotDepthFt)
    return `Plot ${unit.plotWidthFt} × ${unit.plotDepthFt}\u00a0ft`
  if (unit.bedrooms === null) return KINDS[unit.kind]
  return unit.kind === 'apartment'
    ? formatBedrooms(unit.bedrooms)
    : `${formatBedrooms(unit.bedrooms)} ${KINDS[unit.kind].toLowerCase()}`
}

/** `Q4 2027`, `2027`. */
export function formatPossession(possession: Listing['possession']): string | null {
  if (!possession) return null
  return possession.quarter ? `Q${possession.quarter} ${possession.year}` : String(possession.year)
}

export function statusLine(listing: Pick<Listing, 'status' | 'possession'>): string {
  if (listing.status === 'ready') return STATUSES.ready
  const when = formatPossession(listing.possession)
  return when
    ? `${STATUSES[listing.status]}, possession ${when}`
    : `${STATUSES[listing.status]}, possession date not given`
}

/** The registration as far as the data goes; never a guess. */
export function registrationLine(listing: Pick<Listing, 'registrationNumber' | 'registrationState'>): string {
  if (listing.registrationNumber) return `RERA ${listing.registrationNumber}`
  if (listing.registrationState === 'applied') return 'RERA registration applied for'
  return 'RERA number not in our data'
}

export function formatDistance(km: number): string {
  return km < 1 ? `${Math.round(km * 100) * 10}\u00a0m` : `${km.toFixed(1)}\u00a0km`
}
