import { months, weekdays } from './data/calendar.ts'
import { tens, units } from './data/number-words.ts'
import { amenityWords, facingWords, kindWords, statusWords } from './data/terms.ts'
import { vocabulary } from './data/vocabulary.ts'
import { phraseTable, wordsOf } from './phrases.ts'

export const kinds = phraseTable(kindWords)
export const statuses = phraseTable(statusWords)
export const amenities = phraseTable(amenityWords)
export const facings = phraseTable(facingWords)

/** Every word that a rule looks for. */
export const termWords: ReadonlySet<string> = new Set([
  ...vocabulary,
  ...Object.keys(units),
  ...Object.keys(tens),
  ...Object.keys(weekdays),
  ...Object.keys(months),
  ...wordsOf(kinds),
  ...wordsOf(statuses),
  ...wordsOf(amenities),
  ...wordsOf(facings),
])
