const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = 'January February March April May June July August September October November December'.split(' ')

const zoned = (at: string, timeZone: string) => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone)

/** `3:40 pm` */
export function clockWords(at: string, timeZone: string): string {
  const { hour, minute } = zoned(at, timeZone)
  return clockOf(hour, minute)
}

/** `9:00 am` of `09:00` */
export function hourWords(clock: string): string {
  const [hour, minute] = clock.split(':').map(Number)
  return clockOf(hour! % 24, minute!)
}

function clockOf(hour: number, minute: number): string {
  return `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'am' : 'pm'}`
}

/** `Saturday 28 November 2026` of a date, or of an instant in the zone. */
export function dayWords(at: string, timeZone: string): string {
  const day = at.length === 10 ? Temporal.PlainDate.from(at) : zoned(at, timeZone)
  return `${DAYS[day.dayOfWeek - 1]} ${day.day} ${MONTHS[day.month - 1]} ${day.year}`
}

/** `Saturday 28 November 2026 at 10:00 am` */
export function whenWords(at: string, timeZone: string): string {
  return `${dayWords(at, timeZone)} at ${clockWords(at, timeZone)}`
}

/** The same with the zone's name at that instant: `… at 10:00 am (India Standard Time)`. */
export function agreedWords(at: string, timeZone: string): string {
  return `${whenWords(at, timeZone)} (${zoneWords(at, timeZone)})`
}

/** `3:40 pm today`, `9:00 am tomorrow`, `9:00 am on Monday 30 November 2026` */
export function promiseWords(at: string, timeZone: string, now: Temporal.Instant): string {
  const day = zoned(at, timeZone).toPlainDate()
  const { days } = now.toZonedDateTimeISO(timeZone).toPlainDate().until(day)
  const named =
    days === 0 ? 'today' : days === 1 ? `tomorrow, ${dayWords(at, timeZone)}` : `on ${dayWords(at, timeZone)}`
  return `${clockWords(at, timeZone)} ${named}`
}

/** `Sat 28 Nov, 10:00 am`: a chip's label. */
export function shortWhen(at: string, timeZone: string): string {
  return `${shortDay(at, timeZone)}, ${clockWords(at, timeZone)}`
}

export function shortDay(at: string, timeZone: string): string {
  const day = at.length === 10 ? Temporal.PlainDate.from(at) : zoned(at, timeZone)
  return `${DAYS[day.dayOfWeek - 1]!.slice(0, 3)} ${day.day} ${MONTHS[day.month - 1]!.slice(0, 3)}`
}

/** `28 November 2026 at 10:00 am`: what a visitor may say and is understood as exactly that start. */
export function spokenWhen(at: string, timeZone: string): string {
  const { day, month, year } = zoned(at, timeZone)
  return `${day} ${MONTHS[month - 1]} ${year} at ${clockWords(at, timeZone)}`
}

export function spokenDay(date: string): string {
  const { day, month, year } = Temporal.PlainDate.from(date)
  return `${day} ${MONTHS[month - 1]} ${year}`
}

// Making a formatter costs far more than using it, and there are few zones.
const formats = new Map<string, Intl.DateTimeFormat>()

/** `India Standard Time`, `Eastern Daylight Time` */
function zoneWords(at: string, timeZone: string): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'long' })
  formats.set(timeZone, format)
  const parts = format.formatToParts(Temporal.Instant.from(at).epochMilliseconds)
  return parts.find(part => part.type === 'timeZoneName')?.value ?? timeZone
}
