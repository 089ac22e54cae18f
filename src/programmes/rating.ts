const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const NUMBER = `(10|[1-9]|${WORDS.join('|')})`
/** `4/10` and `four out of ten` wherever they stand; a bare number only where nothing else can be meant. */
const OF_TEN = new RegExp(`(?:^|[^\\d./])${NUMBER}\\s*(?:/|out of|of)\\s*(?:10|ten)(?![\\d/])`, 'i')
const ALONE = new RegExp(
  `^(?:(?:a|an|about|around|maybe|probably|i(?:'d| would) say|i(?:'m| am)(?: at)?(?: an?)?|it(?:'s| is)(?: an?)?)\\s+)*${NUMBER}(?=$|\\s*[.,;:!–—-]|\\s+(?:because|since|as|but|and|right now|today|maybe|i think)\\b)(?!\\s*[.,]\\d)(?!\\s*-\\s*\\d)`,
  'i',
)

/** The number from 1 to 10 that an answer names, or null where it is not plain which one is meant. */
export function readRating(text: string): number | null {
  const said = text.trim().replaceAll('’', "'")
  const found = said.match(OF_TEN) ?? said.match(ALONE)
  if (!found) return null
  const word = found[1]!.toLowerCase()
  return WORDS.includes(word) ? WORDS.indexOf(word) + 1 : Number(word)
}
