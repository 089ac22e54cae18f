/** What fields are called in what is said of changes. */
export const FIELDS: Record<string, string> = {
  name: 'Name',
  timeZone: 'Time zone',
  currency: 'Currency',
  weekdays: 'Days of visits',
  opens: 'From',
  closes: 'Until',
  stepMinutes: 'Minutes between starts',
  noticeMinutes: 'Minutes of notice',
  horizonDays: 'Days ahead',
  holdMinutes: 'Minutes of hold',
  visitsPerPerson: 'Visits ahead',
  callsFrom: 'Calls from',
  callsUntil: 'Calls until',
  confirm: 'Visits are confirmed',
  minutes: 'Minutes of a session',
  freeUntilMinutes: 'Free to move until (minutes before)',
  allowed: 'Sessions by tier',
  quietFrom: 'Quiet from',
  quietUntil: 'Quiet until',
  accent: 'Colour',
  greeting: 'Greeting',
  logo: 'Logo',
  months: 'Months',
  on: 'Each day',
  at: 'At',
  place: 'To',
  daily: 'Days that stay',
  weekly: 'Weeks that stay',
  monthly: 'Months that stay',
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** A value as people read it. */
export function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (field === 'weekdays' && Array.isArray(value)) return value.map(day => DAYS[Number(day) - 1]).join(', ') || 'none'
  if (field === 'confirm') return value === 'staff' ? 'by staff' : 'at once'
  if (field === 'on') return value ? 'yes' : 'no'
  if (field === 'place') return value === 's3' ? 'S3' : 'the data folder'
  if (field === 'logo') return 'a picture'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
