import type { CallbackReason, Urgency } from '../../appointments/schema.ts'
import type { Mind } from '../mind.ts'
import { topicOf } from '../texts/defaults.ts'
import type { Intent } from '../understand/index.ts'

const LOW =
  /\bno (?:hurry|rush)\b|\bnot (?:so |very |that )?urgent\b|\bwhenever\b|\bany ?time\b|\bat (?:your|their) convenience\b|\btake your time\b|\bkabhi bhi\b/i
const URGENT =
  /\burgent(?:ly)?\b|\basap\b|\bas soon as possible\b|\bright (?:now|away)\b|\bimmediate(?:ly)?\b|\bnow\b|\bat once\b|\bemergency\b|\bjaldi\b|\babhi\b|\bturant\b/i
const TODAY = /(?<!\bnot )\btoday\b|\baaj\b|\btonight\b|\bthis (?:morning|afternoon|evening)\b/i

/** How soon a call is wanted, by the words of the message. */
export function urgencyOf({ text, moment, now, timeZone }: Mind): Urgency {
  if (LOW.test(text)) return 'low'
  if (URGENT.test(text)) return 'urgent'
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate().toString()
  return TODAY.test(text) || (moment?.date === today && moment.daySpoken) ? 'high' : 'medium'
}

/** What the call is about: by this message, else by what the conversation was about last. */
export function reasonOf({ text, understood, state }: Mind, intents: readonly Intent[]): CallbackReason {
  const topic = topicOf(text)
  const last = state.lastIntent
  if (topic === 'loan' || topic === 'emi' || /\bhome loan|\bmortgage\b/i.test(text)) return 'financing'
  if (topic === 'documents' || topic === 'registration') return 'documentation'
  if (/\bpric(?:e|es|ing)\b|\bcosts?\b|\bdiscount\b|\bnegotiat/i.test(text) || understood.facts?.includes('price'))
    return 'pricing'
  if (intents.includes('visit') || state.arranging?.deed === 'visit' || last === 'visit') return 'site_visit'
  if (state.lastTopic) return state.lastTopic
  return understood.filters.listing || state.focus ? 'project_details' : 'general'
}

/** What a turn was about, for a call asked for in the next one. */
export function topicOfTurn({ text, understood }: Mind): CallbackReason | null {
  const topic = topicOf(text)
  if (topic === 'loan' || topic === 'emi' || topic === 'stretch_budget') return 'financing'
  if (topic === 'documents' || topic === 'registration' || understood.facts?.includes('registration'))
    return 'documentation'
  if (topic === 'discount' || understood.facts?.includes('price') || understood.objections?.includes('budget'))
    return 'pricing'
  return null
}
