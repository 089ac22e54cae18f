import { type Amenity, amenitySchema } from '../../catalogue/index.ts'
import { formatMoney } from '../../kernel/money.ts'
import type { FactsFinding } from '../findings.ts'
import type { Mind } from '../mind.ts'
import { amenityWords, capital, counted, dateWords, grouped, listed, sentence, unitName } from './words.ts'

/** Questions about one home that no fact of the catalogue stands for by itself, but whose answer is in its row. */
export type Pointed = 'availability' | 'offers' | 'builder' | 'per_sqft' | 'amenity' | 'around'

const QUESTIONS: [RegExp, Pointed][] = [
  [/\bavailab(?:le|ility)\b|\b(?:units?|homes?|flats?) (?:are )?left\b|\bsold out\b|\bin stock\b/i, 'availability'],
  [/\b(?:offers?|schemes?|deals?)\b/i, 'offers'],
  [/\b(?:builder|developer)\b/i, 'builder'],
  [/\bper sq(?:uare|\.)?\s?(?:ft|feet|foot)\b|\bper sqft\b|\bpsf\b/i, 'per_sqft'],
]

export function pointedQuestion(text: string): Pointed | null {
  return QUESTIONS.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

/** The answer to a pointed question from the row, or null where the question is none. */
export function pointedAnswer(mind: Mind, finding: FactsFinding): string | null {
  switch (pointedQuestion(mind.text)) {
    case 'availability':
      return (
        availability(mind, finding.listing) ??
        `How many homes are still available at ${finding.listing.name} is not in our data.`
      )
    case 'offers':
      return offers(mind, finding)
    case 'builder':
      return `The developer of ${finding.listing.name} is ${finding.listing.developer}. What they have built before is not in our data: ask for their completed projects, and see one of them.`
    case 'per_sqft':
      return perSqft(finding)
    default:
      return finding.asked.includes('amenities') ? namedAmenities(mind, finding) : null
  }
}

/** How many are left, as a number of a dated row and nothing more. */
export function availability(
  mind: Mind,
  { name, unitsAvailable, unitsTotal, updatedAt }: FactsFinding['listing'],
): string | null {
  const date = dateWords(updatedAt, mind.timeZone)
  if (unitsAvailable === 0) return `${name} is sold out, by our data of ${date}.`
  if (unitsAvailable === null) return null
  return unitsTotal === null
    ? `${name} has ${counted(unitsAvailable, 'home')} available, by our data of ${date}.`
    : `${name} has ${grouped(unitsAvailable)} of ${counted(unitsTotal, 'home')} available, by our data of ${date}.`
}

function offers(mind: Mind, { listing }: FactsFinding): string {
  if (listing.offers.length === 0) return `There is no offer for ${listing.name} in our data.`
  const told = listing.offers
    .slice(0, 3)
    .map(
      offer =>
        `${offer.text.replace(/\.$/, '')}${offer.endsOn ? ` (until ${dateWords(offer.endsOn, mind.timeZone)})` : ''}`,
    )
  return sentence(`On offer at ${listing.name}: ${told.join('; ')}`)
}

/** A unit's own price over its own area. */
function perSqft({ listing }: FactsFinding): string {
  const each = listing.units.flatMap(unit => {
    if (unit.priceMin === null || !unit.areaSqft) return []
    const minor = Math.round(unit.priceMin / unit.areaSqft / 100) * 100
    return `${unitName(unit)} about ${formatMoney({ minor, currency: listing.currency })}`
  })
  return each.length > 0
    ? sentence(`Per sqft of its area, from the lowest price: ${listing.name} ${listed(each)}`)
    : `The price per sqft of ${listing.name} is not in our data.`
}

const SPOKEN: Partial<Record<Amenity, RegExp>> = {
  swimming_pool: /\bpool|swimming\b/i,
  play_area: /\bplay ?(?:area|ground)|kids'? area\b/i,
  sports_court: /\b(?:court|tennis|badminton|basketball|sports)\b/i,
  parking: /\b(?:parking|car park)\b/i,
  power_backup: /\bpower ?back ?-?up|generator\b/i,
  lift: /\blifts?|elevators?\b/i,
  ev_charging: /\bev\b|\bcharging\b/i,
  pet_area: /\bpets?\b|\bdogs?\b/i,
  coworking: /\bco-?working\b/i,
}

/** "Is there a pool?" gets a yes or a no from the column. */
function namedAmenities({ text }: Mind, { listing }: FactsFinding): string | null {
  const asked = amenitySchema.options.filter(key =>
    (SPOKEN[key] ?? new RegExp(`\\b${key.replaceAll('_', ' ')}s?\\b`, 'i')).test(text),
  )
  if (asked.length === 0) return null
  const has = asked.filter(key => listing.amenities.includes(key)).map(key => amenityWords[key])
  const lacks = asked.filter(key => !listing.amenities.includes(key)).map(key => amenityWords[key])
  const lines = [
    has.length > 0 ? `Yes, ${listing.name} has ${listed(has)}.` : null,
    lacks.length > 0
      ? `${capital(listed(lacks))} ${lacks.length > 1 ? 'are' : 'is'} not among the amenities of ${listing.name} in our data.`
      : null,
  ]
  return lines.filter(line => line !== null).join(' ')
}
