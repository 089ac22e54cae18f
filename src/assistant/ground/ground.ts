import { type Claim, claimsOf } from './claims.ts'
import { namesIn, strangersIn } from './names.ts'
import type { ListingSource, Sources } from './sources.ts'
import { forbiddenWording } from './wording.ts'

export type Verdict =
  | { grounded: true; about: ListingSource[] }
  | {
      grounded: false
      reason: 'pressure' | 'promise' | 'machinery' | 'name' | 'figure' | 'pairing' | 'place' | 'amenity' | 'status'
      about: ListingSource[]
    }

const PRONOUN = /\b(it|its|it's|this|that|these|they|their|both|here|there)\b/i
const NEGATED = /\b(no|not|without|lacks?|never|neither|nor|isn't|doesn't|don't|aren't|hasn't|unavailable|missing)\b/i
const AMENITY_WORDS: [RegExp, string][] = [
  [/\b(swimming )?pool\b/i, 'swimming_pool'],
  [/\bgym(nasium)?\b/i, 'gym'],
  [/\bclub ?house\b/i, 'clubhouse'],
  [/\bplay (area|ground)|playground\b/i, 'play_area'],
  [/\bjogging\b/i, 'jogging_track'],
  [/\b(tennis|badminton|basketball|sports) court/i, 'sports_court'],
  [/\bpower back-?up\b/i, 'power_backup'],
  [/\bev charg/i, 'ev_charging'],
  [/\bpet (area|park|zone)/i, 'pet_area'],
  [/\bco-?working\b/i, 'coworking'],
]

/**
 * Holds one sentence of generated text against the rows of the turn. Every price, date, distance, area, count, code and
 * name must be in them; a sentence about named listings is held against those listings alone, and a price beside bedrooms
 * against the unit that has both. `before` is what the previous sentence was about, for sentences that say "it".
 */
export function ground(sentence: string, sources: Sources, before: ListingSource[] = []): Verdict {
  const named = namesIn(sentence, sources)
  const about = named.listings.length > 0 ? named.listings : PRONOUN.test(sentence) ? before : []
  const fail = (reason: Extract<Verdict, { grounded: false }>['reason']): Verdict => ({
    grounded: false,
    reason,
    about,
  })

  const wording = forbiddenWording(sentence)
  if (wording) return fail(wording)
  if (named.unknown || strangersIn(sentence, sources).length > 0) return fail('name')
  if (about.length === 1 && named.places.some(place => !about[0]!.words.includes(place))) return fail('place')

  const claims = claimsOf(sentence, sources.currency)
  const rows = about.length > 0 ? about.flatMap(listing => listing.claims) : [...sources.claims, ...sources.free]
  // Counts of a sentence about a listing may be the turn's own ("the first of 4 homes").
  const held = (claim: Claim) =>
    rows.some(row => agrees(claim, row)) ||
    (claim.kind === 'count' && sources.free.some(row => agrees(claim, row))) ||
    (claim.kind === 'code' && sources.words.includes(String(claim.value)))
  if (!claims.every(held)) return fail('figure')
  if (!paired(claims, about.length > 0 ? about : [...sources.listings.values()], sources)) return fail('pairing')

  const [only] = about
  if (about.length === 1 && only && !NEGATED.test(sentence)) {
    if (AMENITY_WORDS.some(([word, key]) => word.test(sentence) && !only.amenities.includes(key)))
      return fail('amenity')
    if (/\bready[- ]to[- ]move\b/i.test(sentence) && only.status !== 'ready') return fail('status')
    if (/\bunder[- ]construction\b/i.test(sentence) && only.status !== 'under_construction') return fail('status')
  }
  return { grounded: true, about }
}

/** A claim agrees with a row of its own kind, to the rounding in which it is written. */
function agrees(claim: Claim, row: Claim): boolean {
  if (claim.kind === 'date' && row.kind === 'date') return datesAgree(String(claim.value), String(row.value))
  if (claim.kind === 'year') {
    if (row.kind === 'year') return row.value === claim.value
    return (row.kind === 'quarter' || row.kind === 'date') && String(row.value).startsWith(String(claim.value))
  }
  if (claim.kind !== row.kind) return false
  if (typeof claim.value === 'string' || typeof row.value === 'string') return claim.value === row.value
  return Math.abs(claim.value - row.value) <= claim.slack + row.slack
}

/** `11-21` and `2026-11` are said of `2026-11-21`. */
function datesAgree(claim: string, row: string): boolean {
  return row === claim || row.startsWith(`${claim}-`) || row.endsWith(`-${claim}`)
}

/** A sentence with bedrooms and prices speaks of units that have both. */
function paired(claims: Claim[], listings: ListingSource[], sources: Sources): boolean {
  const bedrooms = claims.filter(claim => claim.kind === 'bedrooms').map(claim => claim.value)
  const prices = claims.filter(claim => claim.kind === 'money')
  if (bedrooms.length === 0 || prices.length === 0 || listings.length === 0) return true
  const units = listings
    .flatMap(listing => listing.units)
    .filter(unit => bedrooms.includes(unit.bedrooms ?? Number.NaN))
  const own = units.flatMap(unit => unit.prices)
  return prices.every(
    claim =>
      own.some(price => Math.abs(price - Number(claim.value)) <= claim.slack) ||
      sources.free.some(row => agrees(claim, row)),
  )
}
