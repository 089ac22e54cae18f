/** Instants come as RFC 3339 and are shown in the reader's own zone and in Indian English. */
const time = new Intl.DateTimeFormat('en-IN', { hour: 'numeric', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-IN', { weekday: 'long', day: 'numeric', month: 'long' })
const short = { day: 'numeric', month: 'short', year: 'numeric' } as const
const date = new Intl.DateTimeFormat('en-IN', short)

export function formatTime(instant: string): string {
  return time.format(new Date(instant))
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
