import type { CatalogueNames } from '../catalogue/index.ts'
import type { DeskState } from './state.ts'
import type { Moment, Understanding } from './understand/index.ts'

/** One turn as the desk sees it: what was said, what it means, and what the conversation knew before. */
export type Mind = {
  text: string
  understood: Understanding
  /** All that was said of time; the understanding tells what is certain of it. */
  moment: Moment | undefined
  state: DeskState
  names: CatalogueNames
  currency: string
  timeZone: string
  now: Temporal.Instant
  /** The message's number: chooses among equal wordings, so that a thread does not repeat itself. */
  number: number
  /** A human was asked to come and is not there yet. */
  waiting: boolean
}

/** One of several equal wordings, the same one whenever the turn is answered again. */
export function oneOf<Value>(mind: Mind, values: readonly [Value, ...Value[]]): Value {
  return values[Math.trunc(mind.number / 2) % values.length]!
}
