import type { Mind } from '../mind.ts'
import type { Wanted } from './arranging.ts'

/**
 * The time that a message names, or null. `base` is what it changes (RFC 3339): an hour alone keeps its day, a day alone its
 * hour, and then nothing is certain. `day` is the date that was spoken of before. A wall clock that the day skips gives no start.
 */
export function wantedOf(
  { moment, text, timeZone, now }: Mind,
  base: string | null = null,
  day: string | null = null,
): Wanted | null {
  if (!moment) return /\byesterday\b/i.test(text) ? { ...nothing, past: true } : null
  if (moment.over) return { ...nothing, past: true }
  const before = base === null ? null : Temporal.Instant.from(base).toZonedDateTimeISO(timeZone)
  const spokenOf = before?.toPlainDate().toString() ?? day
  const sameDay = (moment.clock ?? moment.slot) !== undefined && !moment.daySpoken && !moment.unclear
  const moved = spokenOf !== null && sameDay
  const date = moved ? spokenOf : (moment.date ?? null)
  const spokenSlot = moment.clock === undefined ? (moment.slot ?? null) : null
  const kept =
    before !== null && moment.clock === undefined && spokenSlot === null && !moment.unclear && moment.days !== 2
  const clock = moment.clock ?? (kept ? before.toPlainTime().toString({ smallestUnit: 'minute' }) : null)
  const start = date && clock ? startAt(date, clock, timeZone) : null
  const exact = moved || moment.start === undefined ? start : moment.start
  return {
    date,
    days: moment.days ?? 1,
    between: moment.between ?? null,
    part: spokenSlot,
    start: exact,
    certain: exact !== null && !moment.bare && !moment.bound && !kept && !moment.unclear,
    bound: moment.bound ?? null,
    past: exact !== null && Temporal.Instant.compare(Temporal.Instant.from(exact), now) <= 0,
  }
}

const COUNTS: Record<string, number> = { a: 1, an: 1, one: 1, two: 2, three: 3, half: 0.5 }
const SHIFT =
  /\b(?:by (an?|one|two|three|\d) (day|week|hour)s?|(an?|one|two|three|half an|\d) (day|week|hour)s? (?:later|earlier|before|after))\b/i
const BACK = /\b(?:earlier|before|prepone|advance|bring forward)\b/i

/** "Postpone it by a day", "two hours later": as far from `base` as was said. */
export function shiftedBy({ text, timeZone, now }: Mind, base: string): Wanted | null {
  const said = SHIFT.exec(text)
  if (!said) return null
  const word = (said[1] ?? said[3])!.toLowerCase().split(' ')[0]!
  const count = (COUNTS[word] ?? Number(word)) * (BACK.test(text) ? -1 : 1)
  const unit = (said[2] ?? said[4])!.toLowerCase()
  const before = Temporal.Instant.from(base).toZonedDateTimeISO(timeZone)
  const at =
    unit === 'hour'
      ? before.add({ minutes: count * 60 })
      : before.add({ days: Math.round(count * (unit === 'week' ? 7 : 1)) })
  const past = Temporal.Instant.compare(at.toInstant(), now) <= 0
  return { ...nothing, date: at.toPlainDate().toString(), start: rfc(at), certain: true, past }
}

/** The days from that of `base` on: where somebody looks first who moves what they have. */
export function around(base: string): Wanted {
  return { ...nothing, date: base.slice(0, 10), days: 3 }
}

const nothing: Wanted = {
  date: null,
  days: 1,
  between: null,
  part: null,
  start: null,
  certain: false,
  bound: null,
  past: false,
}

function startAt(date: string, clock: string, timeZone: string): string | null {
  const wall = Temporal.PlainDate.from(date).toPlainDateTime(clock)
  const at = wall.toZonedDateTime(timeZone)
  return at.toPlainDateTime().equals(wall) ? rfc(at) : null
}

export const rfc = (at: Temporal.ZonedDateTime): string =>
  at.toString({ timeZoneName: 'never', smallestUnit: 'second' })
