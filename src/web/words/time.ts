/** Instants come as RFC 3339 and are shown in the zone given, without one in the reader's own, and in Indian English. */
const clock = { hour: 'numeric', minute: '2-digit' } as const
const time = new Intl.DateTimeFormat('en-IN', clock)
const day = new Intl.DateTimeFormat('en-IN', { weekday: 'long', day: 'numeric', month: 'long' })
const short = { day: 'numeric', month: 'short', year: 'numeric' } as const
const date = new Intl.DateTimeFormat('en-IN', short)

export function formatTime(instant: string, timeZone?: string): string {
  return (timeZone ? new Intl.DateTimeFormat('en-IN', { ...clock, timeZone }) : time).format(new Date(instant))
}

/**
 * The day of an instant in the given zone (the reader's own without one), or a plain date `YYYY-MM-DD`, which is the same
 * day everywhere.
 */
export function formatDate(text: string, timeZone?: string): string {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return text
  const zone = text.length === 10 ? 'UTC' : timeZone
  return zone ? new Intl.DateTimeFormat('en-IN', { ...short, timeZone: zone }).format(at) : date.format(at)
}

/** A past or coming moment in full: `21 Nov 2026, 2:05 pm`. */
export function formatMoment(instant: string, timeZone?: string): string {
  return `${formatDate(instant, timeZone)}, ${formatTime(instant, timeZone)}`
}

const dayKey = (at: Date) => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`

export function sameDay(a: string, b: string): boolean {
  return dayKey(new Date(a)) === dayKey(new Date(b))
}

/** `Today`, `Yesterday`, `Saturday, 21 November`; with the year once it is another one. */
export function formatDay(instant: string, now = new Date()): string {
  const at = new Date(instant)
  const yesterday = new Date(now)
  yesterday.setDate(now.getDate() - 1)
  if (dayKey(at) === dayKey(now)) return 'Today'
  if (dayKey(at) === dayKey(yesterday)) return 'Yesterday'
  return at.getFullYear() === now.getFullYear() ? day.format(at) : date.format(at)
}

/** The date `YYYY-MM-DD` on which an instant falls in a zone. */
export function dateIn(instant: string | number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(new Date(instant))
}

/** The date `YYYY-MM-DD` so many days later. */
export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** A date or the date of an instant in a zone with its weekday: `Sat 28 Nov`, or `Saturday 28 November`; other years are named. */
export function formatWeekday(text: string, timeZone: string, length: 'short' | 'long' = 'short', now = Date.now()) {
  const date = text.length === 10 ? text : dateIn(text, timeZone)
  const year = date.slice(0, 4) === dateIn(now, timeZone).slice(0, 4) ? {} : { year: 'numeric' as const }
  const format = { weekday: length, day: 'numeric', month: length, ...year, timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat('en-IN', format).format(new Date(`${date}T00:00:00Z`)).replaceAll(',', '')
}

/** When something is, in the zone given: `Today, 10:00 am`, `Tomorrow, 10:00 am`, `Sat 28 Nov, 10:00 am`. */
export function formatWhen(instant: string, timeZone: string, now = Date.now()): string {
  const date = dateIn(instant, timeZone)
  const today = dateIn(now, timeZone)
  const named =
    date === today ? 'Today' : date === plusDays(today, 1) ? 'Tomorrow' : formatWeekday(date, timeZone, 'short', now)
  return `${named}, ${formatTime(instant, timeZone)}`
}

/** A zone as people call it: `India Standard Time`. */
export function zoneName(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-IN', { timeZoneName: 'longGeneric', timeZone }).formatToParts()
  return parts.find(part => part.type === 'timeZoneName')?.value ?? timeZone
}
