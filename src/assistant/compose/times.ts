import { clockWords as clockText, monthWord, shortDayWords, weekdayWord } from '../../kernel/time-words.ts'
import { zoneWords } from '../../kernel/zones.ts'

const zoned = (at: string, timeZone: string) => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone)

/** `3:40 pm` */
export function clockWords(at: string, timeZone: string): string {
  return clockText(zoned(at, timeZone))
}

/** `9:00 am` of `09:00` */
export function hourWords(clock: string): string {
  const [hour, minute] = clock.split(':').map(Number)
  return clockText({ hour: hour! % 24, minute: minute! })
}

/** `Saturday 28 November 2026` of a date, or of an instant in the zone. */
export function dayWords(at: string, timeZone: string): string {
  const day = at.length === 10 ? Temporal.PlainDate.from(at) : zoned(at, timeZone)
  return `${weekdayWord(day)} ${day.day} ${monthWord(day)} ${day.year}`
}

/** `Saturday 28 November 2026 at 10:00 am` */
export function whenWords(at: string, timeZone: string): string {
  return `${dayWords(at, timeZone)} at ${clockWords(at, timeZone)}`
}

/** The same with the zone's name at that instant: `… at 10:00 am (India Standard Time)`. */
export function agreedWords(at: string, timeZone: string): string {
  return `${whenWords(at, timeZone)} (${zoneWords(zoned(at, timeZone))})`
}

/** `3:40 pm today`, `9:00 am tomorrow, Sunday 29 November 2026`, `9:00 am on Monday 30 November 2026` */
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
  return shortDayWords(day)
}

/** `28 November 2026 at 10:00 am`: what a visitor may say and is understood as exactly that start. */
export function spokenWhen(at: string, timeZone: string): string {
  const day = zoned(at, timeZone)
  return `${day.day} ${monthWord(day)} ${day.year} at ${clockWords(at, timeZone)}`
}

export function spokenDay(date: string): string {
  const day = Temporal.PlainDate.from(date)
  return `${day.day} ${monthWord(day)} ${day.year}`
}
