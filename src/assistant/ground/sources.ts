import { type Claim, type ClaimKind, claimsOf } from './claims.ts'
import { plain } from './names.ts'

/** One listing as a source: its own figures, words, and which price belongs to which bedrooms. */
export type ListingSource = {
  name: string
  claims: Claim[]
  words: string
  units: { bedrooms: number | null; prices: number[] }[]
  amenities: string[]
  status: string | null
}

/** Everything that this turn's rows hold, ready to be held against a sentence. */
export type Sources = {
  currency: string
  /** All rows together. */
  claims: Claim[]
  /** Figures that stand outside any listing: counts, instalments, what the visitor said. */
  free: Claim[]
  /** Lower-case text of every string in the rows and of the visitor's own words. */
  words: string
  listings: Map<string, ListingSource>
  /** Lower-case names of the whole catalogue: a sentence may only use those that the rows or the visitor named. */
  known: ReadonlySet<string>
  places: ReadonlySet<string>
}

const KIND_BY_KEY: [RegExp, ClaimKind][] = [
  [/percent|growth|yield/i, 'percent'],
  [/price|monthly|loan|downMinor|interest|^(min|average|max)$/i, 'money'],
  [/km$/i, 'distance'],
  [/sqft|area/i, 'area'],
  [/^bedrooms$/, 'bedrooms'],
  [/^year$/, 'year'],
]
/** Ids assert nothing, and free prose may carry anybody's words, so neither makes a figure true. */
const SKIPPED =
  /^(id|slug|image|images|latitude|longitude|match|description|highlights|offers|registrationSteps|source|messageId|cursor|version)$/

export function createSources(currency: string, known: ReadonlySet<string>, places: ReadonlySet<string>): Sources {
  return { currency, claims: [], free: [], words: '', listings: new Map(), known, places }
}

/** Adds the rows of a tool's result. Anything that looks like a listing also becomes a source of its own. */
export function addRows(sources: Sources, rows: unknown): void {
  walk(sources, rows, '', null)
}

/** Adds what the visitor said: it may be repeated to them, but proves nothing about a listing. */
export function addSpoken(sources: Sources, text: string, wish: object): void {
  const before = sources.claims.length
  walk(sources, wish, '', null)
  sources.claims.push(...claimsOf(text, sources.currency))
  sources.words += `\n${text.toLowerCase()}`
  sources.free.push(...sources.claims.splice(before))
}

function walk(sources: Sources, value: unknown, key: string, owner: ListingSource | null): void {
  if (value === null || value === undefined || SKIPPED.test(key)) return
  if (typeof value === 'string') {
    addText(sources, value, owner)
    return
  }
  if (typeof value === 'number') {
    add(sources, claimOfNumber(key, value), owner)
    return
  }
  if (Array.isArray(value)) {
    if (owner === null || !isListing(value[0])) add(sources, { kind: 'count', value: value.length, slack: 0 }, owner)
    for (const item of value) walk(sources, item, key, owner)
    return
  }
  if (typeof value !== 'object') return
  const row = value as Record<string, unknown>
  const self = isListing(row) ? listingSource(sources, row) : owner
  if (typeof row.year === 'number' && typeof row.quarter === 'number')
    add(sources, { kind: 'quarter', value: `${row.year}-Q${row.quarter}`, slack: 0 }, self)
  if (typeof row.months === 'number') add(sources, { kind: 'count', value: row.months / 12, slack: 0 }, self)
  for (const [name, inner] of Object.entries(row)) walk(sources, inner, name, self)
}

function addText(sources: Sources, text: string, owner: ListingSource | null): void {
  const lower = text.toLowerCase()
  sources.words += `\n${lower}`
  if (owner) owner.words += `\n${lower}`
  for (const claim of claimsOf(text, sources.currency)) add(sources, claim, owner)
}

function add(sources: Sources, claim: Claim, owner: ListingSource | null): void {
  sources.claims.push(claim)
  if (owner) owner.claims.push(claim)
  else sources.free.push(claim)
}

function claimOfNumber(key: string, value: number): Claim {
  const kind = KIND_BY_KEY.find(([pattern]) => pattern.test(key))?.[1] ?? 'count'
  return { kind, value, slack: 0 }
}

function isListing(value: unknown): value is Record<string, unknown> & { name: string } {
  return (
    typeof value === 'object' && value !== null && 'units' in value && 'name' in value && Array.isArray(value.units)
  )
}

function listingSource(sources: Sources, row: Record<string, unknown> & { name: string }): ListingSource {
  const found = sources.listings.get(plain(row.name))
  if (found) return found
  const units = row.units as { bedrooms: number | null; priceMin: number | null; priceMax: number | null }[]
  const source: ListingSource = {
    name: row.name,
    claims: [],
    words: '',
    units: units.map(unit => ({
      bedrooms: unit.bedrooms,
      prices: [unit.priceMin, unit.priceMax].filter(price => price !== null),
    })),
    amenities: Array.isArray(row.amenities) ? (row.amenities as string[]) : [],
    status: typeof row.status === 'string' ? row.status : null,
  }
  sources.listings.set(plain(row.name), source)
  const short = shortName(row.name)
  if (short && !sources.listings.has(short)) sources.listings.set(short, source)
  return source
}

/** What is left of a name without its first word, as people shorten it: "Avalon". Null where that says too little. */
export function shortName(name: string): string | null {
  const short = plain(name).split(' ').slice(1).join(' ')
  return short.length > 4 ? short : null
}
