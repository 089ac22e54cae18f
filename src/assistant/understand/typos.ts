/**
 * Optimal string alignment distance (Damerau-Levenshtein with each pair swapped at most once), or `limit + 1` when it is
 * larger than `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let twoBack: number[] = []
  let back = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(back[j]! + 1, row[j - 1]! + 1, back[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, twoBack[j - 2]! + 1)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least > limit) return limit + 1
    twoBack = back
    back = row
  }
  return back[b.length]!
}

/** How many slips a word of this length may hold: one from 5 letters, two from 8. */
export const allowedEdits = (word: string): number => (word.length >= 8 ? 2 : word.length >= 5 ? 1 : 0)

const longest = 24

/** Finds words near a spelling without comparing all: every word is filed under what is left when letters are dropped. */
export type SpellingIndex = { words: Set<string>; byRest: Map<string, string[]> }

export function buildSpellingIndex(words: Iterable<string>): SpellingIndex {
  const index: SpellingIndex = { words: new Set(words), byRest: new Map() }
  for (const word of index.words) {
    if (word.length > longest) continue
    for (const rest of withDropped(word, allowedEdits(word))) {
      const filed = index.byRest.get(rest)
      if (filed) filed.push(word)
      else index.byRest.set(rest, [word])
    }
  }
  return index
}

export type Near = { word: string; distance: number }

/** The nearest word within the allowed slips; on a tie the one with the same first letter, then alphabetically. */
export function nearestWord(index: SpellingIndex, typed: string): Near | undefined {
  if (typed.length < 4 || typed.length > longest + 2) return undefined
  let best: Near | undefined
  const seen = new Set<string>()
  for (const rest of withDropped(typed, typed.length >= 7 ? 2 : 1)) {
    for (const word of index.byRest.get(rest) ?? []) {
      if (seen.has(word)) continue
      seen.add(word)
      const limit = allowedEdits(word)
      const distance = editDistance(typed, word, limit)
      if (distance <= limit && (!best || closer({ word, distance }, best, typed))) best = { word, distance }
    }
  }
  return best
}

function closer(a: Near, b: Near, typed: string): boolean {
  if (a.distance !== b.distance) return a.distance < b.distance
  const firstA = a.word[0] === typed[0]
  if (firstA !== (b.word[0] === typed[0])) return firstA
  return a.word < b.word
}

/** Only the first letters are varied: two spellings that are near have near beginnings, and the index stays small. */
function withDropped(whole: string, edits: number): Set<string> {
  const word = whole.slice(0, 7)
  const rests = new Set([word])
  if (edits === 0) return rests
  for (let i = 0; i < word.length; i++) {
    const once = word.slice(0, i) + word.slice(i + 1)
    rests.add(once)
    if (edits < 2) continue
    for (let j = i; j < once.length; j++) rests.add(once.slice(0, j) + once.slice(j + 1))
  }
  return rests
}
