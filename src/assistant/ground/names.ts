import type { ListingSource, Sources } from './sources.ts'

/** Words with a capital that name nothing on offer. */
const COMMON = new Set(
  `i i'm i've i'd i'll bhk rera emi gst inr rs cr crore lakh sqft sq ft km am pm ok q1 q2 q3 q4 india indian bengaluru
   bangalore karnataka january february march april may june july august september october november december jan feb mar
   apr jun jul aug sep oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
   north south east west central ev wifi atm vs english hindi kannada mosaic`.split(/\s+/),
)
/** What may open a sentence before a verb without being a name. */
const OPENERS = new Set(
  `it this that these those there here they we you he she what which who where when how why if yes no sure great good hello
   hi thanks thank and but or so also both all each every some many most neither either one none nothing everything your
   our my their its his her the a an price prices possession location registration carpet amenities configuration contact
   brochure connectivity availability work construction parking security together currently overall still then now another
   homes home flats flat apartments apartment villas villa plots plot project projects listing listings options option
   budget distance everyone anything something total area areas handover delivery`.split(/\s+/),
)

/** The names of the catalogue that a sentence uses. `unknown`: one that neither rows nor visitor named this turn. */
export function namesIn(
  sentence: string,
  sources: Sources,
): { listings: ListingSource[]; places: string[]; unknown: boolean } {
  const words = plain(sentence).split(' ')
  const listings = new Set<ListingSource>()
  const places: string[] = []
  let unknown = false
  for (let at = 0; at < words.length; at++) {
    for (let length = Math.min(6, words.length - at); length > 0; length--) {
      const phrase = words.slice(at, at + length).join(' ')
      const listing = sources.listings.get(phrase)
      const known = sources.known.has(phrase)
      if (!listing && !known && !sources.places.has(phrase)) continue
      if (listing) listings.add(listing)
      else if (!mentions(sources.words, phrase)) unknown = true
      if (sources.places.has(phrase) && !listing) places.push(phrase)
      at += length - 1
      break
    }
  }
  return { listings: [...listings], places, unknown }
}

/** Capitalised words that stand for a name nobody gave: not in the rows, not in the visitor's words, not common. */
export function strangersIn(sentence: string, sources: Sources): string[] {
  const strangers: string[] = []
  const words = [...sentence.matchAll(/[\p{L}\p{M}\d][\p{L}\p{M}\d'’.-]*/gu)]
  words.forEach((match, at) => {
    const word = match[0].replace(/['’]s$/, '').replace(/(?<![.'’-])[.'’-]+$/, '')
    const lower = word.toLowerCase().replaceAll('’', "'")
    if (!/^\p{Lu}/u.test(word) || COMMON.has(lower) || mentions(sources.words, lower)) return
    const opens = at === 0 || /[.!?:;"“(•–—-]\s*$|\n\s*$/.test(sentence.slice(0, match.index))
    if (opens) {
      const next = words[at + 1]?.[0] ?? ''
      // "Sunrise is close by" opens with a name, "Homes are close by" does not.
      if (
        OPENERS.has(lower) ||
        !/^(is|has|offers|starts|costs|sits|lies|was|gives|comes|provides|features)$/.test(next)
      )
        return
    }
    strangers.push(word)
  })
  return strangers
}

/** Lower case, one space, without the marks around words. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/['’]s\b/g, '')
    .replaceAll(/[^\p{L}\p{M}\d.&-]+/gu, ' ')
    .replaceAll(/\.(?= |$)/g, '')
    .trim()
}

function mentions(words: string, phrase: string): boolean {
  for (let at = words.indexOf(phrase); at !== -1; at = words.indexOf(phrase, at + 1)) {
    if (!isWordChar(words[at - 1]) && !isWordChar(words[at + phrase.length])) return true
  }
  return false
}

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\d]/u.test(char)
}
