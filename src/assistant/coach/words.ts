import type { Desk } from '../../conversations/index.ts'
import { sentencesOf, straight } from './reading/plain.ts'
import type { Tone } from './reading/tone.ts'

/** What is said to somebody who may be in danger: fixed, by no model, and it ends in no question. */
export function crisisText(lines: readonly string[], desk: Desk = 'career'): string {
  return [
    'I am glad that you wrote this, and I am sorry that it is so hard right now. You should not be alone with it.',
    `Mosaic is no emergency service, and I cannot see whether you are safe. If you might act on these thoughts, or if you are hurt, please call now: ${lines.join(' · ')}. If you can, go to somebody you trust and tell them what you told me.`,
    `I have asked ${desk === 'career' ? 'a coach' : 'somebody of our team'} to come to this conversation. Everything that you wrote is kept, and nothing here needs to be finished.`,
  ].join('\n\n')
}

const ACKNOWLEDGED: Record<Tone, readonly [string, ...string[]]> = {
  hopeful: [
    'There is something alive in this, and it is good to hear.',
    'That sounds like a door standing a little open.',
    'I can hear that part of you is already leaning forward.',
  ],
  discouraged: [
    'That is heavy, and it makes sense that it wears you down.',
    'Thank you for putting it so honestly. It is a lot to carry.',
    'I hear how tiring this has become.',
  ],
  confused: [
    'It is all right that this is not clear yet; unclear is a fair place to begin.',
    'Several things seem to be tangled here, and they need not be sorted at once.',
    'Not knowing is part of this, and you named it well.',
  ],
  frustrated: [
    'I can hear how fed up you are, and with good reason.',
    'That would wear out anybody’s patience.',
    'Your frustration is worth listening to; it usually guards something that matters.',
  ],
  engaged: [
    'You have clearly thought about this, and it shows.',
    'That is a rich answer; I will keep all of it in mind.',
    'Thank you for going into it so thoroughly.',
  ],
  neutral: ['Thank you, that helps me to see it.', 'I have that.', 'Good, that is a place to stand on.'],
}

/** An acknowledgement in the tone of what was said, with their own words where they are short enough to be held up. */
export function acknowledge(text: string, tone: Tone, turn: number): string {
  const choices = ACKNOWLEDGED[tone]
  const said = choices[turn % choices.length]!
  const quote = phraseOf(text)
  return quote ? `“${quote}” ${said}` : said
}

const GREETING =
  /^(?:hi|hello|hey|good (?:morning|evening|afternoon)|namaste|thanks|thank you|ok|okay|yes|no|bye)\b[\s!.,]*$/

/** A phrase of theirs that carries weight: one whole sentence or its first clause, of four to twelve words, that asks nothing. */
export function phraseOf(text: string): string | null {
  for (const sentence of sentencesOf(text)) {
    if (/[?"“”]/.test(sentence) || GREETING.test(straight(sentence))) continue
    const clause = sentence.split(/[,;:–—]\s|\s\(/)[0]!.replace(/(?<![.!…\s])[.!…\s]+$/, '')
    const words = clause.split(/\s+/).length
    if (words >= 4 && words <= 12 && clause.length <= 90) return clause
  }
  return null
}

export function isGreeting(text: string): boolean {
  return GREETING.test(straight(text).trim())
}
