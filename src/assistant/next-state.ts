import type { Wish } from '../catalogue/index.ts'
import type { Asked } from './ask.ts'
import { topicOfTurn } from './booking/callback-words.ts'
import { pendingOffer, pendingQuestion } from './compose/pending.ts'
import type { Finding, SearchFinding } from './findings.ts'
import { memoryWishOf } from './memory-wish.ts'
import type { Mind } from './mind.ts'
import type { Plan } from './plan.ts'
import type { DeskState } from './state.ts'
import type { Offer } from './understand/index.ts'

/** What the conversation knows after this turn. `text` is the answer: what it asked last, a yes will answer. */
export function nextState(
  mind: Mind,
  plan: Plan,
  findings: readonly Finding[],
  text: string,
  asked: Asked | null,
): DeskState {
  const { state, understood } = mind
  const list = findings.findLast(finding => finding.tool === 'search')
  const ended =
    plan.answered && !plan.answered.accepted ? [...new Set([...state.ended, plan.answered.offer])] : state.ended
  return {
    wish: wishAfter(mind, plan, findings),
    ...focusAfter(mind, plan, findings, list),
    ids: idsAfter(state, findings),
    offer: openOffer(findings) ?? askedAgain(mind, text) ?? offerAfter(mind, plan, ended),
    lastIntent: understood.intent,
    ended,
    refused: refusedAfter(state, plan),
    trail: trailAfter(state, list),
    confirm: findings.some(finding => finding.tool === 'forget' && finding.confirm && finding.erased > 0)
      ? 'forget_everything'
      : null,
    asked: asked ? [...state.asked, asked] : state.asked,
    contactGiven: contactAfter(mind, findings),
    question: questionIn(text),
    ...appointmentsAfter(mind, findings),
    letGo: state.letGo || plan.steps.some(step => step.deed === 'release'),
    lastTopic: topicOfTurn(mind) ?? state.lastTopic,
  }
}

function wishAfter(mind: Mind, plan: Plan, findings: readonly Finding[]): Wish {
  if (findings.some(finding => finding.tool === 'forget' && finding.what === 'everything' && !finding.confirm))
    return {}
  const memory = memoryWishOf(mind.text)
  // What was asked to be forgotten is not to come back through the wish.
  if (memory?.kind !== 'forget') return withoutAbsent(plan.wish)
  const wish = { ...mind.state.wish }
  if (memory.keys.includes('budget_max'))
    for (const key of ['minPrice', 'maxPrice', 'aboutPrice'] as const) delete wish[key]
  if (memory.keys.includes('configuration')) delete wish.bedrooms
  if (memory.keys.includes('place'))
    for (const key of ['places', 'excludedPlaces', 'zone', 'city', 'radiusKm'] as const) delete wish[key]
  if (memory.keys.includes('amenity_wanted'))
    for (const key of ['amenities', 'excludedAmenities'] as const) delete wish[key]
  if (memory.keys.includes('possession')) for (const key of ['possessionBy', 'possessionIn'] as const) delete wish[key]
  return wish
}

function withoutAbsent(wish: Wish): Wish {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as Wish
}

function focusAfter(mind: Mind, plan: Plan, findings: readonly Finding[], list: SearchFinding | undefined) {
  const { state } = mind
  const told = findings.filter(finding => finding.tool === 'facts')
  const met = findings.findLast(finding => finding.tool === 'appointment')?.listing?.name
  if (met && told.length === 0) return { focus: met, shown: state.shown, lowest: state.lowest }
  const compared = findings.findLast(finding => finding.tool === 'compare')
  if (told.length === 1)
    return { focus: told[0]!.listing.name, shown: state.shown, lowest: told[0]!.listing.priceMin ?? state.lowest }
  if (told.length > 1) return { focus: null, shown: told.map(finding => finding.listing.name), lowest: state.lowest }
  if (list && list.page.length > 0) {
    const prices = list.page.map(home => home.priceMin).filter(price => price !== null)
    return {
      focus: list.page.length === 1 ? list.page[0]!.name : null,
      shown: list.page.map(home => home.name),
      lowest: prices.length > 0 ? Math.min(...prices) : null,
    }
  }
  if (compared && compared.listings.length > 0)
    return { focus: null, shown: compared.listings.map(home => home.name), lowest: state.lowest }
  const dropped = plan.steps.find(step => step.deed === 'rejection')?.listing
  if (dropped && state.focus === dropped)
    return { focus: null, shown: state.shown.filter(name => name !== dropped), lowest: null }
  return { focus: state.focus, shown: state.shown, lowest: state.lowest }
}

const IDS = 12

function idsAfter({ ids }: DeskState, findings: readonly Finding[]): DeskState['ids'] {
  const homes = findings.flatMap(finding => {
    if (finding.tool === 'search') return finding.page
    if (finding.tool === 'facts') return [finding.listing]
    return finding.tool === 'compare' ? finding.listings : []
  })
  if (homes.length === 0) return ids
  const kept = Object.entries(ids).filter(([name]) => homes.every(home => home.name !== name))
  return Object.fromEntries([...kept, ...homes.map(home => [home.name, home.id] as const)].slice(-IDS))
}

/** What a bare "yes" would accept next. An offer that was refused is not made again. */
function offerAfter(mind: Mind, plan: Plan, ended: Offer[]): Offer | null {
  const offer = offerOf(mind, plan)
  return offer && !ended.includes(offer) ? offer : null
}

function offerOf({ understood }: Mind, plan: Plan): Offer | null {
  const deeds = plan.steps.map(step => step.deed)
  if (deeds.includes('human')) return 'callback'
  if (!deeds.includes('objection') || plan.steps.some(step => step.calls.length > 0)) return null
  const [objection] = understood.objections ?? []
  if (objection === 'budget' && (plan.wish.maxPrice || plan.wish.aboutPrice)) return 'stretch'
  return objection === 'location' && plan.wish.places?.length ? 'nearby' : null
}

/** A question about an appointment stands open for the next message, whatever was refused earlier. */
function openOffer(findings: readonly Finding[]): Offer | null {
  const found = findings.findLast(finding => finding.tool === 'appointment')
  if (found?.outcome === 'nobody') return found.appointment ? null : 'callback'
  if (found?.outcome === 'none' && found.about !== 'callback') return 'visit'
  if (!found?.arranging || found.outcome === 'mine') return null
  if (found.arranging.ask === 'contact') return 'contact'
  return found.arranging.deed === 'callback' ? 'callback' : 'visit'
}

/** Beside an answer to something else the open question was asked once more. */
function askedAgain(mind: Mind, text: string): Offer | null {
  const question = pendingQuestion(mind)
  return question && text.includes(question) ? pendingOffer(mind.state.arranging!) : null
}

/** What is being arranged goes on until it is done or let go, through questions about something else. */
function appointmentsAfter(
  { state, understood }: Mind,
  findings: readonly Finding[],
): Pick<DeskState, 'arranging' | 'appointment' | 'recent' | 'contact'> {
  const forgot = findings.some(finding => finding.tool === 'forget' && !finding.confirm && finding.what !== 'budget')
  const contact = forgot ? {} : { ...state.contact, ...understood.contact }
  const found = findings.findLast(finding => finding.tool === 'appointment')
  if (!found)
    return { arranging: forgot ? null : state.arranging, appointment: state.appointment, recent: false, contact }
  const spoken = found.outcome === 'cancelled' ? null : (found.appointment?.code ?? state.appointment)
  const isHeld = found.appointment?.status === 'held'
  return { arranging: found.arranging, appointment: isHeld ? state.appointment : spoken, recent: true, contact }
}

function refusedAfter(state: DeskState, plan: Plan): string[] {
  if (!plan.answered || plan.answered.accepted) return state.refused
  const family = { stretch: 'price', nearby: 'places' }[plan.answered.offer as 'stretch' | 'nearby']
  return family ? [...new Set([...state.refused, family])] : state.refused
}

function trailAfter(state: DeskState, list: SearchFinding | undefined): DeskState['trail'] {
  if (!list) return state.trail
  if (list.page.length === 0) return list.from > 0 ? state.trail : null
  const outside = list.result.items.length === 0
  return {
    kind: list.around ? 'nearby' : 'search',
    wish: list.wish,
    ...(list.centreId ? { listingId: list.centreId } : {}),
    ...(list.around ? { place: list.around } : {}),
    cursor: outside ? null : list.result.cursor,
    given: list.from + list.page.length,
    total: list.result.total,
  }
}

function contactAfter({ understood, state }: Mind, findings: readonly Finding[]): boolean {
  if (findings.some(finding => finding.tool === 'forget' && !finding.confirm && finding.what !== 'budget')) return false
  return state.contactGiven || understood.contact?.phone !== undefined || understood.contact?.email !== undefined
}

function questionIn(text: string): DeskState['question'] {
  if (/\bshall I compare\b[^?]*\?\s*$/i.test(text)) return 'compare'
  return /\b(shall (?:I|we) (?:list|show|look|go on)|would you like to see)\b[^?]*\?\s*$/i.test(text) ? 'list' : null
}
