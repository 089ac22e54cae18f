import type { DayPart, Slot, SlotDays } from '../api/types.ts'
import { dateIn, formatTime, formatWeekday } from '../words/time.ts'

export type Day = SlotDays['days'][number]

const PARTS: readonly (readonly [DayPart, string])[] = [
  ['morning', 'Morning'],
  ['afternoon', 'Afternoon'],
  ['evening', 'Evening'],
]

/** The starts of a day under the part of the day that the server gave them; parts without any are left out. */
export function groupByPart(slots: readonly Slot[]): { part: DayPart; label: string; slots: Slot[] }[] {
  return PARTS.map(([part, label]) => ({ part, label, slots: slots.filter(slot => slot.part === part) })).filter(
    group => group.slots.length > 0,
  )
}

/** Why a day cannot be chosen, or how many starts it has. */
export function dayWords(day: Day): string {
  if (day.slots.length > 0) return day.slots.length === 1 ? '1 time' : `${day.slots.length} times`
  switch (day.closed) {
    case 'past':
      return 'too late to book'
    case 'beyond':
      return 'too far ahead to book'
    case 'holiday':
      return day.holiday ? `closed, ${day.holiday}` : 'closed, holiday'
    case 'closed':
      return 'closed'
    default:
      return 'all times are taken'
  }
}

/** The visitor's own zone, as their browser has it. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}

/**
 * The visitor's own wall clock at an instant, where it differs from the appointment's: the time, and the weekday where that is
 * another one. Null where both clocks show the same, whatever the zones are called.
 */
export function ownClock(instant: string, timeZone: string, own: string): string | null {
  const time = formatTime(instant, own)
  const date = dateIn(instant, own)
  const sameDate = date === dateIn(instant, timeZone)
  if (sameDate && time === formatTime(instant, timeZone)) return null
  return sameDate ? time : `${formatWeekday(date, own).split(' ')[0]} ${time}`
}

/** What is left until an instant (epoch milliseconds): `9 min`, `45 s`; null once it is over. */
export function timeLeft(until: number, now: number): string | null {
  const seconds = Math.ceil((until - now) / 1000)
  if (seconds <= 0) return null
  return seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

const MINUTE = 60_000

/**
 * The instant of a wall clock (`YYYY-MM-DD`, `HH:MM`) in a zone, with the rules of that day. A clock that comes twice is its
 * first; one that is skipped is moved on by the gap. Null for what is no date or time.
 */
export function instantOf(date: string, time: string, timeZone: string): string | null {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  if (Number.isNaN(wanted)) return null
  const offsets = [wanted - 86_400_000, wanted + 86_400_000].map(at => offsetAt(at, timeZone))
  const fits = offsets.map(offset => wanted - offset).filter(at => at + offsetAt(at, timeZone) === wanted)
  const at = fits.length > 0 ? Math.min(...fits) : wanted - offsets[0]!
  return new Date(at).toISOString()
}

/** How far a zone's wall clock is ahead of UTC at an instant, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at)
  const of = (type: string) => Number(parts.find(part => part.type === type)?.value)
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'))
  return shown - Math.floor(at / MINUTE) * MINUTE
}
