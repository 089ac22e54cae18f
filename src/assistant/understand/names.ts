import { commonWords } from './data/common-words.ts'
import { type Lexicon, type ListingName, namedAt, nameOf } from './lexicon.ts'
import { mark } from './phrases.ts'
import { termWords } from './terms.ts'
import type { Token } from './text.ts'

export type ListingMention = {
  name?: string
  from: number
  to: number /** several fit, or its words contradict */
  unclear: boolean
}

export type NamesFound = {
  listings: ListingMention[]
  developers: { name: string; from: number; to: number }[]
  places: { name: string; from: number; to: number }[]
  cities: { name: string; from: number; to: number }[]
}

/**
 * Finds listings, developers, places and cities and tags their tokens. A listing is known by its full name, an alias,
 * or words that only it has; words that fit several, or that name another developer, are unclear.
 */
export function findNames(tokens: Token[], lexicon: Lexicon): NamesFound {
  const found: NamesFound = { listings: [], developers: [], places: [], cities: [] }
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.tag || token.kind === 'mark') continue
    const partial = partialListing(tokens, at, lexicon)
    const exact = namedAt(tokens, at, lexicon)
    if (partial && partial.to > (exact?.to ?? at)) {
      found.listings.push(partial)
      mark(tokens, partial, 'listing')
      at = partial.to - 1
      continue
    }
    if (
      exact &&
      allowed(
        tokens,
        at,
        exact.to,
        exact.named.map(named => named.kind),
      )
    ) {
      const { to } = exact
      const named = exact.named[0]!
      const span = { name: nameOf(named), from: at, to }
      // One listing known twice, from the sample and from the live catalogue, is still one.
      const sameKind = new Set(exact.named.filter(other => other.kind === named.kind).map(nameOf))
      if (named.kind === 'place') found.places.push(span)
      else if (named.kind === 'city') found.cities.push(span)
      else if (named.kind === 'developer') found.developers.push(span)
      else if (sameKind.size > 1) found.listings.push({ from: at, to, unclear: true })
      else found.listings.push({ ...span, unclear: false })
      mark(tokens, span, named.kind)
      at = to - 1
      continue
    }
    if (partial) {
      found.listings.push(partial)
      mark(tokens, partial, 'listing')
      at = partial.to - 1
    }
  }
  joinDevelopers(tokens, found, lexicon)
  return found
}

const everyday = (token: Token): boolean => commonWords.has(token.text) || termWords.has(token.text)

/** A name of one everyday word ("Serene", "Garden") only counts when written like a name. */
function allowed(tokens: Token[], from: number, to: number, kinds: string[]): boolean {
  if (kinds[0] === 'place' || kinds[0] === 'city') {
    const token = tokens[from]!
    if (to - from === 1 && token.text === 'salem') return /^[A-Z]/.test(token.raw)
    if (token.text === 'thane' || token.text === 'agra') return true
    return true
  }
  if (to - from > 1 || !everyday(tokens[from]!)) return true
  const before = tokens[from - 1]?.text ?? ''
  return /^(about|of|in|is|project|at|visit|for)$/.test(before) && /^\p{Lu}/u.test(tokens[from]!.raw)
}

/** Words of listing names side by side, as many as fit together. */
function partialListing(tokens: Token[], at: number, lexicon: Lexicon): ListingMention | undefined {
  let fits: ListingName[] | undefined
  let to = at
  let contradiction = false
  let telling = false
  for (; to < tokens.length; to++) {
    const token = tokens[to]!
    if (token.tag) break
    if (token.kind === 'mark') {
      if (token.text === '-' && fits) continue
      break
    }
    const holding = lexicon.flatMap(index => index.listingsByWord.get(token.text) ?? [])
    if (holding.length === 0) break
    const isTelling = !everyday(token) && token.kind === 'word' && !isDeveloperWord(lexicon, token.text)
    if (!fits) fits = holding
    else {
      const both = fits.filter(listing => holding.includes(listing))
      if (both.length > 0) fits = both
      else if (isTelling && to > at && isDeveloperWord(lexicon, tokens[at]!.text)) {
        contradiction = true
        fits = holding
      } else break
    }
    telling ||= isTelling
  }
  while (to > at && tokens[to - 1]!.kind === 'mark') to--
  if (!fits || to === at) return undefined
  if (contradiction) return { from: at, to, unclear: true }
  if (!telling && !(to - at > 1 && fits.length === 1)) return undefined
  // a number or everyday word alone, or a developer's word, tells nothing
  const numbered = tokens.slice(at, to).some(token => token.kind === 'number')
  if (!telling && !numbered && tokens.slice(at, to).every(everyday)) return undefined
  const unique = [...new Set(fits.map(listing => listing.name))]
  if (unique.length === 1) return { name: unique[0]!, from: at, to, unclear: false }
  return { from: at, to, unclear: true }
}

const isDeveloperWord = (lexicon: Lexicon, word: string): boolean =>
  lexicon.some(index => index.developerWords.has(word))

/** "neopolis by Halverly": a developer tied to a listing agrees with it or makes it unclear. */
function joinDevelopers(tokens: Token[], found: NamesFound, lexicon: Lexicon): void {
  const developerOf = (name: string): string | undefined => {
    const first = name.toLowerCase().match(/\p{N}+|[\p{L}\p{M}]+/u)?.[0] ?? ''
    return lexicon.flatMap(index => index.listingsByWord.get(first) ?? []).find(listing => listing.name === name)
      ?.developer
  }
  found.developers = found.developers.filter(developer => {
    const before = found.listings.find(
      listing => listing.to === developer.from - 1 && /^(by|from|of)$/.test(tokens[developer.from - 1]!.text),
    )
    const adjacent =
      before ?? found.listings.find(listing => listing.to === developer.from || listing.from === developer.to)
    if (!adjacent?.name) return true
    const known = developerOf(adjacent.name)
    if (known && known.toLowerCase() !== developer.name.toLowerCase()) {
      delete adjacent.name
      adjacent.unclear = true
    }
    return false
  })
}
