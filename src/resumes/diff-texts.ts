import { diffArrays, diffWordsWithSpace } from 'diff'
import type { Diff, DiffLine } from './schema.ts'

type Hunk = Diff['hunks'][number]

/** Lines of what is the same, shown around a change. */
const AROUND = 2
/** Two texts with nothing in common would be compared for long: so much for their lines, and so much for all words together. */
const MOST_MS = 300
/** Beyond this share of other words, two lines are two lines and not one that changed. */
const LEAST_COMMON = 0.3

/** What changed from one text to another, in hunks of lines; of lines that stand for each other, which words. */
export function diffTexts(from: string, to: string): Hunk[] {
  const [before, after] = [from.split('\n'), to.split('\n')]
  const parts = diffArrays(before, after, { timeout: MOST_MS }) ?? [
    { removed: true, added: false, value: before },
    { removed: false, added: true, value: after },
  ]
  const lines: (DiffLine & { other: number })[] = []
  let [left, right] = [1, 1]
  let patience = MOST_MS
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!
    if (!part.removed && !part.added) {
      for (const text of part.value) lines.push({ kind: 'same', number: left++, other: right++, text, words: null })
      continue
    }
    const next = parts[at + 1]
    const paired = part.removed && next?.added ? next.value : []
    const removed = part.removed ? part.value : []
    const added = part.removed ? paired : part.value
    if (paired.length > 0) at++
    const began = performance.now()
    const words = removed.map((text, index) => {
      const timeout = patience - (performance.now() - began)
      return timeout > 0 ? wordsBetween(text, added[index], timeout) : undefined
    })
    patience -= performance.now() - began
    for (const [index, text] of removed.entries())
      lines.push({ kind: 'removed', number: left++, other: right, text, words: words[index]?.before ?? null })
    for (const [index, text] of added.entries())
      lines.push({ kind: 'added', number: right++, other: left, text, words: words[index]?.after ?? null })
  }
  return hunksOf(lines)
}

/** Where two lines have words in common, what of each is not in the other. */
function wordsBetween(before: string, after: string | undefined, timeout: number) {
  if (after === undefined || before.trim() === '' || after.trim() === '') return undefined
  const parts = diffWordsWithSpace(before, after, { timeout })
  if (!parts) return undefined
  const same = parts
    .filter(part => !part.added && !part.removed)
    .reduce((sum, { value }) => sum + value.trim().length, 0)
  if (same / Math.max(before.trim().length, after.trim().length) < LEAST_COMMON) return undefined
  return {
    before: parts.filter(part => !part.added).map(({ value, removed }) => ({ text: value, changed: removed === true })),
    after: parts.filter(part => !part.removed).map(({ value, added }) => ({ text: value, changed: added === true })),
  }
}

function hunksOf(lines: (DiffLine & { other: number })[]): Hunk[] {
  const near = new Set<number>()
  for (const [index, { kind }] of lines.entries())
    if (kind !== 'same') for (let at = index - AROUND; at <= index + AROUND; at++) near.add(at)
  const hunks: Hunk[] = []
  for (const [index, { other, ...line }] of lines.entries()) {
    if (!near.has(index)) continue
    if (near.has(index - 1) && hunks.length > 0) hunks.at(-1)!.lines.push(line)
    else {
      const [fromLine, toLine] = line.kind === 'added' ? [other, line.number] : [line.number, other]
      hunks.push({ fromLine, toLine, lines: [line] })
    }
  }
  return hunks
}
