import { minorDigits } from '../../kernel/money.ts'
import { type Bounded, bindBounds } from './bounds.ts'
import { dollarCurrencies } from './data/quantity-words.ts'
import { mark } from './phrases.ts'
import { findQuantities } from './quantities.ts'
import type { Wish } from './schema.ts'
import type { Token } from './text.ts'

/** What the numbers of a message say. `unclear`: an amount that must be asked for. */
export type Amounts = {
  wish: Pick<Wish, 'bedrooms' | 'minPrice' | 'maxPrice' | 'aboutPrice' | 'minArea' | 'maxArea' | 'radiusKm'>
  durations: { months: number; at: number }[]
  unclear: boolean
  droppedBedrooms: number[]
}

const digitsOf = new Map<string, number>()

/** Minor units in one of the currency; 2 digits where the code is not one that Intl knows. */
function minorUnits(currency: string): number {
  let digits = digitsOf.get(currency)
  if (digits === undefined) {
    try {
      digits = minorDigits(currency)
    } catch {
      digits = 2
    }
    digitsOf.set(currency, digits)
  }
  return 10 ** digits
}

/** Reads bedrooms, prices, areas and distances, and tags their tokens. */
export function readAmounts(tokens: Token[], currency: string, before: Wish = {}): Amounts {
  const amounts: Amounts = { wish: {}, durations: [], unclear: false, droppedBedrooms: [] }
  const quantities = bindBounds(tokens, findQuantities(tokens))
  for (const quantity of quantities) {
    if (quantity.measure === 'money' && changesBy(tokens, quantity))
      changeBudget(tokens, quantity, currency, before, amounts)
    else if (quantity.measure === 'money') readMoney(tokens, quantity, currency, amounts)
    else if (quantity.measure === 'bedrooms') readBedrooms(tokens, quantity, amounts)
    else if (quantity.measure === 'area') readArea(tokens, quantity, amounts)
    else if (quantity.measure === 'distance') readDistance(tokens, quantity, amounts)
    else if (quantity.measure === 'duration')
      amounts.durations.push({ months: quantity.values.at(-1)!, at: quantity.from })
    else if (quantity.measure === 'bare') readBare(tokens, quantity, currency, amounts)
    else mark(tokens, quantity, 'other_number')
  }
  return amounts
}

function readMoney(tokens: Token[], quantity: Bounded, currency: string, amounts: Amounts): void {
  markSpan(tokens, quantity, 'money')
  const spoken =
    quantity.currency === 'USD' && dollarCurrencies.has(currency) && tokens.some(({ text }) => text === '$')
      ? currency
      : quantity.currency
  if ((spoken && spoken !== currency) || (quantity.unitless && Math.max(...quantity.values) < 10_000)) {
    amounts.unclear = true
    return
  }
  setPrice(quantity, currency, amounts)
}

const changesBy = (tokens: Token[], { from }: Bounded): boolean =>
  tokens[from - 1]?.text === 'by' &&
  tokens
    .slice(Math.max(0, from - 6), from)
    .some(({ text }) => /^(raise|increase|extend|stretch|bump|up|reduce|decrease|lower|cut|down)$/.test(text))

/** "raise my budget by 10 lakhs": the limit of the wish so far moves; without one, the amount is asked for. */
function changeBudget(tokens: Token[], quantity: Bounded, currency: string, before: Wish, amounts: Amounts): void {
  const less = tokens.slice(0, quantity.from).some(({ text }) => /^(reduce|decrease|lower|cut|down)$/.test(text))
  const limit = before.maxPrice ?? before.aboutPrice
  markSpan(tokens, quantity, 'money')
  const step = Math.round(quantity.values.at(-1)! * minorUnits(currency))
  const next = (limit ?? 0) + (less ? -step : step)
  if (
    limit === undefined ||
    next <= 0 ||
    !Number.isSafeInteger(next) ||
    (quantity.currency !== undefined && quantity.currency !== currency)
  )
    amounts.unclear = true
  else amounts.wish.maxPrice = next
}

function setPrice(quantity: Bounded, currency: string, amounts: Amounts): void {
  const minor = quantity.values.map(value => Math.round(value * minorUnits(currency)))
  if (minor.some(value => value <= 0 || !Number.isSafeInteger(value))) {
    amounts.unclear = true
    return
  }
  const { wish } = amounts
  if (quantity.range && minor.length > 1) {
    wish.minPrice = Math.min(...minor)
    wish.maxPrice = Math.max(...minor)
  } else if (quantity.bound === 'max') wish.maxPrice = minor.at(-1)!
  else if (quantity.bound === 'min') wish.minPrice = minor[0]!
  else wish.aboutPrice = minor.at(-1)!
}

function readBedrooms(tokens: Token[], quantity: Bounded, amounts: Amounts): void {
  const values = quantity.values.filter(value => value > 0 && value <= 20)
  if (values.length === 0) return
  markSpan(tokens, quantity, 'bedrooms')
  const low = Math.min(...values)
  const high = Math.max(...values)
  const exclusive = /^(more|greater|above|over|beyond)$/.test(tokens[quantity.span[0]]?.text ?? '') ? 1 : 0
  let list = values
  if (quantity.range && high - low <= 6) list = [...new Set([low, ...whole(Math.ceil(low), high), high])]
  else if (quantity.bound === 'min' && values.length === 1)
    list = [...whole(low + exclusive, Math.max(5, low + exclusive))]
  else if (quantity.bound === 'max' && values.length === 1) list = [...whole(1, high)]
  const before = tokens
    .slice(Math.max(0, quantity.span[0] - 4), quantity.span[0])
    .map(token => token.text)
    .join(' ')
  const target =
    /(^| )(not|no|except|without|excluding|other than|apart from|(anything|everything|all) but|not want( a| any)?|nor)$/.test(
      before,
    )
      ? amounts.droppedBedrooms
      : (amounts.wish.bedrooms ??= [])
  for (const value of list) if (!target.includes(value)) target.push(value)
  if (amounts.wish.bedrooms?.length === 0) delete amounts.wish.bedrooms
}

function whole(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor(to - from) + 1) }, (_, at) => from + at)
}

function readArea(tokens: Token[], quantity: Bounded, amounts: Amounts): void {
  markSpan(tokens, quantity, 'area')
  const values = quantity.values.map(value => Math.round(value)).filter(value => value > 0 && value < 1e9)
  if (values.length === 0) return
  const { wish } = amounts
  const low = Math.min(...values)
  const high = Math.max(...values)
  if (quantity.bound === 'max' && !quantity.range) wish.maxArea = high
  else if (quantity.bound === 'min' && !quantity.range) wish.minArea = low
  else if (quantity.bound === 'about' && !quantity.range) {
    wish.minArea = Math.round(low * 0.9)
    wish.maxArea = Math.round(high * 1.1)
  } else {
    wish.minArea = low
    wish.maxArea = high
  }
}

const landmarks =
  /^(metro|school|schools|college|hospital|station|mall|office|bus|railway|highway|park|market|work|temple|lake|tech)$/

function readDistance(tokens: Token[], quantity: Bounded, amounts: Amounts): void {
  markSpan(tokens, quantity, 'distance')
  let at = quantity.to
  while (
    /^(of|from|away|to|the|a|an|my|radius|range|distance|around|near|nearest|nearby|walking)$/.test(
      tokens[at]?.text ?? '',
    )
  )
    at++
  const value = quantity.values.at(-1)!
  if (landmarks.test(tokens[at]?.text ?? '') || quantity.bound === 'min' || value <= 0 || value > 500) return
  amounts.wish.radiusKm = Math.round(value * 100) / 100 || 0.01
}

/** A number without unit is money only with a sign or comparing word, from 10,000 up; small ones are asked for. */
function readBare(tokens: Token[], quantity: Bounded, currency: string, amounts: Amounts): void {
  const largest = Math.max(...quantity.values)
  const isYear = quantity.values.every(value => value >= 2020 && value <= 2060)
  if (largest >= 10_000 && (quantity.bound || quantity.range || priced(tokens, quantity))) {
    markSpan(tokens, quantity, 'money')
    setPrice(quantity, currency, amounts)
    return
  }
  if (isYear) return
  const next = tokens[quantity.to]
  const ends =
    !next ||
    next.kind === 'mark' ||
    next.tag !== '' ||
    /^(in|for|near|please|at|only|ones|big|bucks|to|and|or|is|as|with|me|mein|tak|se|budget|ka|max|min)$/.test(
      next.text,
    )
  const asked =
    largest >= 10_000 ||
    (quantity.bound !== undefined && ends && comparing(tokens, quantity)) ||
    (next?.text === 'big' && tokens[quantity.to + 1]?.text === 'ones') ||
    (/^(have|spend|afford|pay|price|cost|costs)$/.test(tokens[quantity.from - 1]?.text ?? '') && ends)
  if (!asked) return
  markSpan(tokens, quantity, 'bare_amount')
  amounts.unclear = true
}

const priced = (tokens: Token[], quantity: Bounded): boolean =>
  /^(price|cost|costs|spend|pay|have)$/.test(tokens[quantity.from - 1]?.text ?? '')

/** "from 2" and "about 3" compare no amounts; "under 80" and "budget 80" do. */
function comparing(tokens: Token[], quantity: Bounded): boolean {
  for (let at = quantity.span[0]; at < Math.max(quantity.from, quantity.span[1]); at++) {
    if (at >= quantity.from && at < quantity.to) continue
    if (
      /^(under|below|less|within|budget|max|maximum|above|over|more|min|minimum|most|least|up|limit|tak|kam|zyada|upar|andar|exceeding|<|>|afford|spend)$/.test(
        tokens[at]!.text,
      )
    )
      return true
  }
  return false
}

function markSpan(tokens: Token[], quantity: Bounded, tag: string): void {
  for (let at = quantity.span[0]; at < quantity.span[1]; at++)
    tokens[at]!.tag ||= at >= quantity.from && at < quantity.to ? tag : 'compare'
  for (let at = quantity.from; at < quantity.to; at++) tokens[at]!.tag = tag
}
