import type { Wish } from '../api/types.ts'
import { amenityName, facingName, formatArea, formatBedrooms, KINDS, STATUSES } from './home.ts'
import { formatPrice } from './price.ts'

/** One removable piece of the wish: what it says and what is left of the wish's key without it. */
export type WishChip = { id: string; label: string; set?: Wish; clear?: string[] }

type ListKey = {
  [K in keyof Wish]-?: NonNullable<Wish[K]> extends readonly unknown[] ? K : never
}[keyof Wish]

function period(value: string): string {
  const [year, quarter] = value.split('-')
  return quarter ? `${quarter} ${year}` : year!
}

/** The wish as chips, in the order in which people think of a home: what, where, how much, when, with what. */
export function wishChips(wish: Wish, currency: string): WishChip[] {
  const chips: WishChip[] = []
  const one = (key: keyof Wish, label: string, also: (keyof Wish)[] = []) =>
    chips.push({ id: key, label, clear: [key, ...also] })
  const each = (key: ListKey, label: (value: never) => string) => {
    const values = (wish[key] ?? []) as unknown[]
    for (const value of values) {
      const rest = values.filter(other => other !== value)
      const change = rest.length > 0 ? { set: { [key]: rest } as Wish } : { clear: [key] }
      chips.push({ id: `${key}:${String(value)}`, label: label(value as never), ...change })
    }
  }
  each('bedrooms', (value: number) => formatBedrooms(value))
  each('kinds', (value: keyof typeof KINDS) => KINDS[value])
  each('places', (value: string) => (wish.radiusKm ? `Within ${wish.radiusKm} km of ${value}` : value))
  each('unknownPlaces', (value: string) => `${value} (not known to us)`)
  each('excludedPlaces', (value: string) => `Not ${value}`)
  if (wish.zone) one('zone', `${wish.zone} zone`)
  if (wish.city) one('city', wish.city)
  if (wish.minPrice && wish.maxPrice) {
    const label = `${formatPrice(wish.minPrice, currency)} to ${formatPrice(wish.maxPrice, currency)}`
    one('minPrice', label, ['maxPrice'])
  } else if (wish.minPrice) one('minPrice', `From ${formatPrice(wish.minPrice, currency)}`)
  else if (wish.maxPrice) one('maxPrice', `Up to ${formatPrice(wish.maxPrice, currency)}`)
  if (wish.aboutPrice) one('aboutPrice', `About ${formatPrice(wish.aboutPrice, currency)}`)
  each('statuses', (value: keyof typeof STATUSES) => STATUSES[value])
  each('excludedStatuses', (value: keyof typeof STATUSES) => `Not ${STATUSES[value].toLowerCase()}`)
  if (wish.possessionBy) one('possessionBy', `Possession by ${period(wish.possessionBy)}`)
  if (wish.possessionIn) one('possessionIn', `Possession in ${period(wish.possessionIn)}`)
  if (wish.minArea && wish.maxArea) {
    one('minArea', `${formatArea(wish.minArea)} to ${formatArea(wish.maxArea)}`, ['maxArea'])
  } else if (wish.minArea) one('minArea', `From ${formatArea(wish.minArea)}`)
  else if (wish.maxArea) one('maxArea', `Up to ${formatArea(wish.maxArea)}`)
  if (wish.developer) one('developer', `By ${wish.developer}`)
  if (wish.facing) one('facing', `${facingName(wish.facing)} facing`)
  each('amenities', (value: string) => amenityName(value))
  each('excludedAmenities', (value: string) => `No ${amenityName(value).toLowerCase()}`)
  return chips
}

/** The wish as a query of GET /api/listings: one parameter a key, lists as repeated parameters. */
export function wishQuery(wish: Wish): URLSearchParams {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(wish)) {
    if (value === undefined || value === null) continue
    for (const item of Array.isArray(value) ? value : [value]) query.append(key, String(item))
  }
  return query
}

const LISTS = new Set([
  'bedrooms',
  'places',
  'excludedPlaces',
  'unknownPlaces',
  'kinds',
  'statuses',
  'excludedStatuses',
  'amenities',
  'excludedAmenities',
])
const NUMBERS = new Set(['bedrooms', 'minPrice', 'maxPrice', 'aboutPrice', 'minArea', 'maxArea', 'radiusKm'])
const TEXTS = new Set(['zone', 'city', 'possessionBy', 'possessionIn', 'developer', 'facing'])

/** The wish as the address bar holds it: one parameter a key, lists with commas. */
export function toAddress(wish: Wish): Record<string, string> {
  const entries = Object.entries(wish).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    entries.map(([key, value]) => [key, Array.isArray(value) ? value.join(',') : String(value)]),
  )
}

/** The wish of an address; whatever is not one of its keys, or not a number where one is needed, is passed over. */
export function fromAddress(search: Record<string, string>): Wish {
  const wish: Record<string, unknown> = {}
  for (const [key, text] of Object.entries(search)) {
    if (!LISTS.has(key) && !NUMBERS.has(key) && !TEXTS.has(key)) continue
    const values: (string | number)[] = text.split(',').filter(Boolean)
    const read = NUMBERS.has(key) ? values.map(Number).filter(value => Number.isFinite(value) && value > 0) : values
    if (read.length > 0) wish[key] = LISTS.has(key) ? read : read[0]
  }
  return wish as Wish
}
