import type { Accounts } from '../accounts/index.ts'
import type { CalendarSettings } from '../appointments/index.ts'
import type { Channels } from '../channels/index.ts'
import type { Files } from '../files/index.ts'
import type { House } from '../house/index.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Store, Verdict } from '../storage/index.ts'
import type { Later } from './later.ts'
import type { Live } from './live/index.ts'

/** How far this process has come. What needs the store is answered from `ready` on. */
export type Phase = 'starting' | 'waiting' | 'migrating' | 'ready' | 'stopping'

/** What comes into being while the process starts. Routes are declared before it is there, and ask for it when called. */
export type State = {
  phase: Phase
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
  /** What happens without anybody asking, once it runs */
  later?: Later
  /** Who reads live, and what tells them */
  live?: Live
}

type Opened = State &
  Required<Pick<State, 'store' | 'verdict' | 'accounts' | 'visitorSecret' | 'channels' | 'calendars' | 'files'>>

/** The state once everything is there; before that, and while stopping, refuses `server.not_ready`. */
export function requireReady(state: State): Opened {
  if (state.phase !== 'ready')
    refuse('unavailable', 'server.not_ready', {
      message: SENTENCE[state.phase],
      retryAfterSeconds: state.phase === 'stopping' ? 2 : 5,
    })
  return state as Opened
}

const SENTENCE: Record<Phase, string> = {
  starting: 'Mosaic is starting. Please try again in a moment.',
  waiting: 'Mosaic cannot reach its database just now and keeps trying. Nothing that was confirmed is lost.',
  migrating: 'Mosaic is preparing its database. Please try again in a moment.',
  ready: '',
  stopping: 'Mosaic is restarting. Please try again in a moment.',
}
