import { hasWish, type Step } from '../calls.ts'
import { type Mind, oneOf } from '../mind.ts'
import { likingOf } from '../reactions.ts'
import { listingsLike } from '../spoken.ts'
import { pendingQuestion } from './pending.ts'
import { wishWords } from './wish-words.ts'
import { capital, listed } from './words.ts'

/** A human was asked for: the turn that says so also brings it about. */
export function humanAnswer(mind: Mind): string {
  const noted = contactNoted(mind)
  const told = mind.waiting ? 'Our team knows that you are waiting' : 'I have asked our team to join you here'
  const opening = `${noted ? `${noted} ` : ''}${told}.`
  return mind.state.ended.includes('callback')
    ? `${opening} Meanwhile I can answer anything about the homes themselves.`
    : `${opening} I can also have somebody call you: shall I?`
}

/** What was just noted of name, phone and e-mail, or null. */
export function contactNoted({ understood, state }: Mind): string | null {
  const { contact } = understood
  if (!contact) return null
  const ways = [
    contact.phone && `your number ${spacedPhone(contact.phone)}`,
    contact.email && `your e-mail ${contact.email}`,
  ].filter(way => typeof way === 'string')
  const thanks = `Thank you${contact.name ? `, ${contact.name}` : ''}.`
  if (ways.length === 0) return contact.name ? (state.offer ? thanks : `Nice to meet you, ${contact.name}.`) : null
  return `${thanks} I have noted ${listed(ways)}.`
}

export function spacedPhone(phone: string): string {
  return phone.startsWith('+91') && phone.length === 13 ? `+91 ${phone.slice(3, 8)} ${phone.slice(8)}` : phone
}

export function greetingAnswer(mind: Mind): string {
  if (mind.state.lastIntent === null && !hasWish(mind.state.wish))
    return 'Hello! Tell me what home you have in mind, in your own words: place, budget, bedrooms, when you would like to move.'
  return hasWish(mind.state.wish)
    ? `Hello again! So far you are looking for ${wishWords(mind.state.wish, mind.currency)}. Shall I show what fits?`
    : 'Hello! Which home can I look for?'
}

export function thanksAnswer(mind: Mind): string {
  return oneOf(mind, [
    'You are welcome. Ask me anything else about these homes, or tell me what to change.',
    'My pleasure. I am here whenever you want to look further.',
  ])
}

export function agreeAnswer(mind: Mind): string {
  const liking = likingOf(mind)
  if (liking) return likedAnswer(liking.listing)
  if (mind.state.shown.length === 1)
    return `Good. Would you like the facts of ${mind.state.shown[0]}, its monthly instalment, or homes near it?`
  if (mind.state.shown.length > 1)
    return `Good. Which one shall we look at more closely: ${listed(mind.state.shown, 'or')}?`
  return hasWish(mind.state.wish)
    ? `Good. Shall I list ${wishWords(mind.state.wish, mind.currency)}, or do you want to change something first?`
    : 'Good. Which place, budget and number of bedrooms should I look for?'
}

export function declineAnswer(mind: Mind, step: Step): string {
  const offer = step.note ?? mind.state.offer
  if (offer === 'stretch') return 'Understood, we stay within your budget. I will not suggest going above it.'
  if (offer === 'nearby') return 'Understood, we stay with your location.'
  if (offer) return 'No problem, I will not ask again. Let us go on with the homes.'
  return oneOf(mind, [
    'No problem. What should be different: the place, the budget or the size?',
    'All right. Tell me what you would change, and I look again.',
  ])
}

/** Whether the message names an amount that was left out: of another currency, or without its unit. */
export function unclearAmount({ text, understood: { filters } }: Mind): boolean {
  return FOREIGN.test(text) || (!filters.maxPrice && !filters.minPrice && !filters.aboutPrice && /\d{2,}/.test(text))
}

const FOREIGN = /[$€£]|\b(usd|dollars?|euros?|pounds?|dirhams?|aed|gbp|eur)\b/i

/** One question, for what made the message unclear. */
export function clarifyAnswer(mind: Mind): string {
  const { text, state, understood, names } = mind
  if (FOREIGN.test(text) && /\d/.test(text))
    return `Our prices are in ${mind.currency}, and I do not convert other currencies. What is your budget in ${mind.currency === 'INR' ? 'lakh or crore' : mind.currency}?`
  if (understood.intent === 'search' && /\d/.test(text))
    return 'Just to be sure of the amount: is that in lakh or in crore?'
  const like = understood.intent === 'facts' || understood.intent === 'compare' ? listingsLike(text, names) : []
  if (like.length > 0) return `I do not find a home by exactly that name. Did you mean ${listed(like, 'or')}?`
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return `Is ${text.trim()} the number of bedrooms, or the budget?`
  if (state.shown.length > 0) return `Which home do you mean: ${listed(state.shown, 'or')}?`
  if (understood.intent === 'facts')
    return 'Which home do you mean? Tell me its name, or say what you look for and I list some.'
  return 'Could you say that in other words? A place, a budget or a number of bedrooms is enough to start.'
}

function likedAnswer(name: string): string {
  return `Noted: you like ${name}. Would you like its facts, the monthly instalment, or homes near it?`
}

const ASKS = /\?\s*$|^\s*(?:is|are|will|can|could|do|does|did|what|when|where|who|why|how|which)\b/i

/** Everything that is not about homes, whatever it orders. */
export function otherAnswer(mind: Mind): string {
  const noted = contactNoted(mind)
  if (noted)
    return hasWish(mind.state.wish)
      ? `${noted} Shall we go on with ${wishWords(mind.state.wish, mind.currency)}?`
      : `${noted} What kind of home are you looking for?`
  const pending = pendingQuestion(mind)
  if (pending)
    return `${mind.understood.sentiment === 'frustrated' ? 'I am sorry that this has been tiresome.' : ASKS.test(mind.text) ? 'That I cannot tell.' : 'I did not quite get that.'} ${pending}`
  const wish = mind.state.wish
  const liking = likingOf(mind)
  if (liking) return likedAnswer(liking.listing)
  if (!/[\p{L}\d]/u.test(mind.text)) return state(mind, 'Right.')
  if (/\b(most expensive|costliest|highest price|luxur(?:y|ious))\b/i.test(mind.text))
    return 'I list what fits best first, and among equals the lower price. Tell me the least that you would like to spend, and I start from there.'
  if (mind.understood.sentiment === 'frustrated')
    return `I am sorry that this has been tiresome. ${hasWish(wish) ? `Tell me the one thing that matters most about ${wishWords(wish, mind.currency)}, and I start from there.` : 'Tell me the one thing that matters most to you in a home, and I start from there.'}`
  if (mind.understood.sentiment === 'excited' || mind.understood.sentiment === 'positive')
    return state(mind, 'I am glad to hear that.')
  if (mind.understood.sentiment === 'negative')
    return state(mind, 'That is fair: it is a big decision, and there is no need to rush.')
  return state(
    mind,
    oneOf(mind, [
      'That is beyond me: I know homes, and I know them well.',
      'I can only help with homes, and gladly so.',
    ]),
  )
}

function state(mind: Mind, opening: string): string {
  const { wish, shown, focus } = mind.state
  if (focus) return `${opening} Would you like to know more about ${focus}, or see others?`
  if (shown.length > 1) return `${opening} Shall I compare ${listed(shown.slice(0, 3))} for you?`
  if (hasWish(wish)) return `${opening} Shall we go on with ${wishWords(wish, mind.currency)}?`
  return `${opening} Which place and budget should I look for?`
}

const OBJECTIONS = {
  budget: ['I understand: it should sit comfortably with you.', 'Fair enough, the price has to work for you.'],
  location: ['I see: the place decides how your days go.', 'Understood, the location has to fit your daily life.'],
  possession: ['I understand: that is long to wait.', 'Understood, the date has to fit your plans.'],
  construction_risk: [
    'That is a sensible worry, and you can check a good deal of it.',
    'You are right to be careful there.',
  ],
} as const

/** The objection acknowledged; what follows is one useful way on. */
export function objectionOpening(mind: Mind): string {
  const objections = mind.understood.objections ?? []
  if (objections.length === 0) return 'I understand.'
  if (objections.length > 1) return `I understand: the ${listed(objections.map(objectionNoun))} should both fit.`
  return oneOf(mind, OBJECTIONS[objections[0]!] as readonly [string, ...string[]])
}

function objectionNoun(objection: keyof typeof OBJECTIONS): string {
  return { budget: 'price', location: 'location', possession: 'date', construction_risk: 'builder’s record' }[objection]
}

/** One way on where no list answers the objection. */
export function objectionWay(mind: Mind): string {
  const [objection] = mind.understood.objections ?? []
  const where = mind.state.wish.places?.[0] ?? null
  switch (objection) {
    case 'budget':
      return 'A smaller home, another locality or a home still under construction usually brings the price down. Which would you rather look at?'
    case 'location':
      return where
        ? `I can look within 10 km of ${where}, or at another locality. Which place do you travel to most days?`
        : 'Which place do you travel to most days? I look around there.'
    case 'possession':
      return 'By when would you like to move in?'
    case 'construction_risk':
      return 'Look at the registration number, the handover date in the agreement, and what the builder has finished before. Or look at homes that are ready, where you see what you buy.'
    default:
      return `What would suit you better: ${capital('another place, another budget or another size')}?`.replace(
        'Another',
        'another',
      )
  }
}
