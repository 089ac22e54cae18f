const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = 'January February March April May June July August September October November December'.split(' ')

/** When something is, for one reader. */
export type When = {
  /** `Saturday, 28 November 2026, 10:00 am`, with names of zones and the reader's own clock where they differ. */
  long: string
  /** `Sat 28 Nov, 10:00 am`, likewise. */
  short: string
  /** `Today at 10:00 am`, `Tomorrow at 10:00 am`, else as `short`: only who shares the clock shares the day. */
  near: string
  /** The same in the middle of a sentence: `today at 10:00 am`, `on Sat 28 Nov, 10:00 am`. */
  on: string
}

/**
 * The wall clock in the zone in which a time was agreed, with the rules of its own day. A reader whose clock shows something else
 * gets both, each with its zone; an hour that comes twice that night has its zone's name, which tells one from the other.
 */
export function tellWhen(
  instant: Temporal.Instant,
  zones: { agreed: string; reader: string },
  now: Temporal.Instant,
): When {
  const there = instant.toZonedDateTimeISO(zones.agreed)
  const here = instant.toZonedDateTimeISO(zones.reader)
  const year = now.toZonedDateTimeISO(zones.agreed).year
  if (there.offsetNanoseconds === here.offsetNanoseconds) {
    const zone = isRepeated(there) ? ` ${zoneName(there)}` : ''
    const short = `${shortDay(there, year)}, ${clockOf(there)}${zone}`
    const day = nameOfDay(there, now)
    return {
      long: `${longDay(there)}, ${clockOf(there)}${zone}`,
      short,
      near: day ? `${day} at ${clockOf(there)}${zone}` : short,
      on: day ? `${day.toLowerCase()} at ${clockOf(there)}${zone}` : `on ${short}`,
    }
  }
  const isSameDay = there.toPlainDate().equals(here.toPlainDate())
  const own = `${clockOf(here)} ${zoneName(here)}`
  const short = `${shortDay(there, year)}, ${clockOf(there)} ${zoneName(there)} (${isSameDay ? '' : `${shortDay(here, year)}, `}${clockOf(here)} your time)`
  return {
    long: `${longDay(there)}, ${clockOf(there)} ${zoneName(there)} (your time: ${isSameDay ? '' : `${longDay(here)}, `}${own})`,
    short,
    near: short,
    on: `on ${short}`,
  }
}

function clockOf(time: Temporal.ZonedDateTime): string {
  return `${time.hour % 12 || 12}:${String(time.minute).padStart(2, '0')} ${time.hour < 12 ? 'am' : 'pm'}`
}

function longDay(time: Temporal.ZonedDateTime): string {
  return `${days[time.dayOfWeek - 1]}, ${time.day} ${months[time.month - 1]} ${time.year}`
}

function shortDay(time: Temporal.ZonedDateTime, thisYear: number): string {
  const day = `${days[time.dayOfWeek - 1]!.slice(0, 3)} ${time.day} ${months[time.month - 1]!.slice(0, 3)}`
  return time.year === thisYear ? day : `${day} ${time.year}`
}

function nameOfDay(time: Temporal.ZonedDateTime, now: Temporal.Instant): string | undefined {
  const { days: ahead } = now.toZonedDateTimeISO(time.timeZoneId).toPlainDate().until(time.toPlainDate())
  return ahead === 0 ? 'Today' : ahead === 1 ? 'Tomorrow' : undefined
}

function isRepeated(time: Temporal.ZonedDateTime): boolean {
  const clock = time.toPlainDateTime()
  const [first, second] = (['earlier', 'later'] as const).map(disambiguation =>
    clock.toZonedDateTime(time.timeZoneId, { disambiguation }),
  )
  return !first!.equals(second!)
}

/** `India Standard Time`, `Eastern Daylight Time`: as it is called at that instant. */
function zoneName(time: Temporal.ZonedDateTime): string {
  const parts = formatOf(time.timeZoneId).formatToParts(time.epochMilliseconds)
  return parts.find(part => part.type === 'timeZoneName')?.value ?? time.timeZoneId
}

// Making a formatter costs far more than using it, and there are few zones.
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'long' })
  formats.set(timeZone, format)
  return format
}
