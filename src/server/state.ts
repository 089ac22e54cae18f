import type { Accounts } from '../accounts/index.ts'
import type { CalendarSettings } from '../appointments/index.ts'
import type { Channels } from '../channels/index.ts'
import type { Files } from '../files/index.ts'
import type { House } from '../house/index.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Store, Verdict } from '../storage/index.ts'
import type { FirstStart } from './first-start/index.ts'
import type { Later } from './later.ts'
import type { Live } from './live/index.ts'
import type { Outage } from './outage/index.ts'

/**
 * How far this process has come. `upgrading`: the embedded store goes to a new major version of PostgreSQL. What needs the store is answered from `ready` on. `undecided`, `moving`: it stands before a
 * database that is not to be served yet (src/server/first-start); `held`: its store was moved elsewhere.
 */
export type Phase =
  | 'starting'
  | 'upgrading'
  | 'waiting'
  | 'migrating'
  | 'undecided'
  | 'moving'
  | 'held'
  | 'ready'
  | 'stopping'

/** What comes into being while the process starts. Routes are declared before it is there, and ask for it when called. */
export type State = {
  phase: Phase
  /** It stops, and still answers whoever has not heard of that yet. */
  lastCalls?: boolean
  store?: Store
  verdict?: Verdict
  accounts?: Accounts
  /** Signs visitor keys. */
  visitorSecret?: string
  channels?: Channels
  calendars?: CalendarSettings
  files?: Files
  /** The business as it stands; there from the first moment */
  house?: House
  /** What is asked before a database is served for the first time */
  firstStart?: FirstStart
  /** What happens without anybody asking, once it runs */
  later?: Later
  /** Who reads live, and what tells them */
  live?: Live
  /** Keeps what visitors say while the store is away, where that was asked for */
  outage?: Outage
}

type Opened = State &
  Required<Pick<State, 'store' | 'verdict' | 'accounts' | 'visitorSecret' | 'channels' | 'calendars' | 'files'>>

/**
 * The state once everything is there; before that, and while stopping, refuses `server.not_ready`, or `server.undecided`,
 * `server.moving` and `storage.held` where something else is waited for.
 */
export function requireReady(state: State): Opened {
  if (state.phase !== 'ready' && !state.lastCalls)
    refuse('unavailable', CODE[state.phase] ?? 'server.not_ready', {
      message: SENTENCE[state.phase],
      retryAfterSeconds: state.phase === 'stopping' ? 2 : 5,
      ...(state.phase === 'moving' && { percent: state.firstStart?.shown().percent ?? null }),
    })
  return state as Opened
}

const CODE: Partial<Record<Phase, string>> = {
  undecided: 'server.undecided',
  moving: 'server.moving',
  held: 'storage.held',
}

const SENTENCE: Record<Phase, string> = {
  starting: 'Mosaic is starting. Please try again in a moment.',
  upgrading:
    'Mosaic is preparing its database for a new release. This may take some minutes; nothing that was confirmed is lost.',
  waiting: 'Mosaic cannot reach its database just now and keeps trying. Nothing that was confirmed is lost.',
  migrating: 'Mosaic is preparing its database. Please try again in a moment.',
  undecided: 'We are moving to a new home and will be back soon. Nothing that was confirmed is lost.',
  moving: 'We are moving to a new home and will be back soon. Nothing that was confirmed is lost.',
  held: 'We have moved. Please try again in a moment; nothing that was confirmed is lost.',
  ready: '',
  stopping: 'Mosaic is restarting. Please try again in a moment.',
}
