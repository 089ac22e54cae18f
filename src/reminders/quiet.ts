import type { ReminderSettings } from './schema.ts'

/** Moved to the morning, a reminder leaves at least this long before it is of no use. */
const AHEAD_MINUTES = 45

/**
 * When something planned for `plannedAt` is sent so that quiet hours are kept: at `quietUntil` of that morning if that is at
 * least 45 minutes before `usefulUntil`, else one minute before `quietFrom` of the evening before; undefined where neither
 * lies between `now` and `usefulUntil`. Wall clocks are of `timeZone`, with the rules of their own day. What was planned for
 * the past is meant for now; equal hours are no quiet hours.
 */
export function quietDue(
  input: { plannedAt: Temporal.Instant; usefulUntil: Temporal.Instant; timeZone: string; now: Temporal.Instant },
  settings: ReminderSettings,
): Temporal.Instant | undefined {
  const { plannedAt, usefulUntil, timeZone, now } = input
  const at = earlier(plannedAt, now) ? now : plannedAt
  if (!earlier(at, usefulUntil)) return undefined
  const wall = at.toZonedDateTimeISO(timeZone).toPlainDateTime()
  const night = nightOf(wall, settings)
  if (!night) return at
  const morning = morningAfter(night.until, at, timeZone)
  if (!earlier(usefulUntil, morning.add({ minutes: AHEAD_MINUTES }))) return morning
  // Where the clock skips this minute, the one an hour before is the evening; the one an hour after would be in the night.
  const evening = night.from
    .subtract({ minutes: 1 })
    .toZonedDateTime(timeZone, { disambiguation: 'earlier' })
    .toInstant()
  return earlier(evening, now) ? undefined : evening
}

/** The quiet hours that a wall clock lies in; undefined outside. */
function nightOf(wall: Temporal.PlainDateTime, { quietFrom, quietUntil }: ReminderSettings) {
  const [from, until] = [Temporal.PlainTime.from(quietFrom), Temporal.PlainTime.from(quietUntil)]
  const isAfter = (time: Temporal.PlainTime) => Temporal.PlainTime.compare(wall.toPlainTime(), time) >= 0
  const date = wall.toPlainDate()
  const overMidnight = Temporal.PlainTime.compare(from, until) > 0
  if (overMidnight ? !isAfter(from) && isAfter(until) : !isAfter(from) || isAfter(until)) return undefined
  const begins = overMidnight && !isAfter(from) ? date.subtract({ days: 1 }) : date
  const ends = overMidnight && isAfter(from) ? date.add({ days: 1 }) : date
  return { from: begins.toPlainDateTime(from), until: ends.toPlainDateTime(until) }
}

/** In an hour that comes twice, the quiet one may be the second. */
function morningAfter(until: Temporal.PlainDateTime, at: Temporal.Instant, timeZone: string): Temporal.Instant {
  const first = until.toZonedDateTime(timeZone).toInstant()
  return earlier(first, at) ? until.toZonedDateTime(timeZone, { disambiguation: 'later' }).toInstant() : first
}

function earlier(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}
