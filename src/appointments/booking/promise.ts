import type { AppointmentSettings, Urgency } from '../schema.ts'

/** Minutes in which somebody calls. Source: the table of promises in docs/appointments.md. */
const MINUTES: Record<Urgency, number> = { urgent: 30, high: 120, medium: 240, low: 1_440 }

export type CallingHours = Pick<AppointmentSettings, 'callsFrom' | 'callsUntil'> & {
  /** IANA name of the zone in which the hours are wall clock. */
  timeZone: string
  /** Dates (`2026-11-28`) on which nobody calls. */
  holidays: ReadonlySet<string>
}

/** More days in a row than this without calling hours is a setting that never calls: then the clock alone counts. */
const LONGEST_PAUSE_DAYS = 366

/**
 * By when somebody calls. The minutes of the urgency run only while there are calling hours, each day by its own clock: what is left
 * when a day ends goes on when the next one begins, so an hour that is skipped or repeated in between changes nothing. `low` is counted
 * by the clock, nights and holidays included. A preferred instant that is later is kept, moved to the next calling hours if it is
 * outside of them.
 */
export function promisedBy(
  now: Temporal.Instant,
  urgency: Urgency,
  hours: CallingHours,
  preferred?: Temporal.Instant,
): Temporal.Instant {
  const minutes = MINUTES[urgency]
  const due = urgency === 'low' ? now.add({ minutes }) : addCallingMinutes(now, minutes, hours)
  const wished = preferred && addCallingMinutes(preferred, 0, hours)
  return wished && Temporal.Instant.compare(wished, due) > 0 ? wished : due
}

/** The instant at which so many minutes of calling hours have passed; with 0, the first instant from `from` at which somebody calls. */
export function addCallingMinutes(from: Temporal.Instant, minutes: number, hours: CallingHours): Temporal.Instant {
  const first = from.toZonedDateTimeISO(hours.timeZone).toPlainDate()
  let left = BigInt(minutes) * 60_000_000_000n
  for (let day = 0; day <= LONGEST_PAUSE_DAYS; day++) {
    const calls = callsOn(first.add({ days: day }), hours)
    if (!calls) continue
    const begin = Temporal.Instant.compare(from, calls.begin) > 0 ? from : calls.begin
    const there = calls.end.epochNanoseconds - begin.epochNanoseconds
    if (there < 0n) continue
    if (left <= there) return Temporal.Instant.fromEpochNanoseconds(begin.epochNanoseconds + left)
    left -= there
  }
  return from.add({ minutes })
}

/** The calling hours of a date as instants; undefined on a holiday, and where they have no length. */
export function callsOn(
  date: Temporal.PlainDate,
  { callsFrom, callsUntil, timeZone, holidays }: CallingHours,
): { begin: Temporal.Instant; end: Temporal.Instant } | undefined {
  if (holidays.has(date.toString())) return undefined
  const at = (clock: string) =>
    clock === '24:00'
      ? date.add({ days: 1 }).toZonedDateTime(timeZone).toInstant()
      : date.toZonedDateTime({ timeZone, plainTime: clock }).toInstant()
  const begin = at(callsFrom)
  const end = at(callsUntil)
  return Temporal.Instant.compare(begin, end) < 0 ? { begin, end } : undefined
}
