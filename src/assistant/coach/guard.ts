import { isCrisis } from './reading/crisis.ts'
import { sentencesOf, straight } from './reading/plain.ts'

/** Deeds that the coach has no tool for: who claims one of them claims what did not happen. */
const CLAIMS: RegExp[] = [
  /\b(?:i|we|i've|we've|i have|we have|i'll|we'll|i will|we will|i'm|i am|let me|i can|i just)\b[^.!?]{0,40}\b(?:sen[dt]|sending|e-?mail(?:ed|ing)?|messaged?|texted?|call(?:ed|ing)? (?:them|him|her|you|your)|forward(?:ed|ing)?|book(?:ed|ing)?|schedul(?:ed|e|ing)|reserv(?:ed|e|ing)|sav(?:ed|e|ing)|record(?:ed|ing)?|updat(?:ed|e|ing)|submit(?:ted|ting)?|appl(?:ied|y) for|register(?:ed)?|enrol+ed|cancel+ed|mov(?:ed|e) your|add(?:ed|ing)? (?:it|this|that|them) to|remind(?:ed|ing)? you|set (?:up )?a reminder|notif(?:ied|y)|contact(?:ed|ing)?|log(?:ged)?|stor(?:ed|e)|mark(?:ed)?|delet(?:ed|e)|shar(?:ed|e) (?:it|this|your))\b/,
  /\b(?:e-?mail|message|invitation|reminder|confirmation|session|appointment|meeting|call) (?:has been|was|is|were|will be) (?:sent|booked|scheduled|saved|confirmed|set|made|arranged|on its way)\b/,
  /\b(?:you are|you're|you have been) (?:booked|registered|enrolled|signed up|all set|confirmed)\b/,
  /\byour (?:answer|reply|response|rating|experiment|plan) (?:has been|was|is now|is) (?:saved|recorded|stored|updated|submitted|noted)\b/,
  /\b(?:sent|emailed|booked|saved|scheduled|recorded) (?:it |this |that |your )?(?:to|for|in) (?:you|your)\b/,
]
/** Orders and inner names that have no place in what a person reads. */
const INNER =
  /\b(?:system prompt|my instructions|as an ai|language model|openai|tool (?:call|result)|function call|coach_?material|search_?library|next_?experiment)\b|[{}<>]|https?:|www\.|[\w+-]@\w|javascript:|\b[\da-f]{8}-[\da-f]{4}-|\bundefined\b|\bnull\b|\[object/
/** What the coach would say to turn somebody away, which it never does (10.21). */
const TURNED_AWAY =
  /\b(?:not signed in|sign in (?:first|to)|log in (?:first|to)|need more answers|answer more questions (?:first|before)|no answers yet)\b/

/**
 * What of a model's text may be shown: whole sentences that claim no deed, name nothing inner and turn nobody away, at most
 * `most` characters, and at most `questions` questions, the last ones. Null where nothing is left.
 */
export function guarded(text: string, { questions, most = 900 }: { questions: number; most?: number }): string | null {
  const paragraphs = text
    .replace(/[*_#`]+/g, '')
    .split(/\n{2,}/)
    .map(paragraph => sentencesOf(paragraph).filter(isHarmless))
  let left = most
  const asked = paragraphs.flat().filter(sentence => sentence.includes('?'))
  const kept = new Set(questions > 0 ? asked.slice(-questions) : [])
  const shown = paragraphs
    .map(sentences =>
      sentences
        .filter(sentence => !sentence.includes('?') || kept.has(sentence))
        .filter(sentence => {
          left -= sentence.length + 1
          return left >= 0
        })
        .join(' '),
    )
    .filter(Boolean)
    .join('\n\n')
    .trim()
  return /\p{L}{2}/u.test(shown) ? shown : null
}

function isHarmless(sentence: string): boolean {
  const said = straight(sentence)
  if (INNER.test(said) || TURNED_AWAY.test(said) || isCrisis(said)) return false
  return !CLAIMS.some(claim => claim.test(said))
}
