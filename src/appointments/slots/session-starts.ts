import type { SessionSettings } from '../schema.ts'
import type { StartRefusal } from './free.ts'
import type { Span, StaffFacts } from './starts-of-day.ts'
import { type Day, dateOf, dayAt, MINUTE, minutesOf, momentOf, weekdayOf } from './wall-clock.ts'

/** All that decides which sessions can be booked. `staff` are coaches, in the order in which they are assigned. */
export type SessionFacts = {
  settings: SessionSettings
  /** First and last start that can be booked, epoch milliseconds. */
  earliest: number
  latest: number
  now: number
  /** Names by date, in whichever zone somebody's day is. */
  holidays: Record<string, string>
  staff: StaffFacts[]
}

export type SessionStart = { at: number; end: number; member: StaffFacts }

/** On the hour and the half hour of the coach's own clock. */
const STEP = 30

/**
 * The starts in [from, until) that can be booked, by time and then by who is assigned first: on :00 and :30 of each coach's clock,
 * within their hours and those of the house, ending by the end of both. A wall clock that does not exist that day is left out, one
 * that comes twice is its first.
 */
export function sessionStarts(facts: SessionFacts, from: number, until: number): SessionStart[] {
  const first = Math.max(from, facts.earliest)
  const last = Math.min(until - 1, facts.latest)
  const found: SessionStart[] = []
  for (const member of facts.staff) {
    for (let day = dayIn(member, first); day <= dayIn(member, last); day++) {
      if (facts.holidays[dateOf(day)] !== undefined) continue
      for (const at of startsOf(facts, member, day)) {
        const end = at + facts.settings.minutes * MINUTE
        if (at >= first && at <= last && !isBusy(member, [at, end])) found.push({ at, end, member })
      }
    }
  }
  const order = new Map(facts.staff.map(({ id }, place) => [id, place]))
  return found.toSorted((a, b) => a.at - b.at || order.get(a.member.id)! - order.get(b.member.id)!)
}

/** Why none of the coaches can be booked for this start; of several reasons the one that comes nearest to a yes. */
export function whyNoSession(facts: SessionFacts, at: number): StartRefusal {
  if (at < facts.now) return 'past'
  if (at < facts.earliest) return 'notice'
  if (at > facts.latest) return 'beyond'
  const reasons = facts.staff.map(member => whyNotWith(facts, member, at))
  return (['taken', 'holiday', 'no_slot'] as const).find(why => reasons.includes(why)) ?? 'closed'
}

function whyNotWith(facts: SessionFacts, member: StaffFacts, at: number): StartRefusal {
  const day = dayIn(member, at)
  const end = at + facts.settings.minutes * MINUTE
  const isWorked = windowsOf(facts, member, day).some(
    ({ opens, closes }) =>
      momentOf(member.timeZone, day, opens).at <= at && end <= momentOf(member.timeZone, day, closes).at,
  )
  if (!isWorked) return 'closed'
  if (facts.holidays[dateOf(day)] !== undefined) return 'holiday'
  return startsOf(facts, member, day).includes(at) ? 'taken' : 'no_slot'
}

function startsOf(facts: SessionFacts, member: StaffFacts, day: Day): number[] {
  const length = facts.settings.minutes * MINUTE
  const starts: number[] = []
  for (const { opens, closes } of windowsOf(facts, member, day)) {
    const end = momentOf(member.timeZone, day, closes).at
    for (let minutes = Math.ceil(opens / STEP) * STEP; minutes < closes; minutes += STEP) {
      const { at, exists } = momentOf(member.timeZone, day, minutes)
      if (exists && at + length <= end && at > (starts.at(-1) ?? -Infinity)) starts.push(at)
    }
  }
  return starts
}

/** The hours of a coach's day that lie within those of the house, in minutes of their wall clock. */
function windowsOf({ settings }: SessionFacts, member: StaffFacts, day: Day): { opens: number; closes: number }[] {
  const weekday = weekdayOf(day)
  if (!settings.weekdays.includes(weekday)) return []
  const [from, to] = [minutesOf(settings.opens), minutesOf(settings.closes)]
  return member.hours
    .filter(row => row.weekday === weekday)
    .map(({ opens, closes }) => ({ opens: Math.max(opens, from), closes: Math.min(closes, to) }))
    .filter(({ opens, closes }) => opens < closes)
    .toSorted((a, b) => a.opens - b.opens)
}

const dayIn = ({ timeZone }: StaffFacts, at: number): Day => dayAt(timeZone, Temporal.Instant.fromEpochMilliseconds(at))

const isBusy = (member: StaffFacts, [from, until]: Span) => member.busy.some(span => span[0] < until && from < span[1])
