const SIGNS = [' ', 'a', '1', '1 ', '.', '-', ',', '₹', '\n', 'a ', 'a.', 'a@', '1,', '(', 'é']
/** What the checker attacks those with that it calls worse than a square, and what begins it. */
const ATTACKS: [begin: string, pump: string][] = [
  ['', 'i-'],
  ['', 'is '],
  ['', 's say ad w'],
  ['', 'can not '],
  ['', 'be here  '],
  ['0@A-', '0.0.A.0.0A'],
]
const MOST_WORDS = 10
/** Fits nothing, so that what was read is read again in every other way. */
const END = '\u0001!'

/** Texts that repeat something which the expression itself speaks of, after something that may have begun it. */
export function* textsFor(source: string): Generator<[shown: string, text: (size: number) => string]> {
  const plain = source.replace(/\\[bBdDsSwW]|\\[pP]\{[^}]*\}|\(\?[:=!<]+/g, ' ')
  const words = [...new Set(plain.match(/[\p{L}'’]{2,}(?: [\p{L}'’]{2,})*/gu) ?? [])]
  // From the whole of it, not from its first lines alone.
  const step = Math.max(1, Math.floor(words.length / MOST_WORDS))
  const some = words.filter((_, at) => at % step === 0).slice(0, MOST_WORDS)
  const begins = ['', ...(some[0] ? [`${some[0]} `] : [])]
  const pumps = [...SIGNS, ...some.flatMap(word => [`${word} `, `${word},`])]
  const pairs = begins.flatMap(begin => pumps.map((pump): [string, string] => [begin, pump]))
  for (const [begin, pump] of [...pairs, ...ATTACKS])
    yield [
      JSON.stringify([begin, pump]),
      size => begin + pump.repeat(Math.ceil(size / pump.length)).slice(0, size) + END,
    ]
}
