import type { Holiday, StaffMember, TimeOff } from '../../api/types.ts'
import { instantOf } from '../../appointments/slots.ts'
import { dateIn, plusDays } from '../../words/time.ts'

/** Dates are `YYYY-MM-DD` of the business; minutes count from its midnight by the clock on the wall. */
export const DAY_MINUTES = 1440

/** 1 is Monday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7
}

/** Monday to Sunday around a date. */
export function weekOf(date: string): string[] {
  const monday = plusDays(date, 1 - weekdayOf(date))
  return Array.from({ length: 7 }, (_, day) => plusDays(monday, day))
}

export const isDate = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

/** The minute of a date at which an instant falls; 0 where it lies before that date and 1440 where it lies after. */
export function minuteOf(instant: string | number, date: string, timeZone: string): number {
  const day = dateIn(instant, timeZone)
  if (day !== date) return day < date ? 0 : DAY_MINUTES
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date(instant))
  const of = (type: string) => Number(parts.find(part => part.type === type)?.value)
  return of('hour') * 60 + of('minute')
}

/** A stretch of a day in which nobody is met, and why if that is worth saying. */
export type Shade = { from: number; to: number; label: string | null }

/** When a member of staff does not work on a date: outside of their hours, on holidays, in their time off. */
export function shadesOf(
  member: Pick<StaffMember, 'hours' | 'timeZone'> & { timeOff: readonly TimeOff[] },
  date: string,
  { timeZone, holidays }: { timeZone: string; holidays: readonly Holiday[] },
): Shade[] {
  const holiday = holidays.find(({ day }) => day === date)
  if (holiday) return [{ from: 0, to: DAY_MINUTES, label: holiday.name }]
  const off = member.timeOff
    .map(({ start, end, note }) => ({
      from: minuteOf(start, date, timeZone),
      to: minuteOf(end, date, timeZone),
      label: note || 'Time off',
    }))
    .filter(({ from, to }) => from < to)
  return [...restOf(workOn(member, date, timeZone)), ...off]
}

/** Working hours are wall clock of the member of staff, whose date may begin within ours. */
function workOn({ hours, timeZone: own }: Pick<StaffMember, 'hours' | 'timeZone'>, date: string, timeZone: string) {
  const at = (day: string, clock: string) =>
    clock === '24:00' ? instantOf(plusDays(day, 1), '00:00', own) : instantOf(day, clock, own)
  return [-1, 0, 1]
    .map(days => plusDays(date, days))
    .flatMap(day =>
      hours
        .filter(({ weekday }) => weekday === weekdayOf(day))
        .map(({ opens, closes }) => ({
          from: minuteOf(at(day, opens)!, date, timeZone),
          to: minuteOf(at(day, closes)!, date, timeZone),
        })),
    )
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from)
}

function restOf(work: readonly { from: number; to: number }[]): Shade[] {
  const rest: Shade[] = []
  let reached = 0
  for (const { from, to } of work) {
    if (from > reached) rest.push({ from: reached, to: from, label: null })
    reached = Math.max(reached, to)
  }
  if (reached < DAY_MINUTES) rest.push({ from: reached, to: DAY_MINUTES, label: null })
  return rest
}

/** The whole hours that hold everything, as minutes: what is open by the settings, and whatever lies outside of that. */
export function hoursShown(open: { from: number; to: number }, items: readonly { from: number; to: number }[]) {
  const from = Math.min(open.from, ...items.map(item => item.from))
  const to = Math.max(open.to, ...items.map(item => item.to))
  return { from: Math.floor(from / 60) * 60, to: Math.min(DAY_MINUTES, Math.ceil(to / 60) * 60) }
}

/** Minutes of `09:30`. */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/** What overlaps stands side by side: for each item its lane and the number of lanes where it is. */
export function lanesOf<T extends { from: number; to: number }>(
  items: readonly T[],
): (T & { lane: number; lanes: number })[] {
  const placed: (T & { lane: number; lanes: number })[] = []
  let group: (T & { lane: number; lanes: number })[] = []
  let reached = Number.NEGATIVE_INFINITY
  for (const item of [...items].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (item.from >= reached) group = []
    const taken = new Set(group.filter(other => other.to > item.from).map(other => other.lane))
    let lane = 0
    while (taken.has(lane)) lane++
    const here = { ...item, lane, lanes: 1 }
    group.push(here)
    placed.push(here)
    reached = Math.max(reached, item.to)
    const lanes = Math.max(...group.map(other => other.lane)) + 1
    for (const other of group) other.lanes = lanes
  }
  return placed
}
