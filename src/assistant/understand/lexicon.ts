import { cities, places, sampleDevelopers, sampleNames } from '../../catalogue/lexicon.ts'
import { commonWords } from './data/common-words.ts'
import type { KnownNames } from './schema.ts'
import { termWords } from './terms.ts'
import type { Token } from './text.ts'
import { buildSpellingIndex, nearestWord, type SpellingIndex } from './typos.ts'

export type ListingName = { name: string; developer?: string; words: string[] }

/** What a run of words, written without spaces, names. */
export type Named =
  | { kind: 'listing'; listing: ListingName }
  | { kind: 'developer'; name: string }
  | { kind: 'place'; name: string }
  | { kind: 'city'; name: string }

/** Names of one source, ready to be looked up: by joined spelling, by single word, by near spelling. */
export type NameIndex = {
  joined: Map<string, Named[]>
  longest: number
  listingsByWord: Map<string, ListingName[]>
  developerWords: Map<string, string>
  spelling: SpellingIndex
}

const words = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]s?\b/g, '')
    .match(/\p{N}+|[\p{L}\p{M}]+/gu) ?? []

type Source = {
  listings: { name: string; aliases?: string[]; developer?: string }[]
  developers: string[]
  places: { name: string; aliases: string[] }[]
  cities: { name: string; aliases: string[] }[]
}

function buildIndex(source: Source): NameIndex {
  const index: NameIndex = {
    joined: new Map(),
    longest: 1,
    listingsByWord: new Map(),
    developerWords: new Map(),
    spelling: buildSpellingIndex([]),
  }
  const spelt = new Set<string>()
  const add = (spelling: string, named: Named) => {
    const parts = words(spelling)
    if (parts.length === 0) return
    const key = parts.join('')
    const filed = index.joined.get(key)
    if (!filed) index.joined.set(key, [named])
    else if (!filed.some(other => other.kind === named.kind && nameOf(other) === nameOf(named))) filed.push(named)
    index.longest = Math.max(index.longest, Math.min(parts.length + 2, 8))
    for (const part of parts) if (part.length > 3) spelt.add(part)
    if (parts.length > 1 && key.length <= 14) spelt.add(key)
  }
  for (const place of source.places) {
    for (const spelling of [place.name, ...place.aliases]) add(spelling, { kind: 'place', name: place.name })
  }
  for (const city of source.cities) {
    for (const spelling of [city.name, ...city.aliases]) add(spelling, { kind: 'city', name: city.name })
  }
  for (const name of source.developers) {
    add(name, { kind: 'developer', name })
    for (const word of words(name)) index.developerWords.set(word, name)
  }
  for (const { name, aliases = [], developer } of source.listings) {
    const listing: ListingName = { name, words: words(name) }
    if (developer) listing.developer = developer
    for (const spelling of [name, ...aliases]) add(spelling, { kind: 'listing', listing })
    for (const word of new Set([...listing.words, ...aliases.flatMap(words)])) {
      const filed = index.listingsByWord.get(word)
      if (filed) filed.push(listing)
      else index.listingsByWord.set(word, [listing])
    }
    if (developer) for (const word of words(developer)) index.developerWords.set(word, developer)
  }
  index.spelling = buildSpellingIndex(spelt)
  return index
}

export const nameOf = (named: Named): string => (named.kind === 'listing' ? named.listing.name : named.name)

let shipped: NameIndex | undefined
let terms: SpellingIndex | undefined
const prepared = new WeakMap<KnownNames, NameIndex>()

const shippedIndex = (): NameIndex =>
  (shipped ??= buildIndex({ listings: sampleNames, developers: sampleDevelopers, places, cities }))

/** Indexed once for each object: a catalogue gives the same one as long as it stays the same. */
function indexOf(names: KnownNames): NameIndex {
  const found = prepared.get(names)
  if (found) return found
  const listings = (names.listings ?? []).map(entry => (typeof entry === 'string' ? { name: entry } : entry))
  const built = buildIndex({ listings, developers: names.developers ?? [], places: [], cities: [] })
  prepared.set(names, built)
  return built
}

/** The indexes that hold for a turn: what ships, then the live catalogue. */
export type Lexicon = NameIndex[]

export const lexiconOf = (names: KnownNames | undefined): Lexicon =>
  names ? [shippedIndex(), indexOf(names)] : [shippedIndex()]

const isNameWord = (lexicon: Lexicon, word: string): boolean => lexicon.some(index => index.spelling.words.has(word))

/**
 * Mends spelling in place: a word that is neither of the language nor of the catalogue becomes the nearest term or
 * name, one slip from 5 letters, two from 8. What stays unknown is left for the rules about unknown names.
 */
export function mendSpelling(tokens: Token[], lexicon: Lexicon): void {
  terms ??= buildSpellingIndex([...termWords].filter(word => word.length >= 5))
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.kind !== 'word') continue
    const { text } = token
    token.known = termWords.has(text) || commonWords.has(text)
    if (token.known || text.length < 4 || isNameWord(lexicon, text)) continue
    if (isPlural(text)) {
      token.known = true
      continue
    }
    // after "in" a place stands: "in Paris" is no slip of "parks"
    let best = placeStands(tokens[at - 1]) && text.length < 8 ? undefined : nearestWord(terms, text)
    for (const index of lexicon) {
      const near = nearestWord(index.spelling, text)
      if (near && (!best || near.distance < best.distance)) best = near
    }
    if (!best) continue
    token.text = best.word
    token.known = termWords.has(best.word)
  }
}

const placeStands = (before: Token | undefined): boolean => /^(in|at|near)$/.test(before?.text ?? '')

/** "cakes" is no slip of "lakes": a plural or form of a known word is known. */
function isPlural(word: string): boolean {
  for (const [ending, length] of [
    ['s', 1],
    ['es', 2],
    ['ed', 2],
    ['ing', 3],
    ['ly', 2],
    ['er', 2],
  ] as const) {
    if (!word.endsWith(ending)) continue
    const stem = word.slice(0, -length)
    if (stem.length >= 3 && (commonWords.has(stem) || commonWords.has(`${stem}e`))) return true
  }
  return false
}

/** What the longest run of free words from `at` names, over all sources. */
export function namedAt(tokens: Token[], at: number, lexicon: Lexicon): { named: Named[]; to: number } | undefined {
  const limit = Math.max(...lexicon.map(index => index.longest))
  let best: { named: Named[]; to: number } | undefined
  let key = ''
  for (let to = at; to < tokens.length && to < at + limit; to++) {
    const token = tokens[to]!
    if (token.tag || (token.kind === 'mark' && token.text !== '.' && token.text !== '-')) break
    if (token.kind === 'mark') continue
    key += token.text
    const named = lexicon.flatMap(index => index.joined.get(key) ?? [])
    if (named.length > 0) best = { named, to: to + 1 }
  }
  return best
}
