import type { Token } from './text.ts'

/** A span of tokens [from, to) and what it stands for. */
export type Found<Value> = { value: Value; from: number; to: number }

/** Phrases by their first word, longest first. */
export type PhraseTable<Value> = Map<string, { words: string[]; value: Value }[]>

/** Turns lists of spellings per value into a table that `findPhrases` reads. Spaces separate words. */
export function phraseTable<Value extends string>(lists: Record<Value, readonly string[]>): PhraseTable<Value> {
  const table: PhraseTable<Value> = new Map()
  for (const [value, phrases] of Object.entries(lists) as [Value, readonly string[]][]) {
    for (const phrase of phrases) {
      const words = phrase.split(' ')
      const filed = table.get(words[0]!)
      if (filed) filed.push({ words, value })
      else table.set(words[0]!, [{ words, value }])
    }
  }
  for (const filed of table.values()) filed.sort((a, b) => b.words.length - a.words.length)
  return table
}

/** Every phrase in spoken order, longest first, without overlaps and without touching tokens that are taken. */
export function findPhrases<Value>(tokens: Token[], table: PhraseTable<Value>): Found<Value>[] {
  const found: Found<Value>[] = []
  for (let at = 0; at < tokens.length; at++) {
    const hit = phraseAt(tokens, at, table)
    if (!hit) continue
    found.push(hit)
    at = hit.to - 1
  }
  return found
}

/** The longest phrase that starts at a token. */
export function phraseAt<Value>(tokens: Token[], at: number, table: PhraseTable<Value>): Found<Value> | undefined {
  const filed = table.get(tokens[at]?.text ?? '')
  if (!filed || tokens[at]!.tag) return undefined
  for (const { words, value } of filed) {
    if (words.every((word, offset) => tokens[at + offset]?.text === word && !tokens[at + offset]!.tag)) {
      return { value, from: at, to: at + words.length }
    }
  }
  return undefined
}

/** The words of a table, for the spelling index. */
export function wordsOf<Value>(table: PhraseTable<Value>): string[] {
  return [...table.values()].flatMap(filed => filed.flatMap(({ words }) => words))
}

export function mark(tokens: Token[], span: { from: number; to: number }, tag: string): void {
  for (let at = span.from; at < span.to; at++) tokens[at]!.tag = tag
}
