/** Instants come as RFC 3339 and are shown in the reader's own zone and in Indian English. */
const time = new Intl.DateTimeFormat('en-IN', { hour: 'numeric', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-IN', { weekday: 'long', day: 'numeric', month: 'long' })
const date = new Intl.DateTimeFormat('en-IN', { day: 'numeric', month: 'short', year: 'numeric' })

export function formatTime(instant: string): string {
  return time.format(new Date(instant))
}

export function formatDate(instant: string): string {
  const at = new Date(instant)
  return Number.isNaN(at.getTime()) ? instant : date.format(at)
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
