import type { CallbackReason } from '../appointments/schema.ts'
import type { Wish } from '../catalogue/index.ts'
import type { Arranging } from './booking/arranging.ts'
import type { Contact, Offer } from './understand/index.ts'

/** Where the last list of homes stands, so that "more" goes on without repeating or skipping. */
export type Trail = {
  kind: 'search' | 'nearby'
  wish: Wish
  /** The centre of a nearby list: a listing's id or a place. */
  listingId?: string
  place?: string
  cursor: string | null
  /** How many were shown so far, and how many there are. */
  given: number
  total: number
}

/** What the assistant holds in mind between turns. Kept with the conversation; the next turn's understanding needs it. */
export type DeskState = {
  wish: Wish
  /** The name of the listing in focus. */
  focus: string | null
  /** Names of the listings shown last, in order. */
  shown: string[]
  /** Ids of the homes just spoken of, by name: an id is found at once, a name is looked for. */
  ids: Record<string, string>
  offer: Offer | null
  lastIntent: string | null
  /** Offers that were refused: not made again in this conversation. */
  ended: Offer[]
  /** Keys of the wish that this conversation refused to relax. */
  refused: string[]
  trail: Trail | null
  /** The lowest price among the homes shown last, in minor units: where "too expensive" starts from. */
  lowest: number | null
  /** A deed that waits for a yes. */
  confirm: 'forget_everything' | null
  /** What was asked already, so that nobody is asked twice. */
  asked: string[]
  /** Whether a phone number or e-mail was left in this conversation. */
  contactGiven: boolean
  /** The yes-or-no question that the last answer closed with, where it is none of the offers. */
  question: 'list' | 'compare' | null
  /** The visit, call or change that is being arranged. */
  arranging: Arranging | null
  /** Whether a visit or call that was being arranged was let go: nobody is nudged to one then. */
  letGo: boolean
  /** Code of the appointment that was just booked, moved or told of: what "it" means. */
  appointment: string | null
  /** Whether the last answer was about it: then a time alone moves it. */
  recent: boolean
  /** Name, phone and e-mail given in this conversation. */
  contact: Contact
  /** What money and paper questions were about last: the reason for a call. */
  lastTopic: CallbackReason | null
}

const emptyState: DeskState = {
  wish: {},
  focus: null,
  shown: [],
  ids: {},
  offer: null,
  lastIntent: null,
  ended: [],
  refused: [],
  trail: null,
  lowest: null,
  confirm: null,
  asked: [],
  contactGiven: false,
  question: null,
  arranging: null,
  letGo: false,
  appointment: null,
  recent: false,
  contact: {},
  lastTopic: null,
}

/** The kept state with everything that an older release or a filter chip may have left out. */
export function readState(kept: Readonly<Record<string, unknown>> | null | undefined): DeskState {
  return { ...emptyState, ...(kept as Partial<DeskState> | null | undefined) }
}

/** What to find a listing by: its id where it was just spoken of, else its name. */
export function idOf({ state }: { state: DeskState }, name: string): string {
  return Object.hasOwn(state.ids, name) ? state.ids[name]! : name
}
