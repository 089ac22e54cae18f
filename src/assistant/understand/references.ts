import { units } from './data/number-words.ts'
import { mark } from './phrases.ts'
import type { UnderstandContext } from './schema.ts'
import type { Token } from './text.ts'

/** Which of the shown listings a message points at: "the second one", "option 2", "last wala". 0 is the first, -1 the last. */
export type Pointing = { index: number; from: number; to: number }

const ordinals = new Map<string, number>([
  ['first', 0],
  ['1st', 0],
  ['pehla', 0],
  ['pehle', 0],
  ['pehli', 0],
  ['former', 0],
  ['second', 1],
  ['doosra', 1],
  ['dusra', 1],
  ['doosre', 1],
  ['dusri', 1],
  ['doosri', 1],
  ['latter', 1],
  ['third', 2],
  ['teesra', 2],
  ['tisra', 2],
  ['teesri', 2],
  ['fourth', 3],
  ['chautha', 3],
  ['fifth', 4],
  ['sixth', 5],
  ['seventh', 6],
  ['eighth', 7],
  ['ninth', 8],
  ['tenth', 9],
  ['last', -1],
  ['aakhri', -1],
])
const things =
  /^(one|ones|option|options|project|projects|property|listing|result|home|house|wala|wali|waala|waali|choice|unit|two|three|item)$/
const noThings =
  /^(floor|time|hand|home|week|month|year|quarter|day|phase|stage|buyer|class|name|thing|of|minute|weekend|slot|visit|sale|date)$/

/** Finds ordinals and option numbers that point into the list; tags them. */
export function findPointing(tokens: Token[], context: UnderstandContext): Pointing[] {
  const found: Pointing[] = []
  const add = (index: number, from: number, to: number) => {
    found.push({ index, from, to })
    mark(tokens, { from, to }, 'pointing')
  }
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    const word = (offset: number) => tokens[at + offset]?.text ?? ''
    if (token.tag && token.tag !== 'kind' && token.tag !== 'other_number') continue
    const numbered = token.kind === 'number' && Number.isInteger(token.value) && /^(st|nd|rd|th)$/.test(word(1))
    const ordinal = numbered ? token.value - 1 : ordinals.get(token.text)
    if (ordinal !== undefined && ordinal < 30 && ordinal >= -1) {
      const next = at + (numbered ? 2 : 1)
      const following = tokens[next]
      if (
        following &&
        (things.test(following.text) || following.tag === 'kind') &&
        !(following.text === 'home' && word(-1) !== 'the')
      ) {
        add(ordinal, at, next + 1)
        at = next
        continue
      }
      if (following && noThings.test(following.text)) continue
      const alone =
        !following ||
        following.kind === 'mark' ||
        /^(please|and|is|looks|seems|sounds|or|versus|with|one|price|amenities|location|ka|ki|ke|in|for|tomorrow|now|too|se|dikhao|batao)$/.test(
          following.text,
        )
      if (
        numbered &&
        (word(-1) !== 'the' || word(-2) === 'on' || word(-2) === 'for' || !(ordinal < (context.shown?.length ?? 0))) &&
        alone &&
        following?.tag !== 'kind'
      )
        continue
      const led =
        word(-1) === 'the' ||
        at === 0 ||
        /^(and|or|versus|compare|like|of|to|visit|book|with|choose|select|about)$/.test(word(-1))
      if (
        alone &&
        led &&
        (ordinal >= 0 || word(-1) === 'the' || tokens.length === 1) &&
        (context.shown?.length || word(-1) === 'the' || tokens.length <= 2)
      )
        add(ordinal, at, next)
      continue
    }
    const labelled = /^(option|number|no|project|property|listing|result|choice|item|#)$/.test(token.text)
    const next = tokens[at + 1]
    if (labelled && next) {
      const value =
        next.kind === 'number' ? next.value : Object.hasOwn(units, next.text) ? units[next.text]! : Number.NaN
      if (
        Number.isInteger(value) &&
        value >= 1 &&
        value <= 30 &&
        next.tag === '' &&
        !/^(bhk|km|crore|lakh|bed|is|are|:)$/.test(word(2))
      ) {
        add(value - 1, at, at + 2)
        at++
      }
    }
  }
  return found
}

/** The name that a pointer means, or undefined when the list is shorter. */
export function pointed(pointing: Pointing, shown: readonly string[]): string | undefined {
  return pointing.index < 0 ? shown.at(pointing.index) : shown[pointing.index]
}
