import type { CountryCode } from 'libphonenumber-js/max'
import { z } from 'zod'
import { phoneNumbers } from '../../kernel/phone-numbers.ts'
import type { FactInput } from '../../people/index.ts'
import type { Row } from '../core/row.ts'

/** 1 lakh = 100,000 rupees = 10,000,000 paise. */
const LAKH = 10_000_000
/** Above so many it was written in another unit. */
const MOST_LAKH = 5_000

/** Lakh of rupees as minor units; null for nothing, and for what cannot be lakh (`budget_unit_suspect`). */
export function readLakh(lakh: number): { minor: number | null; repair?: 'budget_unit_suspect' | 'bad_amount' } {
  if (lakh > MOST_LAKH) return { minor: null, repair: 'budget_unit_suspect' }
  if (lakh < 0) return { minor: null, repair: 'bad_amount' }
  const minor = Math.round(lakh * LAKH)
  return { minor: minor > 0 ? minor : null }
}

/** E.164 where the number is one that can be called, by the rules of a country where it names none. */
export function readPhone(text: string, region: string): string | null {
  const number = phoneNumbers().parsePhoneNumberFromString(text.trim(), {
    defaultCountry: region as CountryCode,
    extract: false,
  })
  return number?.isValid() && !number.ext ? number.number : null
}

const Email = z.email().max(254)

export function readEmail(text: string): string | null {
  const parsed = Email.safeParse(text.trim().toLowerCase())
  return parsed.success ? parsed.data : null
}

/** Bedrooms: `3`, `"3 BHK"`, `"2.5bhk"`. */
export function readConfiguration(item: unknown): number | null {
  const found = /^(\d{1,2}(?:\.5)?)(?:\.0+)?\s*(?:-?\s*(?:bhk|bed(?:room)?s?|rk|br))?$/i.exec(String(item).trim())
  const number = found ? Number(found[1]) : Number.NaN
  return number > 0 && number <= 20 ? number : null
}

const AMENITIES = [
  'swimming_pool', 'gym', 'clubhouse', 'garden', 'play_area', 'jogging_track', 'sports_court', 'security', 'parking',
  'power_backup', 'lift', 'ev_charging', 'pet_area', 'coworking',
] // biome-ignore format: a list
const ALSO: Readonly<Record<string, string>> = {
  pool: 'swimming_pool', gymnasium: 'gym', fitness: 'gym', club: 'clubhouse', elevator: 'lift', generator: 'power_backup',
  playground: 'play_area', park: 'garden', pets: 'pet_area', 'co-working': 'coworking',
} // biome-ignore format: a table

/** The desk's own word for an amenity, or the words themselves as one term. */
export function readAmenity(item: unknown): string | null {
  if (typeof item !== 'string') return null
  const words = item
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^a-z0-9-]+/)
    .filter(Boolean)
  const known = AMENITIES.find(name => name.split('_').every(word => words.includes(word)))
  const also = words.map(word => ALSO[word]).find(Boolean)
  const term = known ?? also ?? words.join('_').replaceAll('-', '_')
  return /^[a-z][a-z0-9_]{0,39}$/.test(term) ? term : null
}

/** The items of a JSON list; null is an empty one. What is no list is `bad_json`. */
export function readList(row: Row, column: string): unknown[] {
  const value = row.json(column)
  if (value === null) return []
  if (Array.isArray(value)) return value
  row.repair('bad_json', column)
  return []
}

/** Items that are objects; the others are told (`bad_entry`). */
export function readEntries(row: Row, column: string): Record<string, unknown>[] {
  return readList(row, column).filter((item): item is Record<string, unknown> => {
    const isEntry = typeof item === 'object' && item !== null && !Array.isArray(item)
    if (!isEntry) row.repair('bad_entry', column)
    return isEntry
  })
}

/** A text of an entry, in one line and at most so long; null where there is none. */
export function wordsOf(value: unknown, longest = 200): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value).replaceAll('\0', '').toWellFormed().replace(/\s+/gu, ' ').trim()
  return text === '' ? null : [...text].slice(0, longest).join('')
}

/** Facts that a profile states in its lists, each as it stands there. */
export function factsOfLists(row: Row): FactInput[] {
  const facts: FactInput[] = []
  const each = (column: string, make: (item: unknown) => FactInput | null) => {
    for (const item of readList(row, column)) {
      const fact = make(item)
      if (fact) facts.push(fact)
      else if (item !== null && item !== '') row.repair('bad_entry', column)
    }
  }
  each('preferred_configurations', item => {
    const value = readConfiguration(item)
    return value === null ? null : { key: 'configuration', value }
  })
  each('preferred_locations', item => {
    const value = typeof item === 'string' ? wordsOf(item) : null
    return value === null ? null : { key: 'place', value }
  })
  each('must_have_amenities', item => {
    const value = readAmenity(item)
    return value === null ? null : { key: 'amenity_wanted', value }
  })
  each('avoided_amenities', item => {
    const value = readAmenity(item)
    return value === null ? null : { key: 'amenity_avoided', value }
  })
  return facts
}
