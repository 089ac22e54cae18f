import type { AppointmentEvent, AppointmentStatus, StaffAppointment } from '../../api/types.ts'
import type { Tone } from '../../parts/pill.tsx'
import { formatWhen } from '../../words/time.ts'

type Standing = Pick<StaffAppointment, 'kind' | 'status' | 'end' | 'dueAt'>

/** Where an appointment stands, for those who have to do something about it. */
export function standingOf({ kind, status, end, dueAt }: Standing, now = Date.now()): { label: string; tone: Tone } {
  const isCall = kind === 'callback'
  switch (status) {
    case 'held':
      return { label: 'Kept, not booked', tone: 'over' }
    case 'pending':
      if (!isCall) return { label: 'To confirm', tone: 'wait' }
      return dueAt && Date.parse(dueAt) < now ? { label: 'Overdue', tone: 'bad' } : { label: 'To call', tone: 'wait' }
    case 'confirmed':
      // Whoever was there has not said yet how it went.
      return end && Date.parse(end) <= now
        ? { label: 'Outcome missing', tone: 'wait' }
        : { label: 'Confirmed', tone: 'good' }
    case 'no_answer':
      return { label: 'Not reached', tone: 'wait' }
    case 'no_show':
      return { label: 'No show', tone: 'bad' }
    default:
      return { label: STATUSES[status], tone: status === 'contacted' ? 'good' : 'over' }
  }
}

const STATUSES: Record<AppointmentStatus, string> = {
  held: 'Kept',
  pending: 'Pending',
  confirmed: 'Confirmed',
  completed: 'Completed',
  no_show: 'No show',
  cancelled: 'Cancelled',
  expired: 'Expired',
  contacted: 'Reached',
  no_answer: 'Not reached',
}

/** Whether it stands in nobody's way any more. */
export const isGone = ({ status }: Pick<StaffAppointment, 'status'>) => status === 'cancelled' || status === 'expired'

export const SOURCES: Record<string, string> = {
  chat: 'Chat',
  form: 'Web page',
  staff: 'Staff',
  api: 'API',
  import: 'Import',
}

export const OUTCOMES = {
  successful: 'Reached',
  no_answer: 'No answer',
  busy: 'Busy',
  wrong_number: 'Wrong number',
} as const
export type Outcome = keyof typeof OUTCOMES

/** One line of the history, and who did it. */
export function eventWords(event: AppointmentEvent, timeZone: string, now = Date.now()): { what: string; who: string } {
  return { what: whatOf(event, timeZone, now), who: whoOf(event) }
}

function whatOf({ kind, status, start, staff, number }: AppointmentEvent, timeZone: string, now: number): string {
  const when = start ? ` ${formatWhen(start, timeZone, now)}` : ''
  const whom = staff ? ` with ${staff}` : ''
  switch (kind) {
    case 'held':
      return `Time kept:${when}`
    case 'requested':
      return number === 1 ? `Asked for a call${staff ? `, given to ${staff}` : ''}` : 'Asked for the call again'
    case 'booked':
      return `Booked for${when}${whom}`
    case 'moved':
      return `Moved to${when}${whom}`
    case 'reassigned':
      return staff ? `Given to ${staff}` : 'Given to nobody'
    case 'corrected':
      return `Corrected: ${STATUSES[status].toLowerCase()}`
    case 'noted':
      return 'Staff notes written'
    case 'rated':
      return 'Rated'
    case 'contacted':
      return 'Reached on the phone'
    case 'no_answer':
      return 'Called, not reached'
    default:
      return kind in STATUSES ? STATUSES[kind as AppointmentStatus] : kind.replaceAll('_', ' ')
  }
}

function whoOf({ actedBy, account }: AppointmentEvent): string {
  if (actedBy === 'staff') return account ?? 'Staff'
  return { visitor: 'The visitor', calendar: 'Changed in the calendar', system: 'By itself' }[actedBy]
}

/** What is known of the calendar of the member of staff. */
export function calendarWords({
  calendarState,
  staff,
}: Pick<StaffAppointment, 'calendarState' | 'staff'>): string | null {
  const whose = staff ? `the calendar of ${staff.name}` : 'the calendar'
  switch (calendarState) {
    case 'none':
      return null
    case 'waiting':
      return `On its way into ${whose}`
    case 'synced':
      return `In ${whose}`
    case 'not_synced':
      return `Could not be written into ${whose}. The appointment stands all the same.`
  }
}
