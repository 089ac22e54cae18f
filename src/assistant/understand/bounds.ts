import { after, type Bound, before, fillers } from './data/comparing-words.ts'
import type { Quantity } from './quantities.ts'
import type { Token } from './text.ts'

export type Bounded = Quantity & {
  bound?: Bound /** first and last token including the comparing words */
  span: [number, number]
}

type Phrase = { words: string[]; bound: Bound }

const byLast = index(before, words => words.at(-1)!)
const byFirst = index(after, words => words[0]!)

function index(lists: Record<Bound, string[]>, key: (words: string[]) => string): Map<string, Phrase[]> {
  const table = new Map<string, Phrase[]>()
  for (const [bound, phrases] of Object.entries(lists) as [Bound, string[]][]) {
    for (const phrase of phrases) {
      const words = phrase.split(' ')
      const filed = table.get(key(words))
      if (filed) filed.push({ words, bound })
      else table.set(key(words), [{ words, bound }])
    }
  }
  for (const filed of table.values()) filed.sort((a, b) => b.words.length - a.words.length)
  return table
}

/**
 * Gives each quantity the comparing word that stands next to it. A word between two quantities belongs to the one that
 * follows, unless the message compares after its numbers ("2 cr max 1500 sqft min").
 */
export function bindBounds(tokens: Token[], quantities: Quantity[]): Bounded[] {
  const trailing = comparesAfter(tokens, quantities)
  let free = 0
  return quantities.map((quantity, at) => {
    const next = quantities[at + 1]
    const pre = trailing && at > 0 ? undefined : boundBefore(tokens, quantity.from, free)
    const post = boundAfter(tokens, quantity, trailing ? undefined : next)
    const chosen = pre && !(pre.bound === 'about' && post && !post.budget) ? pre : (post ?? pre)
    const span: [number, number] = [pre?.from ?? quantity.from, post && chosen === post ? post.to : quantity.to]
    // a word that one number has used is no other's
    free = span[1]
    const bound = quantity.plus ? 'min' : chosen?.bound
    return { ...quantity, ...(bound && { bound }), span }
  })
}

function comparesAfter(tokens: Token[], quantities: Quantity[]): boolean {
  const first = quantities[0]
  const last = quantities.at(-1)
  if (!first || !last || first === last || boundBefore(tokens, first.from, 0)) return false
  const end = boundAfter(tokens, last, undefined)
  return end !== undefined && boundAfter(tokens, first, undefined) !== undefined
}

function boundBefore(tokens: Token[], from: number, floor: number): { bound: Bound; from: number } | undefined {
  let at = from - 1
  let skipped = 0
  while (at >= floor) {
    const hit = phraseEndingAt(tokens, at, floor)
    if (hit) {
      if (hit.word !== 'budget') return hit
      const adjective = tokens[hit.from - 1]
      const further = adjective && hit.from - 1 >= floor ? phraseEndingAt(tokens, hit.from - 1, floor) : undefined
      const qualifies =
        further &&
        /^(min|minimum|starting|approx|approximate|approximately|around|about|roughly)$/.test(adjective!.text)
      return qualifies ? { bound: further.bound, from: further.from } : hit
    }
    const token = tokens[at]!
    if (!fillers.has(token.text) || token.tag || skipped++ > 3) return undefined
    at--
  }
  return undefined
}

function phraseEndingAt(
  tokens: Token[],
  at: number,
  floor: number,
): { bound: Bound; from: number; word: string } | undefined {
  const token = tokens[at]!
  if (token.tag) return undefined
  for (const { words, bound } of byLast.get(token.text) ?? []) {
    const from = at - words.length + 1
    if (
      from < floor ||
      !words.every((word, offset) => tokens[from + offset]!.text === word && !tokens[from + offset]!.tag)
    )
      continue
    // "not ... more than" turns the comparison round
    const negated = denied(tokens, from, floor)
    if (negated && bound !== 'about')
      return { bound: bound === 'max' ? 'min' : 'max', from: negated.from, word: words[0]! }
    return { bound, from, word: words[0] === 'budgets' ? 'budget' : words[0]! }
  }
  return undefined
}

const passing =
  /^(want|to|spend|pay|go|show|me|anything|like|willing|have|be|prefer|look|looking|at|for|buy|take|see|consider|any|i|flats|homes|please|a|cost|costing|exceed|afford|need)$/

/** "not more than", "don't want to spend more than", "nothing above": the denial before a comparing word. */
function denied(tokens: Token[], from: number, floor: number): { from: number } | undefined {
  for (let at = from - 1; at >= Math.max(floor, from - 7); at--) {
    const { text } = tokens[at]!
    if (/^(not|no|never|nothing|none|nahi)$/.test(text)) return { from: at }
    if (!passing.test(text)) return undefined
  }
  return undefined
}

function boundAfter(
  tokens: Token[],
  quantity: Quantity,
  next: Quantity | undefined,
): { bound: Bound; to: number; budget: boolean } | undefined {
  const at = quantity.to
  const token = tokens[at]
  if (!token || token.tag) return undefined
  for (const { words, bound } of byFirst.get(token.text) ?? []) {
    const to = at + words.length
    if (
      to > tokens.length ||
      !words.every((word, offset) => tokens[at + offset]!.text === word && !tokens[at + offset]!.tag)
    )
      continue
    if (next && next.from <= to + 1 && leadsOn(tokens, to, next.from) && words.length === 1 && ambiguous.has(words[0]!))
      return undefined
    if (words[0] === 'only' || words[0] === 'mein' || words[0] === 'andar' || words[0] === '+') {
      if (quantity.measure !== 'money' && words[0] !== '+') return undefined
    }
    // "3 bhk + study" is three
    if (quantity.measure === 'bedrooms' && /^(\+|plus)$/.test(words[0]!) && named(tokens[to])) return undefined
    return { bound, to, budget: words.includes('budget') }
  }
  return undefined
}

const named = (token: Token | undefined): boolean =>
  token?.kind === 'word' &&
  token.tag === '' &&
  !/^(in|at|near|with|under|below|above|for|around|within|please|only|on|and|or|mein|by)$/.test(token.text)

/** Words that may stand on either side of a number. */
const ambiguous = new Set([
  'max',
  'maximum',
  'min',
  'minimum',
  'budget',
  'approx',
  'approximately',
  'around',
  'roughly',
  'plus',
  'limit',
  'andar',
])

const leadsOn = (tokens: Token[], from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (!fillers.has(tokens[at]!.text)) return false
  return true
}
