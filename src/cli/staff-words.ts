import type { WorkingHours } from '../appointments/index.ts'
import { refuse } from '../kernel/refusal.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** `mon-fri 09:00-13:00,14:00-18:00 sat 10:00-14:00` as hours; `none` is no hours at all. Refuses `appointments.arguments`. */
export function readWeek(words: string[]): WorkingHours[] {
  if (words.length === 1 && words[0] === 'none') return []
  if (words.length % 2 === 1) refuseWeek(words.at(-1)!)
  return Array.from({ length: words.length / 2 }, (_, pair) => {
    const [days, times] = [words[2 * pair]!, words[2 * pair + 1]!]
    return readDays(days).flatMap(weekday => times.split(',').map(time => ({ weekday, ...readTimes(time) })))
  }).flat()
}

function readDays(text: string): number[] {
  return text.split(',').flatMap(part => {
    const [first, last] = part.split('-').map(name => DAYS.indexOf(name.trim().toLowerCase().slice(0, 3)))
    if (first === undefined || first < 0 || last === -1) return refuseWeek(part)
    // A range may go over the end of the week: fri-mon.
    const length = last === undefined ? 1 : ((last - first + 7) % 7) + 1
    return Array.from({ length }, (_, day) => ((first + day) % 7) + 1)
  })
}

function readTimes(text: string): { opens: string; closes: string } {
  const times = text.match(/^([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):[0-5]\d|24:00)$/)
  if (!times) return refuseWeek(text)
  return { opens: `${times[1]}:${times[2]}`, closes: times[3]! }
}

function refuseWeek(text: string): never {
  refuse('invalid', 'appointments.arguments', `“${text}” is not understood. Write hours such as: mon-fri 09:00-18:00`)
}

/** Hours as readWeek reads them, days with the same hours together. */
export function weekText(hours: WorkingHours[]): string {
  const byTimes = new Map<string, number[]>()
  for (let weekday = 1; weekday <= 7; weekday++) {
    const rows = hours.filter(row => row.weekday === weekday)
    const times = rows.map(({ opens, closes }) => `${opens}-${closes}`).join(',')
    if (times) byTimes.set(times, [...(byTimes.get(times) ?? []), weekday])
  }
  const parts = [...byTimes].map(([times, days]) => `${days.map(day => DAYS[day - 1]).join(',')} ${times}`)
  return parts.join(' ') || 'no hours'
}

/** Two dates, the last included, or two wall clocks such as 2026-12-24T09:00, in a zone. Refuses `appointments.arguments`. */
export function readPeriod(from: string, until: string, timeZone: string) {
  const start = readWallClock(from).toZonedDateTime(timeZone).toInstant()
  const last = readWallClock(until)
  const end = (isDate(until) ? last.add({ days: 1 }) : last).toZonedDateTime(timeZone).toInstant()
  return { start, end }
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text)

function readWallClock(text: string): Temporal.PlainDateTime {
  try {
    if (isDate(text) || /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return Temporal.PlainDateTime.from(text)
  } catch {
    // Said below.
  }
  return refuse('invalid', 'appointments.arguments', `“${text}” is no day such as 2026-12-24, nor 2026-12-24T09:00.`)
}
