const MOST = 2_000

/** Everything that a plain alternative says, with and without what may be missing; undefined where it is more than letters. */
function spelled(alternative: string): string[] | undefined {
  if (/[\\[\]().*+{}^$]/.test(alternative)) return undefined
  let said = ['']
  for (const [, sign, may] of alternative.matchAll(/(.)(\??)/gsu))
    said = said.flatMap(text => (may ? [text + sign, text] : [text + sign])).slice(0, MOST)
  return said
}

/** Whether some text can be cut into these words in two ways (Sardinas and Patterson, 1953). */
function isTwofold(words: string[]): boolean {
  if (new Set(words).size < words.length) return true
  const code = new Set(words)
  const seen = new Set<string>()
  let left: string[] = words.flatMap(a => words.flatMap(b => (a !== b && b.startsWith(a) ? [b.slice(a.length)] : [])))
  while (left.length > 0) {
    if (left.some(rest => code.has(rest))) return true
    for (const rest of left) seen.add(rest)
    left = left
      .flatMap(rest =>
        words.flatMap(word => [
          ...(word.startsWith(rest) ? [word.slice(rest.length)] : []),
          ...(rest.startsWith(word) ? [rest.slice(word.length)] : []),
        ]),
      )
      .filter(rest => rest !== '' && !seen.has(rest))
  }
  return false
}

/**
 * The groups of words of an expression that may be repeated and can be read in two ways, as `(?:sounds? |sound )+`: where
 * nothing fits behind them, each repetition doubles the work.
 */
export const twofoldGroups = (source: string): string[] =>
  [...source.matchAll(/\(\?:([^()]*)\)(?:[*+]|\{\d+,\})/g)].flatMap(([group, inner]) => {
    const words = inner!.split('|').map(spelled)
    const known = words.filter(word => word !== undefined).flat()
    return isTwofold(known) ? [group] : []
  })
