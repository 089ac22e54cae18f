import type { CatalogueNames } from '../catalogue/index.ts'
import { plain } from './ground/index.ts'

type Index = { phrases: Map<string, string>; longest: number; developers: Map<string, string> }
const listingIndexes = new WeakMap<CatalogueNames, Index>()
const placeIndexes = new WeakMap<CatalogueNames, Index>()

/** Names of listings in the text, in spoken order: full name, alias, or a word that only one listing has. */
export function listingsSpoken(text: string, names: CatalogueNames): string[] {
  return spokenIn(text, cached(listingIndexes, names, listingIndex))
}

/** Names of places in the text, in spoken order. */
export function placesSpoken(text: string, names: CatalogueNames): string[] {
  return spokenIn(text, cached(placeIndexes, names, placeIndex))
}

function spokenIn(text: string, index: Index): string[] {
  const words = plain(text).split(' ')
  const found: string[] = []
  for (let at = 0; at < words.length; at++) {
    for (let length = Math.min(index.longest, words.length - at); length > 0; length--) {
      const name = index.phrases.get(words.slice(at, at + length).join(' '))
      if (!name || contradicted(words[at - 1], name, index)) continue
      if (!found.includes(name)) found.push(name)
      at += length - 1
      break
    }
  }
  return found
}

function cached(
  indexes: WeakMap<CatalogueNames, Index>,
  names: CatalogueNames,
  build: (names: CatalogueNames) => Index,
): Index {
  const known = indexes.get(names)
  if (known) return known
  const built = build(names)
  indexes.set(names, built)
  return built
}

function listingIndex(names: CatalogueNames): Index {
  const phrases = new Map<string, string>()
  const words = new Map<string, string | null>()
  const developers = new Set(names.developers.map(plain))
  for (const listing of names.listings) {
    for (const phrase of [listing.name, ...listing.aliases]) phrases.set(plain(phrase), listing.name)
    for (const word of plain(listing.name).split(' ')) {
      if (word.length < 5 || developers.has(word)) continue
      words.set(word, words.has(word) ? null : listing.name)
    }
  }
  for (const [word, name] of words) if (name !== null && !phrases.has(word)) phrases.set(word, name)
  return { phrases, longest: longestOf(phrases), developers: developersOf(names) }
}

function placeIndex(names: CatalogueNames): Index {
  const phrases = new Map<string, string>()
  for (const place of names.places)
    for (const phrase of [place.name, ...place.aliases]) phrases.set(plain(phrase), place.name)
  return { phrases, longest: longestOf(phrases), developers: new Map() }
}

/** "Halverly Neopolis" is no "Isarna Neopolis": another developer's word before it names something else. */
function contradicted(before: string | undefined, name: string, { developers }: Index): boolean {
  const developer = before === undefined ? undefined : developers.get(before)
  return developer !== undefined && !plain(name).startsWith(developer)
}

function developersOf(names: CatalogueNames): Map<string, string> {
  return new Map(names.developers.map(name => [plain(name), plain(name)]))
}

function longestOf(phrases: Map<string, string>): number {
  let longest = 1
  for (const phrase of phrases.keys()) longest = Math.max(longest, phrase.split(' ').length)
  return longest
}

/** Listings whose name shares a word with the text, for "did you mean". At most three. */
export function listingsLike(text: string, names: CatalogueNames): string[] {
  const words = new Set(
    plain(text)
      .split(' ')
      .filter(word => word.length > 3),
  )
  return names.listings
    .map(listing => ({
      name: listing.name,
      shared: plain(listing.name)
        .split(' ')
        .filter(word => words.has(word)),
    }))
    .filter(one => one.shared.length > 0)
    .sort((a, b) => b.shared.join('').length - a.shared.join('').length)
    .slice(0, 3)
    .map(one => one.name)
}
