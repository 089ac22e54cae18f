/** A wall-clock time `03:17` of a day as an instant; where a zone has no such time that day, the one after the gap. */
function at(date: Temporal.PlainDate, time: string, timeZone: string): Temporal.Instant {
  return date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).toInstant()
}

/** The latest moment of the schedule that is not after `now`. */
export function lastDue(now: Temporal.Instant, time: string, timeZone: string): Temporal.Instant {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate()
  const due = at(today, time, timeZone)
  return Temporal.Instant.compare(due, now) <= 0 ? due : at(today.subtract({ days: 1 }), time, timeZone)
}

/** The first moment of the schedule after `now`. */
export function nextDue(now: Temporal.Instant, time: string, timeZone: string): Temporal.Instant {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate()
  const due = at(today, time, timeZone)
  return Temporal.Instant.compare(due, now) > 0 ? due : at(today.add({ days: 1 }), time, timeZone)
}

const MINUTE_MS = 60_000
const LONGEST_MINUTES = 60

/** How long after the last of so many failures in a row it is tried again: 5 minutes, 10, 20, 40, then each hour. */
export function retryAfterMs(failures: number): number {
  return Math.min(5 * 2 ** (failures - 1), LONGEST_MINUTES) * MINUTE_MS
}
