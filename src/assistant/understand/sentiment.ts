import { moods } from './data/moods.ts'
import type { Objection, Sentiment } from './schema.ts'
import type { Clause } from './sentence.ts'
import type { Token } from './text.ts'

const any = (phrases: readonly string[]): RegExp =>
  new RegExp(`(?<![\\p{L}])(?:${[...phrases].sort((a, b) => b.length - a.length).join('|')})(?![\\p{L}])`, 'gu')

const patterns = {
  strong: any(moods.strong),
  plain: any(moods.plain),
  excited: any(moods.excited),
  positive: any(moods.positive),
  negative: any(moods.negative),
}

const negation = /\b(not|never|no|nothing|without|hardly|nahi|neither|nor|zero)( (?!but |and |or )[\p{L}]+){0,2} $/u
/** Sayings whose words mean no feeling. */
const neutral =
  /\b(whatever works|never been( to)?|good (morning|afternoon|evening|day|night)|gud (morning|evening)|would (really )?(like|love)( to)?|(looks?|something|anything|more|just|is|are|stuff|things|areas?|places?|flats?|homes?|ones?|one) like\b|feel like|like (this one|these|that|those)(?= please| in| near)|if (you|it|they) (like|is good)|like to|likely|good (enough )?for|as good as|best case|worst case|no worries|no problem|not a problem|no issues?|do not worry|what is wrong|nice to meet( you)?|issue date|better (price|deal|option|options|one|ones)|great(er)? (noida|room)|at a loss|hate to (ask|bother)|poor visibility|terrible twos|good to know|no doubt|without (a )?doubt|not the worst|how (good|bad|nice)|comfortable (with )?(budget|emi))\b/g

/** A request names what is wished for, not how the speaker feels: "show me good flats". */
const requesting =
  /\b(show|find|search|need|want|looking for|look for|looking|give|suggest|recommend|chahiye|dikhao|list|any|prefer|get me|searching|is there|are there|in search)\b/

/**
 * Mood of a message and how frustrated it is (0–10: 4 per strong word, 3 per plain one, 1 more for two "!" or shouting).
 * From 3 the sentiment is frustrated.
 */
export function readSentiment(
  clauses: Clause[],
  tokens: Token[],
  objections: Objection[],
): { sentiment: Sentiment; frustration: number } {
  let excited = 0
  let positive = 0
  let negative = 0
  let frustration = 0
  for (const clause of clauses) {
    const text = clause.text.replace(neutral, ' ')
    const before = { frustration }
    let rest = text
    const take = (pattern: RegExp, feel: (negated: boolean, phrase: string) => void) => {
      rest = rest.replace(pattern, (phrase, at: number) => {
        feel(negation.test(rest.slice(Math.max(0, at - 40), at)), phrase)
        return ' '.repeat(phrase.length)
      })
    }
    take(patterns.strong, negated => {
      if (!negated) frustration += 4
    })
    take(patterns.plain, negated => {
      if (!negated) frustration += 3
    })
    if (frustration > before.frustration) negative++
    const wanted = clause.question || requesting.test(text)
    take(patterns.negative, (negated, phrase) => {
      if (clause.question && /^(expensive|costly|problems?|issues?|risky|wrong|bad|poor)$/.test(phrase)) return
      if (!negated) negative++
      else if (phrase === 'bad') positive++
    })
    take(patterns.excited, negated => {
      if (negated) negative++
      else if (!clause.question) excited++
    })
    take(patterns.positive, (negated, phrase) => {
      if (negated && !clause.question) negative++
      else if (
        !negated &&
        !(wanted && !/^(thanks?|interested|liked|happy)$/.test(phrase)) &&
        !(phrase === 'like' && !ownLike.test(text)) &&
        !/^(better|comfortable|love)$/.test(phrase)
      )
        positive++
    })
  }
  if (objections.length > 0) negative++
  const happy = (excited > 0 || positive > 0) && negative === 0 && frustration === 0
  if (!happy && clauses.length > 0 && loud(tokens)) frustration++
  frustration = Math.min(10, frustration)
  return { sentiment: mood(frustration, excited, positive, negative), frustration }
}

const ownLike = /(^|\b(i|we|really|do|also|both|family|wife|husband|kids|parents|they|all|still|quite) )like(?! to)\b/

function mood(frustration: number, excited: number, positive: number, negative: number): Sentiment {
  if (frustration >= 3) return 'frustrated'
  if (negative > 0) return 'negative'
  if (excited > 0) return 'excited'
  return positive > 0 ? 'positive' : 'neutral'
}

/** Two exclamation marks, or a message in capitals with two words that are neither names nor abbreviations. */
function loud(tokens: Token[]): boolean {
  let marks = 0
  let capitals = 0
  let letters = 0
  let shouted = 0
  for (const { text, raw, kind, tag } of tokens) {
    if (text === '!') marks++
    if (kind !== 'word') continue
    letters += raw.length
    if (raw !== raw.toUpperCase() || raw === raw.toLowerCase()) continue
    capitals += raw.length
    if (raw.length >= 4 && tag === '') shouted++
  }
  return marks >= 2 || (shouted >= 2 && capitals / letters > 0.7)
}
