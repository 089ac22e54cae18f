import type { Appointment, Slot } from '../../appointments/schema.ts'
import type { AboutOwn } from './about-own.ts'
import type { Arranging } from './arranging.ts'

export type Why = 'past' | 'notice' | 'beyond' | 'holiday' | 'closed' | 'no_slot' | 'taken' | 'full' | 'part' | 'clash'

/** What became of a message about an appointment, in rows; words and chips are made of it. */
export type AppointmentFinding = {
  tool: 'appointment'
  outcome:
    | 'ask_home' // which of several homes
    | 'ask_day' // which of two dates
    | 'offer' // real free starts to choose from
    | 'nobody' // no start at all: nobody can be booked
    | 'confirm' // held, and asked whether it is meant
    | 'contact' // held, and asked for what is missing
    | 'booked'
    | 'already' // there is a visit to this home at this time
    | 'ask_phone' // a call needs name and number
    | 'ask_hour' // when to call
    | 'promised'
    | 'ask_which' // which of several appointments
    | 'confirm_move'
    | 'moved'
    | 'same_time'
    | 'confirm_cancel'
    | 'cancelled'
    | 'none' // there is no such appointment
    | 'mine'
    | 'about' // a question or a word about one that was agreed
    | 'released'
    | 'kept' // neither moved nor cancelled
  ask: AboutOwn | null
  /** What stays open after this turn. */
  arranging: Arranging | null
  /** The one spoken of, as its person sees it. */
  appointment: Appointment | null
  /** Several to choose from or to tell. */
  appointments: Appointment[]
  listing: { id: string; slug: string; name: string } | null
  /** Names of homes to choose from. */
  homes: string[]
  /** Starts offered first, and all of the days that were asked for. */
  slots: Slot[]
  days: { date: string; slots: Slot[] }[]
  /** Why the wished start cannot be had, and that start or date. */
  why: Why | null
  wished: string | null
  holiday: string | null
  /** What is still needed, and what was given but is none. */
  missing: ('name' | 'phone' | 'reach')[]
  invalid: 'phone' | 'email' | 'name' | null
  /** The channel by which a confirmation follows; null where none is switched on. */
  follows: 'email' | 'phone' | null
  /** Whether a visit was meant, for words like "none". */
  about: 'visit' | 'callback' | null
  hours: { from: string; until: string } | null
  /** The starts in words, for a model to repeat. */
  said: string[]
}

export function found(
  outcome: AppointmentFinding['outcome'],
  more: Partial<AppointmentFinding> = {},
): AppointmentFinding {
  return {
    tool: 'appointment',
    outcome,
    ask: null,
    arranging: null,
    appointment: null,
    appointments: [],
    listing: null,
    homes: [],
    slots: [],
    days: [],
    why: null,
    wished: null,
    holiday: null,
    missing: [],
    invalid: null,
    follows: null,
    about: null,
    hours: null,
    said: [],
    ...more,
  }
}
