import { sentencesOf, straight } from '../plain.ts'
import { canonical, unmasked } from './spelling.ts'

const WHO =
  '(?:he|she|they|(?:my|our|a|his|her) (?:[a-z]+ ){0,2}?(?:friend|brother|sister|mother|father|mum|mom|dad|son|daughter|child|uncle|aunt|cousin|colleague|coworker|boss|wife|husband|partner|girlfriend|boyfriend|ex|neighbou?r|flatmate|roommate|student))'
const SELF = '(?:himself|herself|themselves|themself|him self|her self)'
const DANGER = new RegExp(
  `\\b${WHO} (?:[a-z]+ ){0,8}?(?:(?:kill|killing|hurt|hurting|harm|harming|hang|hanging|cut|cutting|shoot|drown) ${SELF}|(?:is|feels|feeling|am) suicidal|suicidal thoughts|planning suicide|thinking (?:of|about) suicide|wants? to die|(?:end|ending|take|taking) (?:his|her|their) (?:own )?life|not want to (?:live|be alive|exist)|took (?:[a-z]+ ){0,2}?(?:pills|overdose|tablets))\\b`,
)
/** What is over, made up, or somebody's work. */
const DISTANT =
  /\b(?:years? ago|as a teen\w*|in (?:19|20)\d\d|lost|died|hero|character|novel|film|movie|book|play|song|patients?|clients?|volunteer\w*|never|used to|laughing|with work)\b/

/**
 * Whether a message speaks of somebody near to the writer who may be in danger now. It is no crisis of the writer's own, and
 * the conversation goes on; a human is offered.
 */
export function isOthersDanger(text: string): boolean {
  return sentencesOf(straight(text)).some(sentence => {
    const said = canonical(unmasked(sentence))
    return DANGER.test(said) && !DISTANT.test(said)
  })
}
