import {
  areaUnits,
  bedroomUnits,
  countedThings,
  currencies,
  distanceUnits,
  durationUnits,
  moneyUnits,
  otherSums,
} from './data/quantity-words.ts'
import { numberAt } from './numbers.ts'
import type { Token } from './text.ts'

export type Measure = 'money' | 'bedrooms' | 'area' | 'distance' | 'duration' | 'bare' | 'other'

/** Numbers with one unit: `values` in crore-free whole currency, bedrooms, square feet, kilometres or months. */
export type Quantity = {
  measure: Measure
  values: number[]
  range: boolean
  from: number
  to: number
  currency?: string
  /** money without a unit word: needs a sign or a comparing word */
  unitless?: boolean
  /** width × depth */
  product?: boolean
  /** "1000+ sqft" */
  plus?: boolean
}

type Atom = {
  value: number
  measure: Measure
  scale: number
  from: number
  to: number
  currency?: string
  word?: string
  product?: boolean
  plus?: boolean
}

/** Every number of the message with its unit, in spoken order, ranges and lists joined. */
export function findQuantities(tokens: Token[]): Quantity[] {
  const found: Quantity[] = []
  for (let at = 0; at < tokens.length; at++) {
    const first = atomAt(tokens, at) ?? bedroomsFirst(tokens, at)
    if (!first) continue
    const chain = chainFrom(tokens, first)
    found.push(chain)
    at = chain.to - 1
  }
  return found
}

/** "BHK: 3", "bedrooms 2". */
function bedroomsFirst(tokens: Token[], at: number): Atom | undefined {
  if (!/^(bhk|bedrooms?)$/.test(tokens[at]?.text ?? '') || tokens[at]!.tag) return undefined
  const from = /^[:=-]$/.test(tokens[at + 1]?.text ?? '') ? at + 2 : at + 1
  const number = numberAt(tokens, from)
  if (!number || number.hindi || number.value < 1 || number.value > 10 || unitAt(tokens, number.to, number.value, true))
    return undefined
  return { value: number.value, measure: 'bedrooms', scale: 1, from: at, to: number.to, word: 'bhk' }
}

const isRate = (tokens: Token[], at: number): boolean => {
  const word = tokens[at]?.text ?? ''
  const next = tokens[at + 1]?.text ?? ''
  if (word === '/' && tokens[at + 1]?.text !== '-')
    return /^(sq|sqft|sft|month|mo|mon|m|year|yr|annum|day|square|night)$/.test(next)
  return /^(per|a|an|every|each)$/.test(word) && /^(sq|sqft|sft|square|month|annum|year|unit|week)$/.test(next)
    ? true
    : word === 'monthly' || word === 'pm' || word === 'psf' || word === 'pa' || word === 'lpa'
}

function atomAt(tokens: Token[], at: number): Atom | undefined {
  let start = at
  let currency = currencyAt(tokens, at)
  while (currency && (tokens[start + 1]?.text === '.' || currencyAt(tokens, start + 1))) start++
  if (currency) start++
  const article =
    /^(a|an|1)$/.test(tokens[start]?.text ?? '') &&
    !tokens[start]!.tag &&
    Object.hasOwn(moneyUnits, tokens[start + 1]?.text ?? '')
  const number =
    article && tokens[start + 1]!.text.length > 2 && tokens[start]!.kind === 'word'
      ? { value: 1, to: start + 1, hindi: false, words: true }
      : numberAt(tokens, start)
  if (!number) return undefined
  const dims = currency ? undefined : dimensionsAt(tokens, number.to, number.value)
  if (dims) return { ...dims, from: at }
  const time = clockAt(tokens, number.to)
  if (time && !currency) return { value: number.value, measure: 'other', scale: 1, from: at, to: time }
  const open = /^(\+|plus)$/.test(tokens[number.to]?.text ?? '')
  const beyond = open ? unitAt(tokens, number.to + 1, number.value, currency !== undefined) : undefined
  const plus = beyond && /^(money|area|bedrooms)$/.test(beyond.measure) ? { plus: true } : {}
  const unit = plus.plus ? beyond : unitAt(tokens, number.to, number.value, currency !== undefined)
  if (
    number.hindi &&
    !(unit && (unit.measure === 'money' || unit.measure === 'bedrooms' || unit.measure === 'duration'))
  )
    return undefined
  if (number.hindi && unit?.measure === 'duration' && tokens[at]!.text === 'do') return undefined
  if (!unit) {
    const post = currencyAt(tokens, number.to)
    if (post) {
      currency ??= post
      number.to++
    }
    if (tokens[number.to]?.text === '/' && tokens[number.to + 1]?.text === '-') number.to += 2
    if (currency && isRate(tokens, number.to))
      return { value: number.value, measure: 'other', scale: 1, from: at, to: number.to }
    return {
      value: number.value,
      measure: currency ? 'money' : 'bare',
      scale: 1,
      from: at,
      to: number.to,
      ...(currency && { currency, word: '' }),
    }
  }
  if (unit.measure !== 'money') {
    return {
      value: number.value,
      measure: unit.measure,
      scale: unit.scale,
      from: at,
      to: unit.to,
      word: unit.word,
      ...plus,
    }
  }
  let value = number.value * unit.scale
  let { to } = unit
  let { scale } = unit
  // "1 crore 20 lakh": each part smaller than the one before
  for (;;) {
    const skip = tokens[to]?.text === 'and' ? 1 : 0
    const next = numberAt(tokens, to + skip)
    const nextUnit = next && unitAt(tokens, next.to, next.value, true)
    if (!next || nextUnit?.measure !== 'money' || nextUnit.scale >= scale || next.value * nextUnit.scale >= scale) break
    if (skip && unit.word !== 'crore' && unit.word !== 'lakh') break
    value += next.value * nextUnit.scale
    scale = nextUnit.scale
    to = nextUnit.to
  }
  const post = currencyAt(tokens, to)
  if (post) {
    currency ??= post
    to++
  }
  if (tokens[to]?.text === '/' && tokens[to + 1]?.text === '-') to += 2
  const measure: Measure = isRate(tokens, to) ? 'other' : 'money'
  return { value, measure, scale: unit.scale, from: at, to, word: unit.word, ...plus, ...(currency && { currency }) }
}

function currencyAt(tokens: Token[], at: number): string | undefined {
  const token = tokens[at]
  if (!token || token.tag || !Object.hasOwn(currencies, token.text)) return undefined
  // "pound" and "bucks" only count beside a number, which the callers see to
  return currencies[token.text]
}

function unitAt(
  tokens: Token[],
  at: number,
  value: number,
  money: boolean,
): { measure: Measure; scale: number; to: number; word: string } | undefined {
  const token = tokens[at]
  if (!token || token.tag) return undefined
  const { text } = token
  const pair = `${text} ${tokens[at + 1]?.text ?? ''}`
  const as = (measure: Measure, scale: number, count = 1) => ({ measure, scale, to: at + count, word: text })
  if (Object.hasOwn(areaUnits, pair)) return as('area', areaUnits[pair]!, 2)
  if (Object.hasOwn(areaUnits, text)) return as('area', areaUnits[text]!)
  if (text === 'metre' || text === 'meter') return as('distance', 0.001)
  if (text === 'm' && !money && /^(of|from|away|distance|walk|walking|radius)$/.test(tokens[at + 1]?.text ?? '')) {
    return as('distance', 0.001)
  }
  if (text === 'l' && value >= 1000) return undefined
  if (Object.hasOwn(moneyUnits, text)) return as('money', moneyUnits[text]!)
  if (text === 'bed' && tokens[at + 1]?.text === 'room') return as('bedrooms', 1, 2)
  if (text === 'b' && tokens[at + 1]?.text === 'h' && tokens[at + 2]?.text === 'k') return as('bedrooms', 1, 3)
  if (bedroomUnits.has(text)) return as('bedrooms', 1)
  if (text === 'bedrooms' || text === 'room') return as('bedrooms', 1)
  if (Object.hasOwn(distanceUnits, text)) return as('distance', distanceUnits[text]!)
  if (Object.hasOwn(durationUnits, text)) return as('duration', durationUnits[text]!)
  if (text === 'min' && (numberAt(tokens, at + 1) || currencyAt(tokens, at + 1))) return undefined
  if (text === 'plus' || text === '+') return undefined
  if (text === '%' || (countedThings.has(text) && value < 10_000)) return as('other', 1)
  return undefined
}

/** "30x40", "40 by 60", "30 into 40 ft": the area; "24x7" is none. */
function dimensionsAt(tokens: Token[], at: number, width: number): Omit<Atom, 'from'> | undefined {
  if (!/^(x|by|\*|×|into)$/.test(tokens[at]?.text ?? '')) return undefined
  const depth = tokens[at + 1]
  if (depth?.kind !== 'number' || width < 10 || depth.value < 10 || width > 1000 || depth.value > 1000) return undefined
  const next = tokens[at + 2]?.text ?? ''
  const yards = /^(yards?|yds?)$/.test(next)
  const metres = /^(m|mtrs?|met(er|re)s?)$/.test(next)
  const unit = yards || metres || /^(ft|feet|foot|sqft|sft|sq)$/.test(next)
  const scale = yards ? 9 : metres ? 10.764 : 1
  const second = next === 'sq' && tokens[at + 3]?.text === 'ft' ? 1 : 0
  return {
    value: width * depth.value,
    measure: 'area',
    scale,
    to: at + 2 + (unit ? 1 + second : 0),
    word: 'x',
    product: true,
  }
}

/** End of a clock time ("10:30", "5 pm") whose hour ends before `at`. */
function clockAt(tokens: Token[], at: number): number | undefined {
  if (tokens[at]?.text === ':' && tokens[at]!.glued && tokens[at + 1]?.kind === 'number' && tokens[at + 1]!.glued)
    return at + 2
  return undefined
}

function separatorAt(tokens: Token[], at: number): { range: boolean; to: number; text: string } | undefined {
  const token = tokens[at]
  if (!token || token.tag) return undefined
  const { text } = token
  if (text === '-' || text === 'to' || text === 'se' || text === '–' || text === '~')
    return { range: true, to: at + 1, text }
  if (text === ',' && (tokens[at + 1]?.text === 'or' || tokens[at + 1]?.text === 'and'))
    return { range: false, to: at + 2, text }
  if (text === '/' || text === ',' || text === 'or' || text === 'and' || text === 'aur' || text === 'ya')
    return { range: false, to: at + 1, text }
  return undefined
}

/** Joins "2/3 bhk", "80-90L", "between 60 lakh and 1 cr"; the last unit serves those before it. */
function chainFrom(tokens: Token[], first: Atom): Quantity {
  const atoms = [first]
  const links: { range: boolean; text: string }[] = []
  const between = spokenBetween(tokens, first.from)
  for (;;) {
    const last = atoms.at(-1)!
    if (last.product) break
    const separator = separatorAt(tokens, last.to)
    if (!separator) break
    const next = atomAt(tokens, separator.to)
    if (!next || next.product) break
    const unit = next.word === undefined ? last : next
    const earlier = last.word === undefined ? undefined : last.measure
    if (next.word !== undefined && earlier && next.measure !== earlier) break
    if (next.word === undefined && next.measure !== last.measure) break
    if (unit.measure === 'other') break
    const range = separator.range || (separator.text === 'and' && between)
    if (unit.measure === 'bare' && !separator.range && separator.text !== 'or' && separator.text !== '/' && !between)
      break
    if (unit.measure === 'money' && !range && separator.text !== 'or') break
    if ((unit.measure === 'distance' || unit.measure === 'duration') && !range) break
    if (last.word === undefined && last.measure === 'bare' && unit.measure === 'bedrooms' && last.value > 12) break
    if (
      unit.measure === 'money' &&
      range &&
      next.word === undefined &&
      next.currency === undefined &&
      next.value > 999 &&
      last.scale > 1
    )
      break
    atoms.push(next)
    links.push({ range, text: separator.text })
  }
  const spoken = atoms.findLast(atom => atom.word !== undefined)
  const end = atoms.at(-1)!
  const measure =
    otherSum(tokens, first.from, end.to) && spoken?.measure === 'money' ? 'other' : (spoken?.measure ?? first.measure)
  const range = links.some(link => link.range) || (measure === 'money' && links.length > 0)
  const currency = atoms.find(atom => atom.currency)?.currency
  return {
    measure,
    values: atoms.map((atom, at) => scaledValue(atom, at, atoms)),
    range,
    from: first.from,
    to: end.to,
    ...(currency && { currency }),
    ...(measure === 'money' && spoken?.word === '' && { unitless: true }),
    ...(atoms.some(atom => atom.product) && { product: true }),
    ...(atoms.length === 1 && first.plus && { plus: true }),
  }
}

function scaledValue(atom: Atom, at: number, atoms: Atom[]): number {
  if (atom.word !== undefined && atom.word !== '')
    return atom.measure === 'money' ? atom.value : atom.value * atom.scale
  const unit = atoms.slice(at).find(other => other.word) ?? atoms.findLast(other => other.word)
  if (!unit) return atom.value
  // "80 to 1.2 cr": eighty crore would run backwards, so the smaller unit is meant
  const shared = atom.value * unit.scale
  const later = atoms[at + 1]
  if (unit.measure === 'money' && unit.scale === 1e7 && later?.word && shared > later.value) return atom.value * 1e5
  return shared
}

function spokenBetween(tokens: Token[], at: number): boolean {
  for (let back = at - 1; back >= 0 && back >= at - 3; back--)
    if (/^(between|from)$/.test(tokens[back]!.text)) return true
  return false
}

/** An instalment, a loan, a salary: a sum, but not what the home may cost. */
function otherSum(tokens: Token[], from: number, to: number): boolean {
  for (let at = Math.max(0, from - 4); at < from; at++)
    if (otherSums.has(tokens[at]!.text) && !tokens[at]!.tag) return true
  if (/^(down)$/.test(tokens[from - 1]?.text ?? '')) return true
  const next = tokens[to]?.text ?? ''
  return (
    otherSums.has(next) ||
    (next === 'down' && tokens[to + 1]?.text === 'payment') ||
    (next === 'of' && otherSums.has(tokens[to + 1]?.text ?? ''))
  )
}
