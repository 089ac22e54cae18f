import type { Token } from './text.ts'

/** One clause in the plain form that the rules about intent and mood read: names and amounts are placeholders. */
export type Clause = { text: string; question: boolean; number: number }

const placeholders = new Map([
  ['place', 'xplace'],
  ['unknown_place', 'xunknown'],
  ['city', 'xcity'],
  ['zone', 'xzone'],
  ['listing', 'xlisting'],
  ['developer', 'xdeveloper'],
  ['money', 'xmoney'],
  ['bare_amount', 'xamount'],
  ['bedrooms', 'xbhk'],
  ['area', 'xarea'],
  ['distance', 'xkm'],
  ['period', 'xperiod'],
  ['kind', 'xkind'],
  ['ready', 'xready'],
  ['under_construction', 'xuc'],
  ['upcoming', 'xupcoming'],
  ['amenity', 'xamenity'],
  ['facing', 'xfacing'],
  ['other_number', 'xn'],
])

const asking =
  /^(and |so |but |also |ok |okay |hi |hello |hey |by the way |please |then |well )*(is|are|was|were|does|do|did|can|could|will|would|should|shall|what(?! an? )|which|why|how|when|where|who|whom|whose|has|have|kya|kitna|kitne|kitni|kahan|kab|kaun|kaunsa|kyun|kyu|kaise|any|anything)\b(?! not\b(?! (you|i|we|they|it|there|this|that|these)\b))/

const plain = (token: Token): string => placeholders.get(token.tag) ?? token.text

/** The clauses of a message in order; `whole` joins them without marks. */
export function sentencesOf(tokens: Token[]): { clauses: Clause[]; whole: string } {
  const clauses: Clause[] = []
  let words: string[] = []
  let number = tokens[0]?.clause ?? 0
  let last = ''
  const close = (question: boolean) => {
    const text = words.join(' ')
    if (text) clauses.push({ text, question: question || asking.test(text), number })
    words = []
  }
  const all: string[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.clause !== number && words.length > 0) close(false)
    number = token.clause
    if (token.kind === 'mark' && token.tag === '') {
      if (token.text === '?') close(true)
      last = ''
      continue
    }
    const text = plain(token)
    const continues = token.tag !== '' && token.tag !== 'compare' && text === last && tokens[at - 1]?.tag === token.tag
    last = text
    if (continues) continue
    words.push(text)
    all.push(text)
  }
  close(false)
  return { clauses, whole: all.join(' ') }
}
