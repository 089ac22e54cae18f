import type { Objection, Stage } from '../schema.ts'
import type { OpenQuestion } from './schema.ts'

/** A home to sell up to: what it is, what it costs, how far that is from the budget. */
export type Upsell = {
  listing: { id: string; name: string }
  unit: string
  price: string
  /** Whole percent over the budget, rounded up; 0 within it */
  overPercent: number
  /** Why it is the better match: "has a pool"; for a larger one nothing */
  reason: string | null
}

/** All that the rules of cards go by: one message of a conversation or call, and the rows as they stand then. */
export type Situation = {
  /** The message's number, for the evidence */
  messageNumber: number
  /** Of the visitor so far, this one included */
  messages: number
  /** Different listings shown so far */
  shown: number
  stage: Stage
  /** Raised in this very message */
  objections: readonly Objection[]
  asks: { schools: boolean; investment: boolean }
  activeVisit: boolean
  openCallback: boolean
  /** In focus, else the one that was shown first */
  listing: {
    id: string
    name: string
    place: string
    ready: boolean
    /** Null where it is not in our data */
    possession: string | null
    registration: string | null
  } | null
  place: string | null
  /** The locality's past figures; null where one is missing */
  market: { place: string; growth: string; yield: string; source: string; asOf: string; sample: boolean } | null
  /** What was asked in this message and stands in a row */
  answered: { label: string; text: string; listing: { id: string; name: string }; asOf: string } | null
  better: Upsell | null
  larger: Upsell | null
  /** What is not known yet and matters most */
  question: OpenQuestion | null
}
