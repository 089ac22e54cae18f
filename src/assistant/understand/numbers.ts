import { fractions, hindi, tens, units } from './data/number-words.ts'
import type { Token } from './text.ts'

export type Spoken = { value: number; to: number; hindi: boolean; words: boolean }

/** The number that starts at a token, in digits or words ("one and a half", "sadhe teen"), or undefined. */
export function numberAt(tokens: Token[], at: number): Spoken | undefined {
  const token = tokens[at]
  if (!token || token.tag) return undefined
  if (token.kind === 'number') return withHalf(tokens, { value: token.value, to: at + 1, hindi: false, words: false })
  if (token.kind !== 'word') return undefined
  return withHalf(tokens, cardinalAt(tokens, at)) ?? hindiAt(tokens, at)
}

function cardinalAt(tokens: Token[], at: number): Spoken | undefined {
  let to = at
  let value = 0
  let any = false
  const word = (offset = 0) => tokens[to + offset]?.text ?? ''
  if (word() === 'a' && word(1) === 'hundred') to++
  if (word() === 'hundred' && to > at) value = 1
  const small = () => {
    let part = 0
    if (Object.hasOwn(tens, word())) {
      part += tens[word()]!
      to++
      any = true
      if (Object.hasOwn(units, word()) && units[word()]! < 10 && units[word()]! > 0) part += units[tokens[to++]!.text]!
    } else if (Object.hasOwn(units, word())) {
      part += units[word()]!
      to++
      any = true
    }
    return part
  }
  value ||= small()
  if (word() === 'hundred' && (any || value === 1)) {
    value *= 100
    to++
    any = true
    const skip = word() === 'and' ? 1 : 0
    if (Object.hasOwn(tens, word(skip)) || Object.hasOwn(units, word(skip))) {
      to += skip
      value += small()
    }
  }
  if (!any) return undefined
  if (word() === 'point' && (Object.hasOwn(units, word(1)) || tokens[to + 1]?.kind === 'number')) {
    let digits = ''
    to++
    while (Object.hasOwn(units, word()) && units[word()]! < 10) digits += units[tokens[to++]!.text]
    if (digits === '' && tokens[to]?.kind === 'number') digits = tokens[to++]!.raw
    value = Number(`${value}.${digits}`)
  }
  return { value, to, hindi: false, words: true }
}

/** "two and a half", "1 and half". */
function withHalf(tokens: Token[], spoken: Spoken | undefined): Spoken | undefined {
  if (!spoken) return undefined
  const word = (offset: number) => tokens[spoken.to + offset]?.text
  if (word(0) !== 'and') return spoken
  const skip = word(1) === 'a' ? 2 : 1
  if (word(skip) !== 'half') return spoken
  return { ...spoken, value: spoken.value + 0.5, to: spoken.to + skip + 1 }
}

function hindiAt(tokens: Token[], at: number): Spoken | undefined {
  const word = tokens[at]!.text
  const next = tokens[at + 1]
  const nextNumber =
    next?.kind === 'number' ? next.value : next && Object.hasOwn(hindi, next.text) ? hindi[next.text] : undefined
  if (nextNumber !== undefined) {
    if (word === 'sadhe' || word === 'saade' || word === 'saadhe') {
      return { value: nextNumber + 0.5, to: at + 2, hindi: true, words: true }
    }
    if (word === 'sava' || word === 'sawa') return { value: nextNumber + 0.25, to: at + 2, hindi: true, words: true }
    if (word === 'paune') return { value: nextNumber - 0.25, to: at + 2, hindi: true, words: true }
  }
  if (Object.hasOwn(fractions, word)) {
    const article = word === 'half' && tokens[at + 1]?.text === 'a' ? 1 : 0
    return { value: fractions[word]!, to: at + 1 + article, hindi: true, words: true }
  }
  if (Object.hasOwn(hindi, word)) return { value: hindi[word]!, to: at + 1, hindi: true, words: true }
  return undefined
}
