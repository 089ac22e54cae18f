/** As a zone is called at that instant: `India Standard Time`, `Eastern Daylight Time`; short: `EDT`, `GMT+5:30`. */
export function zoneWords(time: Temporal.ZonedDateTime, length: 'long' | 'short' = 'long'): string {
  const parts = formatOf(time.timeZoneId, length).formatToParts(time.epochMilliseconds)
  return parts.find(part => part.type === 'timeZoneName')?.value ?? time.timeZoneId
}

// Making a formatter costs far more than using it, and there are few zones.
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string, length: 'long' | 'short'): Intl.DateTimeFormat {
  const key = `${length} ${timeZone}`
  const known = formats.get(key)
  if (known) return known
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: length })
  formats.set(key, format)
  return format
}

/** IANA names only: an offset such as +05:30 would be the same in summer and in winter. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
