import type { History } from '../history.ts'
import type { Rows } from '../rows.ts'

/** What the rules are held against: what clients were told, and what the database holds in the end. */
export type Run = {
  history: History
  rows: Rows
  /** Clocks were wrong: what is told by instants alone says nothing. */
  clocksJumped: boolean
}
