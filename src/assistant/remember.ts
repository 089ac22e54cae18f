import type { Wish } from '../catalogue/index.ts'
import type { FactInput } from '../people/index.ts'
import { memoryWishOf } from './memory-wish.ts'
import type { Mind } from './mind.ts'

const PERSONAS: [RegExp, 'first_time_buyer' | 'investor' | 'senior_citizen' | 'family'][] = [
  [/\b(?:first[- ]time buyer|my first (?:home|flat|house)|first home)\b/i, 'first_time_buyer'],
  [
    /\b(?:i am|i'm|we are|we're|as) (?:an? )?(?:investors?|investing)\b|\bfor investment\b|\bas an investment\b/i,
    'investor',
  ],
  [
    /\bfor my (?:parents|retired)|\b(?:i am|i'm|we are|we're) (?:a )?(?:retired|senior citizens?)\b|\bretirement home\b/i,
    'senior_citizen',
  ],
  [/\b(?:my|our) (?:kids|children|son|daughter|family)\b|\bfamily of (?:\d|three|four|five|six)\b/i, 'family'],
]
const TIMELINE =
  /\b(?:buy|move|shift|need (?:to move|it|a home)|looking to (?:buy|move))\b.{0,24}\b((?:with)?in (?:the )?(?:next )?(?:\d{1,2}|one|two|three|four|six|few|a) (?:weeks?|months?|years?))\b/i

/** What a question mentions is less certain to be wished than what a search asks for. */
const SURE = 0.9
const MENTIONED = 0.6

/**
 * What this message said about its person: the parts of the wish that it changed to `after`, contact data, who buys and when. Only
 * from the visitor's own words; a message that asks to forget teaches nothing.
 */
export function factsOf(mind: Mind, after: Wish): FactInput[] {
  if (memoryWishOf(mind.text)) return []
  const { understood, state, currency } = mind
  const confidence = [understood.intent, ...(understood.intents ?? [])].includes('search') ? SURE : MENTIONED
  const facts = wishFacts(state.wish, after, currency).map(fact => ({ ...fact, confidence }))
  const { contact } = understood
  if (contact?.name) facts.push({ key: 'name', value: contact.name, confidence: SURE })
  if (contact?.phone) facts.push({ key: 'phone', value: contact.phone, confidence: SURE })
  if (contact?.email) facts.push({ key: 'email', value: contact.email, confidence: SURE })
  const persona = PERSONAS.find(([pattern]) => pattern.test(mind.text))
  if (persona) facts.push({ key: 'persona', value: persona[1], confidence: MENTIONED })
  const timeline = TIMELINE.exec(mind.text)?.[1]
  if (timeline) facts.push({ key: 'timeline', value: timeline.toLowerCase(), confidence: SURE })
  return facts
}

function wishFacts(before: Wish, after: Wish, currency: string): FactInput[] {
  const facts: FactInput[] = []
  const changed = <Key extends keyof Wish>(key: Key): Wish[Key] | undefined =>
    JSON.stringify(before[key]) === JSON.stringify(after[key]) ? undefined : after[key]
  const added = <
    Key extends
      | 'bedrooms'
      | 'places'
      | 'excludedPlaces'
      | 'kinds'
      | 'statuses'
      | 'excludedStatuses'
      | 'amenities'
      | 'excludedAmenities',
  >(
    key: Key,
  ) =>
    ((after[key] ?? []) as NonNullable<Wish[Key]>[number][]).filter(
      value => !(before[key] as unknown[] | undefined)?.includes(value),
    )
  const prices = [
    ['minPrice', 'budget_min'],
    ['maxPrice', 'budget_max'],
    ['aboutPrice', 'budget_about'],
  ] as const
  for (const [key, fact] of prices) {
    const minor = changed(key)
    if (minor) facts.push({ key: fact, value: { minor, currency } })
  }
  for (const value of added('bedrooms')) facts.push({ key: 'configuration', value })
  for (const value of added('places')) facts.push({ key: 'place', value })
  for (const value of added('excludedPlaces')) facts.push({ key: 'excluded_place', value })
  for (const value of added('kinds')) facts.push({ key: 'kind', value })
  for (const value of added('statuses')) facts.push({ key: 'status', value })
  for (const value of added('excludedStatuses')) facts.push({ key: 'excluded_status', value })
  for (const value of added('amenities')) facts.push({ key: 'amenity_wanted', value })
  for (const value of added('excludedAmenities')) facts.push({ key: 'amenity_avoided', value })
  const [zone, city, developer, facing] = [changed('zone'), changed('city'), changed('developer'), changed('facing')]
  if (zone) facts.push({ key: 'zone', value: zone })
  if (city) facts.push({ key: 'city', value: city })
  if (developer) facts.push({ key: 'developer', value: developer })
  if (facing) facts.push({ key: 'facing', value: facing })
  const [by, within] = [changed('possessionBy'), changed('possessionIn')]
  if (by) facts.push({ key: 'possession', value: { by } })
  else if (within) facts.push({ key: 'possession', value: { in: within } })
  if (changed('minArea') || changed('maxArea'))
    facts.push({
      key: 'area',
      value: { ...(after.minArea ? { min: after.minArea } : {}), ...(after.maxArea ? { max: after.maxArea } : {}) },
    })
  return facts
}
