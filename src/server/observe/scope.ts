import { AsyncLocalStorage } from 'node:async_hooks'
import type { Span } from './spans.ts'
import type { Held } from './watch.ts'

/** On whose behalf something runs: what statements and spans are told apart by. */
export type Scope = {
  /** The route's pattern, or the loop's name */
  route?: string
  job?: string
  requestId?: string
  /** The span under way; undefined where there are no traces */
  span?: Span
  /** What a loop asked before its trace began */
  held?: Held
  /** The turn under way, and who words its answer */
  turn?: { by: 'rules' | 'model' }
}

const scopes = new AsyncLocalStorage<Scope>()

export const scopeNow = (): Scope | undefined => scopes.getStore()

export const withScope = <Result>(scope: Scope, work: () => Result): Result => scopes.run(scope, work)
