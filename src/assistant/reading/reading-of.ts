import type { Reading, ReadingInput } from '../../leads/index.ts'
import { notToldAround } from '../compose/facts.ts'
import type { Finding } from '../findings.ts'
import type { Mind } from '../mind.ts'
import type { Plan } from '../plan.ts'
import { placesSpoken } from '../spoken.ts'
import type { DeskState } from '../state.ts'
import { topicOf } from '../texts/defaults.ts'

/** How a message was read, before it is known which message it is and what its answer nudges to. */
export type Heard = Omit<ReadingInput, 'messageId' | 'nudge'>

const CLOSING = new Set(['visit', 'callback', 'human'])
const UNDOING = new Set(['cancel', 'release'])

/** The reading of a turn: from its understanding, its plan and what the plan's own calls found. `after`: what is held in mind then. */
export function readingOf(
  mind: Mind,
  plan: Plan,
  findings: readonly Finding[],
  after: Pick<DeskState, 'wish' | 'focus' | 'ids'>,
): Heard {
  const { understood, state, text, names } = mind
  const intents = [...new Set(understood.intents ?? [understood.intent])]
  const told = findings.filter(finding => finding.tool === 'facts')
  const asked: Reading['asked'] =
    told.length > 0
      ? told.flatMap(({ listing, asked }) => asked.map(fact => ({ listingId: listing.id, fact })))
      : (understood.facts ?? []).map(fact => ({ listingId: null, fact }))
  const focusId = after.focus === null ? null : (after.ids[after.focus] ?? state.ids[after.focus] ?? null)
  return {
    reading: {
      intent: understood.intent,
      intents,
      sentiment: understood.sentiment,
      frustration: understood.frustration,
      objections: understood.objections ?? [],
      asked,
      places: [...new Set([...placesSpoken(text, names), ...addedPlaces(mind)])],
      wish: after.wish,
      shown: Math.max(Object.keys(state.ids).length, state.shown.length),
      focusId,
      needsClarification: understood.needsClarification,
      lacking: lackingOf(mind, findings),
    },
    closing: isClosing(mind, plan, intents),
    discount: topicOf(text) === 'discount',
    contact: understood.contact?.phone !== undefined || understood.contact?.email !== undefined,
  }
}

/** A visit, a call or a human asked for, or an offer of one agreed to. Calling one off asks for none. */
function isClosing({ state }: Mind, plan: Plan, intents: readonly string[]): boolean {
  if (plan.steps.some(step => UNDOING.has(step.deed))) return false
  const offer = plan.answered?.accepted ? plan.answered.offer : intents.includes('agree') ? state.offer : null
  return intents.some(intent => CLOSING.has(intent)) || (offer !== null && CLOSING.has(offer))
}

/** Picked in the page, or understood from a name with a typo. */
function addedPlaces({ understood, state }: Mind): string[] {
  return (understood.filters.places ?? []).filter(place => !state.wish.places?.includes(place))
}

/** What was asked for and stands in no row: for who fills the catalogue. */
function lackingOf(mind: Mind, findings: readonly Finding[]): string[] {
  const facts = findings.flatMap(finding => {
    if (finding.tool === 'nothing') return finding.reason === 'unknown_listing' ? [finding.spoken] : []
    if (finding.tool !== 'facts') return []
    const untold = finding.facts.filter(fact => fact.text === null).map(fact => fact.label)
    return [...untold, notToldAround(mind, finding) ?? []].flat().map(what => `${what} of ${finding.listing.name}`)
  })
  return [...new Set([...(mind.understood.filters.unknownPlaces ?? []), ...facts])].map(one => one.slice(0, 200))
}
