import { clockWords, monthWord, shortDayWords, weekdayWord } from '../../kernel/time-words.ts'
import { zoneWords } from '../../kernel/zones.ts'

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
    const zone = isRepeated(there) ? ` ${zoneWords(there)}` : ''
    const short = `${shortDay(there, year)}, ${clockWords(there)}${zone}`
    const day = nameOfDay(there, now)
    return {
      long: `${longDay(there)}, ${clockWords(there)}${zone}`,
      short,
      near: day ? `${day} at ${clockWords(there)}${zone}` : short,
      on: day ? `${day.toLowerCase()} at ${clockWords(there)}${zone}` : `on ${short}`,
    }
  }
  const isSameDay = there.toPlainDate().equals(here.toPlainDate())
  const own = `${clockWords(here)} ${zoneWords(here)}`
  const short = `${shortDay(there, year)}, ${clockWords(there)} ${zoneWords(there)} (${isSameDay ? '' : `${shortDay(here, year)}, `}${clockWords(here)} your time)`
  return {
    long: `${longDay(there)}, ${clockWords(there)} ${zoneWords(there)} (your time: ${isSameDay ? '' : `${longDay(here)}, `}${own})`,
    short,
    near: short,
    on: `on ${short}`,
  }
}

function longDay(time: Temporal.ZonedDateTime): string {
  return `${weekdayWord(time)}, ${time.day} ${monthWord(time)} ${time.year}`
}

function shortDay(time: Temporal.ZonedDateTime, thisYear: number): string {
  const day = shortDayWords(time)
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
