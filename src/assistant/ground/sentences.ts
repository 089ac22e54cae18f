/** Words whose full stop ends no sentence. */
const ABBREVIATION =
  /(?:^|[\s(])(?:rs|approx|sq|ft|no|nos|e\.g|i\.e|vs|mr|mrs|ms|dr|st|rd|min|max|incl|govt|ltd|pvt)\.$/i

/**
 * Cuts a stream of text into sentences, each with the white space that follows it: `push` returns those that are complete,
 * `flush` the rest. A sentence ends at `.`, `!`, `?` before white space, or at a line break; never inside a number.
 */
export function createSentenceCutter() {
  let held = ''
  function cut(final: boolean): string[] {
    const sentences: string[] = []
    for (;;) {
      const end = endOfSentence(held, final)
      if (end === -1) break
      sentences.push(held.slice(0, end))
      held = held.slice(end)
    }
    return sentences
  }
  return {
    push(delta: string): string[] {
      held += delta
      return cut(false)
    },
    flush(): string[] {
      const sentences = cut(true)
      const rest = held
      held = ''
      return rest.trim() === '' ? sentences : [...sentences, rest]
    },
  }
}

/** The sentences of a whole text. */
export function sentencesOf(text: string): string[] {
  const cutter = createSentenceCutter()
  return [...cutter.push(text), ...cutter.flush()]
}

function endOfSentence(text: string, final: boolean): number {
  // Each run of marks is looked at once, and space in front never: a model that is stuck on one of them blocks nobody.
  const pattern = /\n+|(?<![.!?…])[.!?…]+["'”’)\]]*(?=\s)/g
  const start = text.search(/\S/)
  if (start === -1) return -1
  pattern.lastIndex = start
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const end = match.index + match[0].length
    if (match[0].startsWith('\n')) return end < text.length || final ? end : -1
    const before = text.slice(0, end)
    if (ABBREVIATION.test(before) || /(?:^|\n)\s*\d{1,2}\.$/.test(before)) continue
    const space = /^\s+/.exec(text.slice(end))![0].length
    // White space at the very end may go on in the next delta.
    if (end + space === text.length && !final) return -1
    return end + space
  }
  return -1
}
