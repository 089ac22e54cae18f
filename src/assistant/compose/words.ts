import type { Amenity, BuildStatus, HomeKind, ListingCard, Possession, Unit, Wish } from '../../catalogue/index.ts'
import { formatMoney } from '../../kernel/money.ts'
import { monthWord } from '../../kernel/time-words.ts'

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** `1 home`, `4 homes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`
}

const grouping = new Intl.NumberFormat('en-IN')
export function grouped(value: number): string {
  return grouping.format(value)
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Ends a phrase as a sentence unless it already ends. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?…]$/.test(trimmed) ? capital(trimmed) : `${capital(trimmed)}.`
}

export const kindWords: Record<HomeKind, [one: string, many: string]> = {
  apartment: ['apartment', 'apartments'],
  villa: ['villa', 'villas'],
  plot: ['plot', 'plots'],
  row_house: ['row house', 'row houses'],
}

export const statusWords: Record<BuildStatus, string> = {
  ready: 'ready to move',
  under_construction: 'under construction',
  upcoming: 'upcoming',
}

export const amenityWords: Record<Amenity, string> = {
  swimming_pool: 'a swimming pool',
  gym: 'a gym',
  clubhouse: 'a clubhouse',
  garden: 'a garden',
  play_area: 'a play area',
  jogging_track: 'a jogging track',
  sports_court: 'a sports court',
  security: 'security',
  parking: 'parking',
  power_backup: 'power backup',
  lift: 'a lift',
  ev_charging: 'EV charging',
  pet_area: 'a pet area',
  coworking: 'a co-working space',
}

export function periodWords(period: string): string {
  const [year, quarter] = period.split('-')
  return quarter ? `${quarter} ${year}` : year!
}

export function possessionWords(possession: Possession): string | null {
  if (possession === null) return null
  return possession.quarter === null ? String(possession.year) : `Q${possession.quarter} ${possession.year}`
}

/** `under construction, possession Q4 2027`; a ready home has no date to wait for. */
export function stateWords(listing: ListingCard): string {
  const date = possessionWords(listing.possession)
  if (listing.status === 'ready') return 'ready to move'
  return date
    ? `${statusWords[listing.status]}, possession ${date}`
    : `${statusWords[listing.status]}, possession date not in our data`
}

/** `₹1.38 crore`, `₹1.38 crore to ₹1.5 crore`, `price on request`. */
export function priceWords(price: { priceMin: number | null; priceMax: number | null }, currency: string): string {
  const { priceMin, priceMax } = price
  if (priceMin === null && priceMax === null) return 'price on request'
  const low = formatMoney({ minor: (priceMin ?? priceMax)!, currency })
  const high = formatMoney({ minor: (priceMax ?? priceMin)!, currency })
  return low === high ? low : `${low} to ${high}`
}

export function bedroomWords(bedrooms: readonly number[]): string {
  return `${listed([...bedrooms].sort((a, b) => a - b).map(String), 'or')} BHK`
}

/** `2 BHK`, `4 BHK villa`, `30 × 40 ft plot`. */
export function unitName(unit: Unit): string {
  if (unit.kind === 'plot')
    return unit.plotWidthFt && unit.plotDepthFt ? `${unit.plotWidthFt} × ${unit.plotDepthFt} ft plot` : 'plot'
  const kind = unit.kind === 'apartment' ? '' : ` ${kindWords[unit.kind][0]}`
  return unit.bedrooms === null ? capital(kindWords[unit.kind][0]) : `${unit.bedrooms} BHK${kind}`
}

/** `2 BHK of 1,180 sqft at ₹1.38 crore`. */
export function unitWords(unit: Unit, currency: string): string {
  const area = unit.areaSqft === null ? '' : ` of ${grouped(unit.areaSqft)} sqft`
  const price = priceWords(unit, currency)
  return `${unitName(unit)}${area}${price === 'price on request' ? ', price on request' : ` at ${price}`}`
}

/** The units that the wish is about; all of them where none is. */
export function unitsFor(listing: ListingCard, wish: Wish): Unit[] {
  const fits = (unit: Unit) =>
    (!wish.bedrooms?.length || (unit.bedrooms !== null && wish.bedrooms.includes(unit.bedrooms))) &&
    (!wish.kinds?.length || wish.kinds.includes(unit.kind)) &&
    (!wish.maxPrice || (unit.priceMin !== null && unit.priceMin <= wish.maxPrice)) &&
    (!wish.minPrice || (unit.priceMax ?? unit.priceMin ?? 0) >= wish.minPrice) &&
    (!wish.minArea || (unit.areaSqft !== null && unit.areaSqft >= wish.minArea)) &&
    (!wish.maxArea || (unit.areaSqft !== null && unit.areaSqft <= wish.maxArea))
  const units = listing.units.filter(fits)
  return units.length > 0 ? units : listing.units
}

/** One line on a listing, from its row alone: what it is, where, what it costs, when it is ready. */
export function homeLine(listing: ListingCard, wish: Wish = {}): string {
  const units = unitsFor(listing, wish)
  const shown = units.slice(0, 2).map(unit => unitWords(unit, listing.currency))
  const rest = units.length > 2 ? ` (and ${counted(units.length - 2, 'more size')})` : ''
  const what = shown.length > 0 ? `${listed(shown)}${rest}, ` : ''
  const distance = listing.distanceKm === null ? '' : `, ${distanceWords(listing.distanceKm)} away`
  return `${listing.name} in ${listing.place}${distance}: ${what}${stateWords(listing)}`
}

export function distanceWords(km: number): string {
  return `${km.toFixed(1).replace(/\.0$/, '')} km`
}

/** `21 Nov 2026`, of an RFC 3339 instant or a date, as it is dated in the zone. */
export function dateWords(at: string, timeZone: string): string {
  const date = at.length === 10 ? Temporal.PlainDate.from(at) : Temporal.Instant.from(at).toZonedDateTimeISO(timeZone)
  return `${date.day} ${monthWord(date).slice(0, 3)} ${date.year}`
}
