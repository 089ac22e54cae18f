import type { Appointment } from '../api/types.ts'
import type { Tone } from '../parts/pill.tsx'
import { dateIn, formatTime, formatWhen } from '../words/time.ts'

const millis = (instant: string | null) => (instant ? Date.parse(instant) : null)

/** `Today` and `Tomorrow` as they stand in the middle of a sentence. */
const inSentence = (when: string) => when.replace(/^To/, 'to')

/** The promise of a call in words: `by 3:40 pm today`, `by Mon 23 Nov, 9:30 am`; null where none was given. */
export function promiseOf(appointment: Appointment, now = Date.now()): string | null {
  const { dueAt, timeZone } = appointment
  if (!dueAt) return null
  const isToday = dateIn(dueAt, timeZone) === dateIn(now, timeZone)
  return isToday ? `by ${formatTime(dueAt, timeZone)} today` : `by ${inSentence(formatWhen(dueAt, timeZone, now))}`
}

/** Where an appointment stands, in a word or two and a sentence; what is past by the clock is told as past. */
export function statusOf(appointment: Appointment, now = Date.now()): { label: string; tone: Tone; text: string } {
  const start = millis(appointment.start)
  const end = millis(appointment.end)
  const isCall = appointment.kind === 'callback'
  switch (appointment.status) {
    case 'held':
      return (millis(appointment.holdUntil) ?? 0) > now
        ? {
            label: 'Not booked yet',
            tone: 'wait',
            text: `This time is kept for you until ${formatTime(appointment.holdUntil!, appointment.timeZone)}. It is not booked yet.`,
          }
        : { label: 'Not booked', tone: 'over', text: 'This time was kept for you, but it was not booked.' }
    case 'expired':
      return { label: 'Not booked', tone: 'over', text: 'This time was kept for you, but it was not booked.' }
    case 'pending':
      if (isCall) return call(appointment, now)
      return start !== null && start <= now
        ? { label: 'Past', tone: 'over', text: 'This time has passed without being confirmed.' }
        : {
            label: 'To be confirmed',
            tone: 'wait',
            text: 'We have your booking and will confirm it soon. The time is yours until then.',
          }
    case 'confirmed': {
      const noun = nounOf(appointment)
      if (end !== null && end <= now)
        return { label: 'Past', tone: 'over', text: `This ${noun} is over. We hope it was worth your while.` }
      if (start !== null && start <= now) return { label: 'Now', tone: 'good', text: `This ${noun} is on now.` }
      return {
        label: 'Confirmed',
        tone: 'good',
        text: noun === 'session' ? 'Everything is set.' : 'Everything is set. We look forward to meeting you.',
      }
    }
    case 'completed':
      return isCall
        ? { label: 'Done', tone: 'over', text: 'We have spoken. Thank you for your time.' }
        : appointment.kind === 'coaching_session'
          ? { label: 'Done', tone: 'over', text: 'You have had this session. Thank you for your time.' }
          : { label: 'Visited', tone: 'over', text: 'Thank you for coming.' }
    case 'no_show':
      return { label: 'Missed', tone: 'over', text: 'We did not meet. You can book another time whenever you like.' }
    case 'cancelled':
      return {
        label: 'Cancelled',
        tone: 'bad',
        text: appointment.cancelReason ? `This was cancelled: ${appointment.cancelReason}` : 'This was cancelled.',
      }
    case 'contacted':
      return { label: 'We called', tone: 'good', text: 'We have called you.' }
    case 'no_answer':
      return { label: 'Not reached', tone: 'wait', text: 'We called and did not reach you. We will try again.' }
  }
}

function call(appointment: Appointment, now: number): { label: string; tone: Tone; text: string } {
  const due = millis(appointment.dueAt)
  if (due !== null && due < now)
    return {
      label: 'Late',
      tone: 'wait',
      text: `We promised to call ${promiseOf(appointment, now)}. We are late, and the team knows it.`,
    }
  return { label: 'We will call', tone: 'good', text: `We call you ${promiseOf(appointment, now) ?? 'soon'}.` }
}

/** Whether something is still to come of it. */
export function isUpcoming(appointment: Appointment, now = Date.now()): boolean {
  if (appointment.kind === 'callback') return ['pending', 'no_answer'].includes(appointment.status)
  if (appointment.status === 'held') return (millis(appointment.holdUntil) ?? 0) > now
  return ['pending', 'confirmed'].includes(appointment.status) && (millis(appointment.end) ?? 0) > now
}

const whenOf = (appointment: Appointment) =>
  millis(appointment.start) ?? millis(appointment.dueAt) ?? Date.parse(appointment.createdAt)

/** What is to come, soonest first, and what is behind, newest first. */
export function upcomingAndPast(items: readonly Appointment[], now = Date.now()) {
  const upcoming = items.filter(item => isUpcoming(item, now)).sort((a, b) => whenOf(a) - whenOf(b))
  const past = items.filter(item => !isUpcoming(item, now)).sort((a, b) => whenOf(b) - whenOf(a))
  return { upcoming, past }
}

/** What became different while the page was open, as sentences; empty where nothing that a visitor sees did. */
export function changesBetween(before: Appointment, after: Appointment, now = Date.now()): string[] {
  const changes: string[] = []
  const when = (of: Appointment) => (of.start ? inSentence(formatWhen(of.start, of.timeZone, now)) : null)
  if (before.status !== after.status) {
    const { label } = statusOf(after, now)
    changes.push(after.status === 'cancelled' ? 'It was cancelled.' : `It is now: ${label.toLowerCase()}.`)
  }
  if (before.start !== null && after.start !== null && Date.parse(before.start) !== Date.parse(after.start))
    changes.push(`It was moved from ${when(before)} to ${when(after)}.`)
  if (before.staff?.name !== after.staff?.name && after.staff) changes.push(`You will now meet ${after.staff.name}.`)
  return changes
}

/** What it is, for the middle of a sentence. */
export function nounOf({ kind }: Pick<Appointment, 'kind'>): 'visit' | 'call' | 'session' {
  return kind === 'callback' ? 'call' : kind === 'coaching_session' ? 'session' : 'visit'
}

/** `Visit to Velmora Avalon`, `Call about Velmora Avalon`. */
export function titleOf({ kind, listing }: Pick<Appointment, 'kind' | 'listing'>): string {
  if (kind === 'callback') return listing ? `Call about ${listing.name}` : 'Call back'
  if (kind === 'coaching_session') return 'Coaching session'
  return listing ? `Visit to ${listing.name}` : 'Visit'
}
