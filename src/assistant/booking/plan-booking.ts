import type { Step } from '../calls.ts'
import type { Mind } from '../mind.ts'
import { listingsSpoken } from '../spoken.ts'
import type { Intent } from '../understand/index.ts'
import { aboutOwnOf } from './about-own.ts'
import type { Arranging } from './arranging.ts'
import { reasonOf, urgencyOf } from './callback-words.ts'

const THING = '(?:site )?(?:visits?|appointments?|bookings?|meetings?|viewings?|call ?backs?|calls?|slots?)'
const OWN = `(?:(?:my|our|the|that|this|mera|meri|hamara|hamari)(?: \\w+){0,2} ${THING})`
const ASKS_OWN = new RegExp(
  `\\b(?:when|what time|what day|which day|where|kab)\\b.{0,16}\\b${OWN}|\\b(?:mera|meri|hamari) ${THING} kab\\b` +
    `|\\b(?:show|list|see|check|view|status of|details of|remind me of|what are) (?:me )?(?:all )?(?:my|our) (?:\\w+ )?${THING}\\b` +
    `|\\b(?:do (?:i|we) have|did (?:i|we) book) (?:an?|any|some|my)? ?(?:\\w+ )?${THING}\\b|\\bis (?:it|that) (?:really |now )?cancell?ed\\b|\\bis ${OWN} (?:still |really )?(?:on|confirmed|booked|fixed|cancell?ed)\\b` +
    `|^(?:my|our) (?:\\w+ )?${THING}\\??$|\\bwhat (?:do|have) (?:i|we) (?:have |got )?(?:planned|booked|scheduled|coming up)\\b` +
    `|\\b(?:no ?body|no ?one|did ?n[o']t anyone|has ?n[o']t anyone)\\b.{0,12}\\bcall(?:s|ed)?\\b|\\bmissed (?:your|the|a) call\\b|\\b(?:when|what time|kab) (?:\\w+ )?(?:will|would|are|is|do|does) (?:\\w+ ){1,2}(?:call|calling|ring|phone)(?:ing)?(?: me| us|\\?|$)`,
  'i',
)
const CANCELS = new RegExp(
  `\\b(?:cancel|call off|scrap|drop)\\b.{0,20}\\b(?:${THING}|it|that|this|everything|all|both|one)\\b|^(?:ok |okay |no,? |sorry,? |please |pls |can you )*cancel(?: please| now| kar do| karo| kardo)?[.!]*$` +
    `|\\b${THING} (?:ko )?(?:cancel|radd)\\b|\\bcan(?:no|')t (?:make it|come)\\b|\\b(?:won'?t|will not|not) be able to (?:come|make it|attend|visit)\\b|\\b(?:i am|i'?m|we are|we'?re) not coming\\b`,
  'i',
)
const NAMES_ONE = new RegExp(`\\b${OWN}\\b|\\b${THING} (?:ko )?(?:cancel|radd)\\b`, 'i')
const NOT_CANCEL =
  /\b(?:do not|don'?t|not|never|mat) cancel|\bcancel(?:lation|ling) (?:policy|charge|fee)|\bcancel (?:the )?(?:filter|search)/i
const MOVES = new RegExp(
  `\\b(?:move|re-?schedule|shift|postpone|prepone|change|push|delay|bring forward|advance)\\b.{0,24}\\b(?:${THING}|(?:the |my )?(?:time|timing|day|date))\\b` +
    `|\\b(?:re-?schedule|postpone|prepone)\\b`,
  'i',
)
/** Somebody asks whether they are called, and does not ask to be. */
const WILL_CALL =
  /^(?:is|are|will|would|did|does|has|have|so is|so will)\b.{0,24}\b(?:any ?(?:one|body)|some ?(?:one|body)|you|they|he|she)\b.{0,16}\bcall(?:ing|ed)?\b.*\?|^(?:did|has|have) (?:any ?(?:one|body)|some ?(?:one|body)|you|they)\b.{0,12}\bcall(?:ed)?\b/i
const NO_CALL =
  /\b(?:do not|don'?t|no need to|stop|never|mat) (?:call|ring|phone)(?:ing)?\b(?! off)|\b(?:nahi|nahin|mat) (?:chahiye |karo |karna )?(?:call|phone)\b|\b(?:call|phone) (?:nahi|nahin|mat)\b/i
/** "Book Saturday 11": a time and the word for taking it. */
const BOOKS = /\b(?:book|schedule|arrange|fix|reserve)\b/i
const MOVES_IT = /\b(?:move|shift|push|change|bring) (?:it|that|this)\b/i
const INSTEAD =
  /\binstead\b|\bmake it\b|\brather\b|\bbetter\b|\bcan we do\b|\bhow about\b|\bwhat about\b|\bworks? better\b/i
const OTHERS =
  /\b(?:another|other|others|different|some other|more|any other) (?:time|times|timing|timings|slot|slots|day|days|date|dates|options?)\b|\bnone of (?:these|those|them)\b|\b(?:any|some)thing (?:later|earlier|else)\b|^(?:later|earlier|not (?:these|those|that|this)(?: one)?|show others?|more|others?)[.!?]*$/i
/** A day or hour that is left to us keeps the question open. */
const ANY_TIME =
  /^\s*(?:whenever|any ?time|any day|any (?:is|of them is|works)|you (?:choose|decide)|kabhi bhi|koi bhi)\b/i
/** Why a number is asked for, or that it is not given: answered beside the question that stays. */
export const GUARDS_CONTACT =
  /\b(?:why|what)\b.{0,16}\b(?:need|want|ask|for)\b.{0,20}\b(?:number|phone|mobile|contact|name|e-?mail|details)\b|\b(?:can'?t|cannot|won'?t|will not|don'?t want to|do not want to|rather not|prefer not to|not comfortable)\b.{0,24}\b(?:number|phone|mobile|contact|e-?mail|details)\b/i
const DECLINES =
  /^\s*(?:leave it|forget it|drop it|never ?mind)\b|^\s*(?:actually|hmm+|well|sorry|on second thoughts?)[ ,]+(?:no|nope|nah|not)\b/i
const KEEPS =
  /^\s*(?:no,? ?|please )?keep (?:it|that|this|my|the)\b|\b(?:do not|don'?t) (?:move|change|shift) (?:it|anything)\b/i
const CALL_ABOUT = /\bcall\b.{0,20}\b(?:to|about|regarding|for|and)\b/i

/**
 * The step for a message that is wholly about an appointment: one that exists, or one that is being arranged. Null where the
 * message starts none of that. Pure; rules alone decide here.
 */
export function planBooking(mind: Mind): Step | null {
  const { text, state, understood } = mind
  const open = state.arranging
  const intents: Intent[] = understood.intents ?? [understood.intent]
  const about = state.appointment === null ? null : aboutOwnOf(text)
  if (about) return step('appointments', { ask: about })
  if (WILL_CALL.test(text) || (ASKS_OWN.test(text) && !NOT_CANCEL.test(text))) return step('appointments', {})
  if (state.appointment !== null && NOT_CANCEL.test(text) && (open === null || open.deed === 'cancel'))
    return open ? step('release', {}) : step('appointments', { ask: 'status' })
  if (NO_CALL.test(text) && !mind.moment) return step('cancel', { about: 'callback', named: true, agreed: false })
  if (CANCELS.test(text) && !NOT_CANCEL.test(text)) {
    // What is only being arranged is let go; what was agreed is cancelled.
    const other = listingsSpoken(text, mind.names)[0] ?? open?.listing
    const arranged = (open?.deed === 'visit' || open?.deed === 'callback') && other === (open.listing ?? undefined)
    const all = /\b(?:both|all|everything)\b/i.test(text)
    if (arranged && (!state.appointment || (!all && !NAMES_ONE.test(text)))) return step('release', {})
    return step('cancel', { named: NAMES_ONE.test(text), agreed: false, ...target(mind) })
  }
  const reply = open ? planReply(mind, open, intents) : null
  if (reply) return reply
  const changes = MOVES.test(text) || (state.appointment !== null && MOVES_IT.test(text))
  if (changes && open?.deed !== 'visit') return step('move', { agreed: false, others: false, ...target(mind) })
  // "Call me tomorrow at 11", said after a booking, is a call: it moves no visit and books none.
  if (open === null && intents.includes('callback')) return null
  const again = state.appointment !== null && mind.moment !== undefined && (state.recent || INSTEAD.test(text))
  if (
    again &&
    open === null &&
    !/\bvisit\b/i.test(text) &&
    listingsSpoken(text, mind.names).length === 0 &&
    casual(intents)
  )
    return step('move', { code: state.appointment, agreed: false, others: false })
  const named = listingsSpoken(text, mind.names)[0]
  const spoken = named ?? state.focus
  if (open === null && mind.moment && BOOKS.test(text) && casual(intents, ...(named ? NAMING : [])) && spoken !== null)
    return step('book', { listing: spoken, agreed: false, others: false }, 'visit')
  // "And Citrine at 12", said after a booking: one more visit.
  if (open === null && state.recent && named && mind.moment && casual(intents, ...NAMING))
    return step('book', { listing: named, agreed: false, others: false }, 'visit')
  return null
}

/** An answer to the question that stands open, or null where the message is about something else. */
function planReply(mind: Mind, open: Arranging, intents: Intent[]): Step | null {
  const { text, state, moment, understood } = mind
  const named = listingsSpoken(text, mind.names)[0]
  const gave = understood.contact !== undefined
  const agreed = intents.includes('agree')
  const asked = state.offer !== null
  const says = (more: object = {}) => {
    const listing = named ?? open.listing
    const input = { agreed: false, others: false, ...more }
    if (open.deed === 'visit') return step('book', { listing, ...input }, 'visit')
    if (open.deed === 'move') return step('move', { code: open.code, ...input })
    if (open.deed === 'cancel') return step('cancel', { code: open.code, named: false, agreed: input.agreed })
    return step('callback', { listing, urgency: open.urgency, reason: open.reason })
  }
  if (intents.includes('human') || (intents.includes('visit') && open.deed === 'callback')) return null
  if (intents.includes('callback') && open.deed !== 'callback') return null
  const about = open.deed === 'visit' ? aboutOwnOf(text) : null
  if (about && !gave && !moment) return step('appointments', { ask: about })
  const guards = asked && (open.ask === 'contact' || open.ask === 'confirm') && GUARDS_CONTACT.test(text)
  if (guards && !gave && (open.deed === 'visit' || open.deed === 'callback')) return says()
  const changes = open.deed === 'move' || open.deed === 'cancel'
  const declines = intents.includes('decline') || DECLINES.test(text) || (changes && KEEPS.test(text))
  if (OTHERS.test(text) && asked && open.deed !== 'callback' && open.deed !== 'cancel') return says({ others: true })
  if (declines && !moment && !gave && asked) return step('release', {})
  if (open.deed === 'cancel') {
    if (agreed && asked) return says({ agreed: true })
    return named && open.ask === 'which' ? step('cancel', { listing: named, named: true, agreed: false }) : null
  }
  if (open.deed === 'move' && open.ask === 'which' && named && !intents.includes('visit'))
    return step('move', { listing: named, agreed: false, others: false })
  if (open.deed === 'visit' && open.ask === 'home' && !named && intents.includes('select')) {
    const listing = understood.filters.listing
    if (listing) return step('book', { listing, agreed: false, others: false }, 'visit')
  }
  // "Saturday 10 am for Avalon": another home for what is being arranged.
  if (open.deed === 'visit' && moment && named && casual(intents, ...NAMING)) return says()
  if (open.deed === 'visit' && open.ask === 'time' && asked && !moment && ANY_TIME.test(text)) return says()
  if (open.deed === 'move' && open.ask === 'confirm' && SAME_TIME.test(text)) return says({ agreed: true })
  const chosen =
    asked && open.ask === 'time' && ONLY_ORDINAL.test(text) ? pickedOf({ ...mind, moment: undefined }, open) : null
  if (chosen) return says({ picked: chosen })
  if (moment && casual(intents)) return says({ agreed: false })
  if (moment && intents.includes('visit') && open.deed === 'move' && named === undefined) return says()
  if (gave && casual(intents, 'search')) return says({ agreed: open.ask === 'confirm' })
  if (asked && brokenContact(mind)) return says()
  const picked = asked && open.ask === 'time' ? pickedOf(mind, open) : null
  if (picked) return says({ picked })
  if (agreed && asked && casual(intents)) return says({ agreed: true })
  if (open.deed === 'visit' && named && open.ask === 'home' && intents.every(one => one === 'facts' || courtesy(one)))
    return says()
  return null
}

/** One step for a visit or a call that a message asks for; the first spoken of the two. */
export function planAppointment(mind: Mind, intent: 'visit' | 'callback'): Step {
  const { understood, state, text } = mind
  const intents = understood.intents ?? [understood.intent]
  const listing = understood.filters.listing ?? state.focus
  const open = state.arranging
  if (intent === 'callback')
    return step('callback', { listing, urgency: urgencyOf(mind), reason: reasonOf(mind, intents) })
  const agreed =
    open?.deed === 'visit' &&
    open.ask === 'confirm' &&
    (intents.includes('agree') || /\b(?:book|confirm) (?:it|that|this)\b/i.test(text))
  const home =
    understood.filters.listing ??
    (open?.deed === 'visit' ? open.listing : null) ??
    (unclearHome(mind) ? null : state.focus)
  return step('book', { listing: home, agreed, others: false }, 'visit')
}

/** "Call me about the loan and a visit" is a call; "book a visit and call me" a visit. */
export function appointmentIntent(mind: Mind): 'visit' | 'callback' {
  const intents = mind.understood.intents ?? [mind.understood.intent]
  const [first] = intents.filter(intent => intent === 'visit' || intent === 'callback')
  return first === 'callback' && intents.includes('visit') && !CALL_ABOUT.test(mind.text) ? 'visit' : (first as 'visit')
}

/** A phone number or e-mail that is none. */
export function brokenContact({ text, understood, moment, state }: Mind): 'phone' | 'email' | null {
  if (state.arranging?.ask !== 'contact' && state.arranging?.ask !== 'confirm') return null
  if (/(?<!\S)\S+@\S*/.test(text) && !understood.contact?.email) return 'email'
  const digits = /\+?\d[\d\s().-]{3,}\d/.exec(text)?.[0].replace(/\D/g, '') ?? ''
  return digits.length >= 5 && !moment && !understood.contact?.phone ? 'phone' : null
}

const unclearHome = ({ understood, state }: Mind) => understood.needsClarification && state.shown.length > 1

/** Nothing but what answers a question: courtesies, picks, and what the understanding could not place. */
function casual(intents: readonly Intent[], ...also: Intent[]): boolean {
  return intents.every(
    intent => courtesy(intent) || ['other', 'select', 'clarify', 'visit', 'callback', ...also].includes(intent),
  )
}

/** What the name of a home is taken for, beside a day or an hour. */
const NAMING: Intent[] = ['facts', 'search']

const courtesy = (intent: Intent) => ['agree', 'decline', 'thanks', 'greeting', 'other'].includes(intent)

const SAME_TIME = /^\s*(?:at )?(?:the )?same (?:time|hour)\b/i

/** "2nd" as the whole answer chooses; it is no date then. */
const ONLY_ORDINAL = /^\s*(?:the )?(?:1st|2nd|3rd|first|second|third|last)(?: (?:one|slot|time|option))?[.!]?\s*$/i
const ORDINALS: [RegExp, number][] = [
  [/\b(?:first|1st|earliest|pehla|pehle)\b/i, 0],
  [/\b(?:second|2nd|dusra|doosra)\b/i, 1],
  [/\b(?:third|3rd|teesra)\b/i, 2],
  [/\b(?:last|latest)\b/i, -1],
]

/** Which of the offered starts is meant by "the second one", or by its bare hour. */
function pickedOf({ text, timeZone, moment }: Mind, { offered }: Arranging): string | null {
  const ordinal = ORDINALS.find(([pattern]) => pattern.test(text))
  if (ordinal && !moment) return offered.at(ordinal[1]) ?? null
  const hour = /^\s*(?:the |at )?(\d{1,2})(?: ?(?:one|please|o'?clock|baje))?[.!]?\s*$/i.exec(text)?.[1]
  if (hour === undefined) return null
  const same = offered.filter(
    start => Temporal.Instant.from(start).toZonedDateTimeISO(timeZone).hour % 12 === Number(hour) % 12,
  )
  return same.length === 1 ? same[0]! : null
}

function target(mind: Mind): { listing?: string; about?: 'callback' | 'visit' } {
  const listing = listingsSpoken(mind.text, mind.names)[0]
  const call = /\bcalls?\b|\bcall ?backs?\b/i.test(mind.text) && !/\bcall off\b/i.test(mind.text)
  const visit = /\b(?:visits?|viewings?|meetings?)\b/i.test(mind.text)
  return { ...(listing ? { listing } : {}), ...(call ? { about: 'callback' } : visit ? { about: 'visit' } : {}) }
}

function step(tool: string, input: object, deed: Step['deed'] = tool as Step['deed']): Step {
  const listing = (input as { listing?: string | null }).listing ?? undefined
  return { deed, ...(listing ? { listing } : {}), calls: [{ tool, input: withoutNull(input) }] }
}

function withoutNull(input: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined))
}
