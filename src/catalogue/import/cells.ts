import { spellingKey } from '../gazetteer.ts'
import { type Amenity, amenitySchema, type BuildStatus, type Facing, facingSchema, type HomeKind } from '../schema.ts'
import type { Cell } from './columns.ts'

const table = <Value>(words: Record<string, Value>) => {
  const known = new Map(Object.entries(words).map(([word, value]) => [spellingKey(word), value]))
  return (text: string) => known.get(spellingKey(text))
}

export const readKind = table<HomeKind>({
  apartment: 'apartment',
  flat: 'apartment',
  apt: 'apartment',
  condo: 'apartment',
  penthouse: 'apartment',
  apartments: 'apartment',
  villa: 'villa',
  villas: 'villa',
  'independent house': 'villa',
  bungalow: 'villa',
  house: 'villa',
  plot: 'plot',
  plots: 'plot',
  site: 'plot',
  land: 'plot',
  'row house': 'row_house',
  'row houses': 'row_house',
  townhouse: 'row_house',
})

export const readStatus = table<BuildStatus>({
  ready: 'ready',
  'ready to move': 'ready',
  'ready to move in': 'ready',
  rtm: 'ready',
  completed: 'ready',
  'immediate possession': 'ready',
  'under construction': 'under_construction',
  ongoing: 'under_construction',
  'in progress': 'under_construction',
  upcoming: 'upcoming',
  'new launch': 'upcoming',
  'pre launch': 'upcoming',
  launching: 'upcoming',
})

export const readState = table<'registered' | 'applied' | 'unknown'>({
  registered: 'registered',
  approved: 'registered',
  applied: 'applied',
  pending: 'applied',
  unknown: 'unknown',
  no: 'unknown',
})

export const readTruth = table<boolean>({
  true: true,
  yes: true,
  y: true,
  1: true,
  false: false,
  no: false,
  n: false,
  0: false,
})

const facings = table<Facing>(Object.fromEntries(facingSchema.options.map(facing => [facing, facing])))
const shortFacings: Record<string, Facing> = {
  n: 'north',
  s: 'south',
  e: 'east',
  w: 'west',
  ne: 'north_east',
  nw: 'north_west',
  se: 'south_east',
  sw: 'south_west',
}
export const readFacing = (text: string): Facing | undefined => {
  const plain = spellingKey(text).replace(/facing$/, '')
  return facings(plain) ?? shortFacings[plain]
}

const amenities = table<Amenity>({
  ...Object.fromEntries(amenitySchema.options.map(amenity => [amenity, amenity])),
  pool: 'swimming_pool',
  gymnasium: 'gym',
  'fitness centre': 'gym',
  'club house': 'clubhouse',
  park: 'garden',
  'landscaped garden': 'garden',
  'kids play area': 'play_area',
  "children's play area": 'play_area',
  playground: 'play_area',
  'walking track': 'jogging_track',
  'tennis court': 'sports_court',
  'badminton court': 'sports_court',
  'basketball court': 'sports_court',
  cctv: 'security',
  '24x7 security': 'security',
  'gated community': 'security',
  'car parking': 'parking',
  'covered parking': 'parking',
  generator: 'power_backup',
  dg: 'power_backup',
  elevator: 'lift',
  lifts: 'lift',
  'ev charger': 'ev_charging',
  'pet park': 'pet_area',
  'co-working space': 'coworking',
  'co-working': 'coworking',
})
export const readAmenity = (text: string): Amenity | undefined => amenities(text)

/** Items of a list: given as a list, one a line, or between semicolons (or the separators that the column allows). */
export function readList(cell: Cell | undefined, separators = /;/): string[] {
  if (cell === undefined) return []
  const items = Array.isArray(cell) ? cell : cell.split(cell.includes('\n') ? /\n/ : separators)
  return [...new Set(items.map(item => item.replace(/\s+/g, ' ').trim()).filter(Boolean))]
}

/** The inverse of `readList`: a trailing line break says that semicolons are text. */
export function writeList(items: string[]): string {
  return items.some(item => item.includes(';')) ? `${items.join('\n')}\n` : items.join('; ')
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** A year, a quarter, a month or a day as people write it, down to the quarter; undefined where it is none. */
export function readPossession(text: string): { year: number; quarter: number | null } | undefined {
  const plain = text.trim().toLowerCase()
  const year = Number(/(?<!\d)(19|20|21)\d\d(?!\d)/.exec(plain)?.[0])
  if (!year) return undefined
  if (/^\d{4}$/.test(plain)) return { year, quarter: null }
  const quarter = /q([1-4])/.exec(plain)?.[1]
  if (quarter) return { year, quarter: Number(quarter) }
  const named = MONTHS.findIndex(month => new RegExp(`\\b${month}`).test(plain)) + 1
  const numbered = Number(/^\d{4}[-/](\d{1,2})/.exec(plain)?.[1] ?? /(?:^|[-/.])(\d{1,2})[-/.]\d{4}$/.exec(plain)?.[1])
  const month = named || numbered
  return month >= 1 && month <= 12 ? { year, quarter: Math.ceil(month / 3) } : undefined
}

/** "3 BHK Villa", "2.5BHK", "plot 30x40". */
export function readConfiguration(text: string): { kind?: HomeKind; bedrooms?: string; plot?: string } {
  const bedrooms = /(\d+(?:\.\d)?)\s*(?:bhk|bed|bedrooms?|bed rooms?)\b/i.exec(text)
  const plot = /\d+(?:\.\d+)?\s*[x×]\s*\d+(?:\.\d+)?/i.exec(text)
  const rest = text
    .replace(bedrooms?.[0] ?? '', '')
    .replace(plot?.[0] ?? '', '')
    .trim()
  return { kind: readKind(rest), bedrooms: bedrooms?.[1], plot: plot?.[0] }
}
