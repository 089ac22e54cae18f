/** A day as a number: days since 1970-01-01. Wall clocks are minutes since midnight, 0 to 1440. */
export type Day = number

export const MINUTE = 60_000
const DAY = 86_400_000
const MOST_KEPT = 50_000

/** `at`: epoch milliseconds at which a wall clock is shown, or passed over where it does not exist that day. */
type Moment = { at: number; exists: boolean }

/** What was asked before, by zone. The rules of a day do not change while a process runs. */
const known = new Map<string, Map<number, Moment>>()

/**
 * When the clock of `timeZone` reaches `minutes` on `day`, with the rules of that day: the first time where it is shown twice, the
 * jump where it is jumped over.
 */
export function momentOf(timeZone: string, day: Day, minutes: number): Moment {
  let moments = known.get(timeZone)
  if (!moments) known.set(timeZone, (moments = new Map()))
  const key = day * 1441 + minutes
  let moment = moments.get(key)
  if (moment) return moment
  if (moments.size >= MOST_KEPT) moments.clear()
  moments.set(key, (moment = findMoment(timeZone, day, minutes)))
  return moment
}

function findMoment(timeZone: string, day: Day, minutes: number): Moment {
  const wanted = Temporal.PlainDate.from(dateOf(day)).toPlainDateTime().add({ minutes })
  const found = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  if (found.toPlainDateTime().equals(wanted)) return { at: found.epochMilliseconds, exists: true }
  const jump = found.getTimeZoneTransition('next')!
  return { at: jump.epochMilliseconds, exists: false }
}

/** `2026-11-28` as a day. */
export function dayOf(date: string): Day {
  return Date.parse(`${date}T00:00:00Z`) / DAY
}

/** A day as `2026-11-28`. */
export function dateOf(day: Day): string {
  return new Date(day * DAY).toISOString().split('T')[0]!
}

/** The day that it is in a zone. */
export function dayAt(timeZone: string, instant: Temporal.Instant): Day {
  return dayOf(instant.toZonedDateTimeISO(timeZone).toPlainDate().toString())
}

/** 1 is Monday, as in ISO 8601. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** `09:30`, or `09:30:00` as the store writes it, as minutes since midnight. */
export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}

/** RFC 3339 with the offset that the zone has then, such as `2026-11-28T10:00:00+05:30`. */
export function instantText(timeZone: string, at: number | Temporal.Instant): string {
  const instant = typeof at === 'number' ? Temporal.Instant.fromEpochMilliseconds(at) : at
  return instant.toString({ timeZone, smallestUnit: 'second' })
}
