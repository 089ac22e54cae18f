import type { FactKey, Wish } from '../catalogue/index.ts'
import { appointmentIntent, planAppointment, planBooking } from './booking/plan-booking.ts'
import { around, type Call, compare, facts, hasWish, type Step, search } from './calls.ts'
import { pointedQuestion } from './compose/pointed.ts'
import { memoryWishOf } from './memory-wish.ts'
import type { Mind } from './mind.ts'
import { planAdvice } from './plan-advice.ts'
import { dislikeOf } from './reactions.ts'
import { listingsSpoken, placesSpoken } from './spoken.ts'
import type { DeskState } from './state.ts'
import { topicOf } from './texts/defaults.ts'
import type { Intent, Offer } from './understand/index.ts'

export type Plan = {
  steps: Step[]
  /** The wish after this turn, without what only this turn knew. */
  wish: Wish
  /** The offer that this turn accepts or ends. */
  answered: { offer: Offer; accepted: boolean } | null
}

const STEPS = 4

/** What to do about a message: the deeds in spoken order, each with the verbs it needs. Pure. */
export function planTurn(mind: Mind): Plan {
  const memory = planMemory(mind)
  if (memory) return { steps: [memory], wish: lastingWish(mind.state.wish), answered: null }
  // Asking whether a home has a pool wishes for none.
  const wish = lastingWish(asksOfAHome(mind) ? mind.state.wish : mind.understood.filters)
  const kept = stickingTo(mind.text)
  if (kept)
    return {
      steps: [{ deed: 'decline', note: kept, calls: hasWish(wish) ? [search(wish)] : [] }],
      wish,
      answered: { offer: kept, accepted: false },
    }
  const answered = answeredOffer(mind)
  const booking = planBooking(mind)
  // "No, show me villas" lets the time go and looks for villas.
  const also = booking?.deed === 'release' ? substantial(intentsOf(mind, wish)) : []
  if (booking && also.length === 0) return { steps: [booking], wish: lastingWish(mind.state.wish), answered: null }
  const steps = intentsOf(mind, wish)
    .slice(0, STEPS)
    .map(intent => planStep(mind, intent, wish, answered))
  const dislike = dislikeOf(mind)
  if (dislike) {
    const others = steps.filter(
      step => !['objection', 'decline', 'other', 'clarify', 'select', 'search'].includes(step.deed),
    )
    return { steps: [{ deed: 'rejection', listing: dislike, calls: [search(wish)] }, ...others], wish, answered }
  }
  const meant = withoutEchoes(withList(mind, wish, steps))
  if (!booking) return { steps: meant, wish, answered }
  return { steps: [booking, ...meant.filter(step => also.includes(step.deed as Intent))], wish, answered: null }
}

/** A message that also says what is looked for gets its list, whatever else it asks. */
function withList(mind: Mind, wish: Wish, steps: Step[]): Step[] {
  const keys = [
    'bedrooms',
    'minPrice',
    'maxPrice',
    'aboutPrice',
    'kinds',
    'statuses',
    'possessionBy',
    'possessionIn',
  ] as const
  const said = keys.some(
    key => wish[key] !== undefined && JSON.stringify(wish[key]) !== JSON.stringify(mind.state.wish[key]),
  )
  const busy =
    steps.some(step => step.deed !== 'advice' && step.deed !== 'other') ||
    /emi|loan|budget/.test(topicOf(mind.text) ?? '')
  return said && !busy
    ? [...steps.filter(step => step.deed !== 'other'), { deed: 'search', calls: [search(wish)] }]
    : steps
}

/**
 * The deeds in spoken order. Words that both name a home's feature and change the wish ("3 BHK", "with a pool") ask for
 * homes, unless one home is named; and who asks for a discount asks no price.
 */
function intentsOf(mind: Mind, wish: Wish): Intent[] {
  const { understood, text, names, state } = mind
  const intents = bookable([...new Set(understood.intents ?? [understood.intent])], mind)
  const about = listingsSpoken(text, names)[0] ?? understood.filters.listing ?? state.focus
  if (
    about &&
    pointedQuestion(text) &&
    intents.every(intent => ['other', 'facts', 'clarify', 'advice', 'more'].includes(intent))
  )
    return ['facts']
  if (intents.length === 1 && (intents[0] === 'other' || intents[0] === 'clarify')) {
    if (state.shown.length > 0 && /\bwhich\b.*\bready\b/i.test(text)) return ['facts']
    // A question that one of our texts answers is no small talk.
    return topicOf(text) ? ['advice'] : intents
  }
  if (!intents.includes('facts')) return intents
  if (topicOf(text) === 'discount') return [...new Set(intents.map(intent => (intent === 'facts' ? 'advice' : intent)))]
  const features = ['configuration', 'amenities', 'carpet_area']
  if (asksOfAHome({ understood, text, names, state })) return ['facts']
  const echoes =
    (understood.facts ?? []).length > 0 &&
    understood.facts!.every(fact => features.includes(fact)) &&
    listingsSpoken(text, names).length === 0 &&
    (wishDiffers(wish, state.wish) || intents.includes('search'))
  return echoes ? [...new Set(intents.map(intent => (intent === 'facts' ? 'search' : intent)))] : intents
}

function substantial(intents: Intent[]): Intent[] {
  return intents.filter(intent => ['search', 'facts', 'compare', 'nearby', 'more', 'advice', 'human'].includes(intent))
}

/** One visit or call a message; a "yes" or "hello" beside it says nothing more. */
function bookable(intents: Intent[], mind: Mind): Intent[] {
  if (!intents.some(intent => intent === 'visit' || intent === 'callback')) return intents
  const deed = appointmentIntent(mind)
  return intents.filter(
    intent => intent === deed || !['visit', 'callback', 'agree', 'decline', 'thanks', 'other'].includes(intent),
  )
}

/** "Is there a pool?, "which of these has a garden?": about the homes just spoken of. */
function asksOfAHome({ understood, text, state }: Pick<Mind, 'understood' | 'text' | 'names' | 'state'>): boolean {
  const about = state.focus !== null || state.shown.length > 0
  return (
    about &&
    (understood.facts ?? []).length === 1 &&
    understood.facts![0] === 'amenities' &&
    /^(?:and |but )?(?:is|are|does|do|has|have|which of|any)\b.*\b(?:there|it|this|that|they|these|those|have|has)\b/i.test(
      text,
    )
  )
}

/** The wish without the focus and without names that nobody knows: those were answered and would only stand in the way. */
function lastingWish(filters: Wish): Wish {
  const { listing: _focus, unknownPlaces: _unknown, ...wish } = filters
  if (wish.kinds?.length !== 1 || wish.kinds[0] !== 'plot') return wish
  // A plot has no bedrooms: those were said of another kind of home.
  const { bedrooms: _bedrooms, ...plots } = wish
  return plots
}

/** Whether the message changed what is looked for. */
function wishChanged(mind: Mind, wish: Wish): boolean {
  return wishDiffers(wish, mind.state.wish)
}

function wishDiffers(wish: Wish, before: Wish): boolean {
  const keys = new Set([...Object.keys(wish), ...Object.keys(before)]) as Set<keyof Wish>
  return [...keys].some(key => JSON.stringify(wish[key]) !== JSON.stringify(before[key]))
}

function planMemory(mind: Mind): Step | null {
  if (mind.state.confirm === 'forget_everything') {
    if (mind.understood.intent === 'agree' || /^\s*(yes|yep|forget|erase|delete)\b/i.test(mind.text))
      return { deed: 'confirm', calls: [{ tool: 'forget', input: { what: 'everything', confirmed: true } }] }
    if (mind.understood.intent === 'decline') return { deed: 'confirm', calls: [] }
  }
  const memory = memoryWishOf(mind.text)
  if (!memory) return null
  if (memory.kind === 'recall') return { deed: 'memory', calls: [{ tool: 'remember', input: {} }] }
  if (memory.kind === 'forget_everything')
    return { deed: 'memory', calls: [{ tool: 'forget', input: { what: 'everything' } }] }
  return { deed: 'memory', calls: [{ tool: 'forget', input: { what: memory.label } }] }
}

/** "I stick to my budget" refuses to stretch it, "I stick to my location" to leave it. */
function stickingTo(text: string): Offer | null {
  const kept =
    /\b(?:stick|stay|keep|remain)\b.{0,12}\b(?:my|this|the|within)\b.{0,8}\b(budget|price|location|place|area)\b/i.exec(
      text,
    )
  if (!kept || /\?|\bwhy\b/i.test(text)) return null
  return /budget|price/i.test(kept[1]!) ? 'stretch' : 'nearby'
}

function answeredOffer(mind: Mind): Plan['answered'] {
  const { offer } = mind.state
  if (!offer) return null
  const intents = mind.understood.intents ?? [mind.understood.intent]
  if (intents.includes('decline')) return { offer, accepted: false }
  return intents.includes('agree') ? { offer, accepted: true } : null
}

function planStep(mind: Mind, intent: Intent, wish: Wish, answered: Plan['answered']): Step {
  const { understood, text, names, state } = mind
  const listing = understood.filters.listing ?? listingsSpoken(text, names)[0]
  switch (intent) {
    case 'search':
      return planSearch(mind, wish, listing)
    case 'more':
      return state.trail
        ? { deed: 'more', calls: [{ tool: 'more', input: {} }] }
        : listing
          ? { deed: 'facts', listing, calls: [facts(listing, [])] }
          : { deed: 'more', calls: hasWish(wish) ? [search(wish)] : [] }
    case 'nearby':
      return { deed: 'nearby', calls: [nearby(mind, wish, listing)] }
    case 'facts':
      return planFacts(mind, listing)
    case 'select':
      return listing
        ? { deed: 'select', listing, calls: [facts(listing, understood.facts ?? [])] }
        : { deed: 'clarify', calls: [] }
    case 'compare':
      return planCompare(mind)
    case 'advice':
      return planAdvice(mind, wish, listing)
    case 'objection':
      return planObjection(mind, wish)
    case 'agree':
      return planAgree(mind, wish, answered)
    case 'visit':
    case 'callback':
      return planAppointment(mind, intent)
    default:
      return { deed: intent, calls: [] }
  }
}

function planSearch(mind: Mind, wish: Wish, listing: string | undefined): Step {
  const { understood, text, names } = mind
  // "Show me flats in <a listing>" asks for that listing.
  const apart = understood.intents?.some(intent => intent === 'compare' || intent === 'facts') ?? false
  if (listing && !apart && listingsSpoken(text, names).includes(listing))
    return { deed: 'facts', listing, calls: [facts(listing, understood.facts ?? [])] }
  if (understood.needsClarification && !wishChanged(mind, wish) && !understood.filters.unknownPlaces?.length)
    return { deed: 'clarify', calls: [] }
  const lowest = lowestOf(mind)
  if (/\b(cheaper|less expensive|lower priced?)\b/i.test(text) && lowest && !wishChanged(mind, wish))
    return { deed: 'search', note: 'cheaper', calls: [search(cheaperThan(lowest, wish))] }
  const full = understood.filters.unknownPlaces?.length
    ? { ...wish, unknownPlaces: understood.filters.unknownPlaces }
    : wish
  return { deed: 'search', calls: [search(full)] }
}

function planFacts(mind: Mind, listing: string | undefined): Step {
  const { understood, text, names, state } = mind
  const ready = understood.facts === undefined && /\bwhich\b.*\bready\b/i.test(text)
  const asked: FactKey[] = ready ? ['possession'] : (understood.facts ?? [])
  const spoken = listingsSpoken(text, names)
  const to = asked.includes('connectivity') || asked.includes('location') ? placesSpoken(text, names) : []
  const meant =
    listing ??
    (pointedQuestion(text) || /\b(?:it|there|this|that)\b/i.test(text) ? (state.focus ?? undefined) : undefined)
  const targets = spoken.length > 1 ? spoken : meant ? [meant] : understood.needsClarification ? [] : state.shown
  if (targets.length === 0) return { deed: 'facts', calls: [] }
  const calls = targets.slice(0, 3).map(name => facts(name, asked, to))
  return { deed: 'facts', listing: targets[0], calls }
}

function planCompare({ text, names, understood, state }: Mind): Step {
  const listings = listingsSpoken(text, names)
  const places = placesSpoken(text, names)
  if (listings.length === 0 && places.length >= 2)
    return { deed: 'compare', calls: [compare({ places: places.slice(0, 4) })] }
  const focus = [understood.filters.listing, state.focus].filter(name => typeof name === 'string')
  const pool = [...new Set([...listings, ...(listings.length < 2 ? [...focus, ...state.shown] : [])])]
  // "Show 2 BHK and compare with X": the other one is the first of the list that this message brings.
  if (listings.length === 1 && understood.intents?.includes('search'))
    return { deed: 'compare', calls: [compare({ listings, withFirstShown: true })] }
  const wanted =
    listings.length >= 2 ? listings : pool.slice(0, listings.length === 1 || /\b(two|both|2)\b/i.test(text) ? 2 : 3)
  if (wanted.length >= 2) return { deed: 'compare', calls: [compare({ listings: wanted.slice(0, 4) })] }
  return { deed: 'compare', calls: [], listing: wanted[0] }
}

function planObjection(mind: Mind, wish: Wish): Step {
  const objections = mind.understood.objections ?? []
  const step: Step = { deed: 'objection', calls: [] }
  if (wishChanged(mind, wish)) return { ...step, calls: [search(wish)] }
  const floor = mind.state.trail ? lowestOf(mind) : null
  if (objections.includes('budget') && floor)
    return {
      ...step,
      note: 'cheaper',
      calls: [search(cheaperThan(floor, wish))],
    }
  if (objections.includes('possession') && !wish.statuses?.includes('ready'))
    return {
      ...step,
      note: 'ready',
      calls: [search({ ...wish, statuses: ['ready'], possessionBy: undefined, possessionIn: undefined })],
    }
  return step
}

function cheaperThan(floor: number, wish: Wish): Wish {
  return { ...wish, maxPrice: floor, minPrice: undefined, aboutPrice: undefined }
}

/** Just below the lowest price that was shown last. */
function lowestOf({ state }: Mind): number | null {
  const lowest = state.lowest
  return lowest && lowest > 1 ? lowest - 1 : null
}

function planAgree(mind: Mind, wish: Wish, answered: Plan['answered']): Step {
  const { state } = mind
  if (!answered) return agreeToQuestion(wish, state)
  if (answered.offer === 'stretch') return { deed: 'agree', note: 'stretch', calls: [search(stretched(wish, 10))] }
  if (answered.offer === 'nearby' && (wish.places?.length || state.focus))
    return {
      deed: 'agree',
      note: 'nearby',
      calls: [around(wish, wish.places?.[0], wish.places?.length ? undefined : (state.focus ?? undefined))],
    }
  if (answered.offer === 'visit' || answered.offer === 'callback') return planAppointment(mind, answered.offer)
  return { deed: 'agree', calls: [], note: answered.offer }
}

/** A yes to what the last answer asked; a yes to nothing opens nothing. */
function agreeToQuestion(wish: Wish, { question, shown }: DeskState): Step {
  if (question === 'list' && hasWish(wish)) return { deed: 'agree', calls: [search({ ...wish, city: undefined })] }
  if (question === 'compare' && shown.length > 1)
    return { deed: 'agree', calls: [compare({ listings: shown.slice(0, 3) })] }
  return { deed: 'agree', calls: [] }
}

/** The wish with its upper price raised by a percentage. */
export function stretched(wish: Wish, percent: number): Wish {
  const raise = (price: number) => Math.round((price * (100 + percent)) / 100)
  if (wish.maxPrice) return { ...wish, maxPrice: raise(wish.maxPrice) }
  return wish.aboutPrice ? { ...wish, aboutPrice: raise(wish.aboutPrice) } : wish
}

function nearby(mind: Mind, wish: Wish, listing: string | undefined): Call {
  const named = placesSpoken(mind.text, mind.names)[0]
  const focus = listing ?? (wish.places?.length ? undefined : (mind.state.focus ?? undefined))
  return around(wish, named ?? (focus ? undefined : wish.places?.[0]), focus)
}

/** A list already answers a greeting's or a thank-you's "what next", and one list is enough. */
function withoutEchoes(steps: Step[]): Step[] {
  const seen = new Set<string>()
  // "Ok thanks" is one courtesy, and the last word of it counts.
  const courtesies = steps.filter(
    step => step.calls.length === 0 && ['agree', 'thanks', 'greeting'].includes(step.deed),
  )
  const busy = steps.some(step => step.deed !== 'agree' && step.calls.length > 0)
  const spare = new Set([
    ...courtesies.slice(0, -1),
    ...steps.filter(step => busy && step.deed === 'agree' && !step.note),
  ])
  return steps.filter(step => {
    if (spare.has(step)) return false
    const key = JSON.stringify(step.calls)
    if (step.calls.length > 0 && seen.has(key)) return false
    seen.add(key)
    return true
  })
}
