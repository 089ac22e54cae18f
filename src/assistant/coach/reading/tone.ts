import { plain } from './plain.ts'

export type Tone = 'hopeful' | 'discouraged' | 'confused' | 'frustrated' | 'neutral' | 'engaged'

/** Words that carry a tone by themselves, and how much. Tone colours the acknowledgement and decides nothing else. */
const SIGNS: { tone: Exclude<Tone, 'neutral' | 'engaged'>; points: number; pattern: RegExp }[] = [
  {
    tone: 'frustrated',
    points: 3,
    pattern:
      /\b(?:frustrat\w*|fed up|sick of|sick and tired|pissed|furious|infuriat\w*|ridiculous|useless|waste of (?:my )?time|makes me angry|so angry|hate (?:this|my|it|that|working)|tired of (?:this|being|it|all)|had enough of|nothing (?:works|helps)|going in circles|this is stupid|pointless)\b/g,
  },
  {
    tone: 'discouraged',
    points: 3,
    pattern:
      /\b(?:hopeless\w*|give up|giving up|gave up|worthless|failure|discourag\w*|defeated|no point|never be able|never work\w* out|too late for me|too old|not good enough|lost hope|can't do (?:this|it|anything)|cannot do (?:this|it)|demotivat\w*|depress\w*|despair\w*|ashamed|i keep failing|keep failing|drained|exhausted|burn(?:ed|t)? ?out)\b/g,
  },
  {
    tone: 'discouraged',
    points: 2,
    pattern:
      /\b(?:stuck|afraid|scared|worr(?:y|ied)|anxious|overwhelm\w*|sad|lonely|doubt|rejected|laid off|let go|lost my job|tired)\b/g,
  },
  {
    tone: 'confused',
    points: 3,
    pattern:
      /\b(?:confus\w*|i (?:do not|don't) understand (?:this|the question|what you)|not sure what|no idea|i'm lost|i am lost|unclear|(?:do not|don't) know (?:what|where|how|which|if|whether)|torn between|makes no sense|can't decide|cannot decide)\b/g,
  },
  {
    tone: 'hopeful',
    points: 3,
    pattern:
      /\b(?:i hope|hopeful|hoping|excited|exciting|optimistic|looking forward|can't wait|i believe i can|i can do this|confident|inspired|eager|motivated|proud|encouraged|thrilled|i'm ready|i am ready)\b/g,
  },
  {
    tone: 'hopeful',
    points: 2,
    pattern: /\b(?:enjoy\w*|love|glad|happy|better|progress|finally|went well|it worked|opportunit\w+|dream)\b/g,
  },
]

const NEGATED =
  /\b(?:not|no|never|don't|do not|isn't|aren't|wasn't|without|hardly|no longer|neither|nor|can't|cannot)\s+(?:\w+\s+){0,2}$/

/** The tone of a message: the strongest of what it carries; engaged where somebody writes at length or gives reasons. */
export function toneOf(text: string): Tone {
  const said = plain(text)
  const points = { frustrated: 0, discouraged: 0, confused: 0, hopeful: 0 }
  for (const sign of SIGNS)
    for (const match of said.matchAll(sign.pattern)) {
      const negated = NEGATED.test(said.slice(Math.max(0, match.index - 30), match.index))
      if (!negated) points[sign.tone] += sign.points
      else if (sign.tone === 'hopeful') points.discouraged += 1
    }
  const [best, most] = Object.entries(points).reduce((a, b) => (b[1] > a[1] ? b : a))
  if (most >= 2) return best as Tone
  const words = said === '' ? 0 : said.split(' ').length
  return words >= 30 || (words >= 12 && /\bbecause|so that|therefore|which means\b/.test(said)) ? 'engaged' : 'neutral'
}
