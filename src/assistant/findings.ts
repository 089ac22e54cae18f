import type {
  Comparison,
  Emi,
  FactKey,
  Listing,
  ListingCard,
  ListingFact,
  Market,
  SearchResult,
  Wish,
} from '../catalogue/index.ts'
import type { RememberedFact } from '../people/index.ts'
import type { AppointmentFinding } from './booking/findings.ts'
import type { AnswerTextKey } from './texts/defaults.ts'

/** Every family of the wish, for a search that only counts: nothing outside the wish is looked for. */
export const NO_RELAXING = ['price', 'bedrooms', 'statuses', 'possession', 'places']

/** How many homes a chat answer shows. */
export const SHOWN = 3

export type SearchFinding = {
  tool: 'search'
  wish: Wish
  result: SearchResult
  /** The homes shown now: a page of the strict results, or those outside the wish. */
  page: ListingCard[]
  /** How many of the same list were shown before. */
  from: number
  /** What a nearby list is measured from. */
  around: string | null
  ended: boolean
  /** The listing that a nearby list is measured from. */
  centreId?: string
}
export type FactsFinding = {
  tool: 'facts'
  listing: Listing
  /** Empty: the whole page was asked for. */
  asked: FactKey[]
  facts: ListingFact[]
  distances: { place: string; km: number | null }[]
}
export type CompareFinding = { tool: 'compare'; comparison: Comparison; listings: ListingCard[] }
export type MarketFinding = {
  tool: 'market'
  place: string
  market: Market | null
  homes: number
  sampleHome: ListingCard | null
}
export type EmiFinding = { tool: 'emi'; emi: Emi; listing: string | null }
export type RememberFinding = { tool: 'remember'; on: boolean; facts: RememberedFact[]; listings: string[] }
export type ForgetFinding = { tool: 'forget'; what: string; erased: number; confirm: boolean }
export type AdviceFinding = { tool: 'advice'; topic: AnswerTextKey; text: string }
/** A tool that found nothing to work on, in words for the visitor. */
export type NothingFinding = {
  tool: 'nothing'
  reason: 'unknown_listing' | 'no_list' | 'refused' | 'failed'
  spoken: string
  near: string[]
}

export type Finding =
  | SearchFinding
  | FactsFinding
  | CompareFinding
  | MarketFinding
  | EmiFinding
  | RememberFinding
  | ForgetFinding
  | AdviceFinding
  | AppointmentFinding
  | NothingFinding
