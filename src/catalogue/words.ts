import { formatMoney } from '../kernel/money.ts'
import type { Amenity, BuildStatus, Facing, HomeKind, Possession, Unit } from './schema.ts'

const kinds: Record<HomeKind, string> = { apartment: 'apartment', villa: 'villa', plot: 'plot', row_house: 'row house' }
const statuses: Record<BuildStatus, string> = {
  ready: 'Ready to move in',
  under_construction: 'Under construction',
  upcoming: 'Upcoming',
}
const amenities: Partial<Record<Amenity, string>> = { ev_charging: 'EV charging', pet_area: 'pet area' }

export const kindWord = (kind: HomeKind) => kinds[kind]
export const statusWord = (status: BuildStatus) => statuses[status]
export const amenityWord = (amenity: Amenity) => amenities[amenity] ?? amenity.replaceAll('_', ' ')
export const facingWord = (facing: Facing) => facing.replace('_', '-')

/** "3 BHK", "2.5 BHK villa", "plot": apartments go without their kind. */
export function configurationWord(unit: Pick<Unit, 'kind' | 'bedrooms'>): string {
  const rooms = unit.bedrooms === null ? '' : `${unit.bedrooms} BHK`
  return unit.kind === 'apartment' && rooms ? rooms : [rooms, kindWord(unit.kind)].filter(Boolean).join(' ')
}

export function possessionWord(possession: Possession): string | null {
  if (!possession) return null
  return possession.quarter ? `Q${possession.quarter} ${possession.year}` : String(possession.year)
}

/** "2026-Q2" → "Q2 2026", "2027" → "2027". */
export function periodWord(period: string): string {
  return period.length > 4 ? `${period.slice(5)} ${period.slice(0, 4)}` : period
}

/** "₹1.38 crore", "₹96 lakh to ₹1.12 crore", or null on request. */
export function priceWord(min: number | null, max: number | null, currency: string): string | null {
  if (min === null || max === null) return null
  const from = formatMoney({ minor: min, currency })
  return min === max ? from : `${from} to ${formatMoney({ minor: max, currency })}`
}

/** Made once: a formatter takes longer to make than to use. */
const grouped = new Intl.NumberFormat('en-IN')

export const areaWord = (sqft: number) => `${grouped.format(sqft)} sq ft`

/** "a", "a or b", "a, b or c". */
export function orWords(words: string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
