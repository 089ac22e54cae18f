import type { AppointmentSettings, DayClosed } from '../schema.ts'
import { type Day, dateOf, MINUTE, minutesOf, momentOf, weekdayOf } from './wall-clock.ts'

/** From, and until just before, in epoch milliseconds. */
export type Span = readonly [number, number]

/** What decides when a member of staff is free. */
export type StaffFacts = {
  id: string
  timeZone: string
  slotMinutes: number
  visitsPerDay: number
  /** Wall clock of their zone, in minutes since midnight. */
  hours: { weekday: number; opens: number; closes: number }[]
  /** Time off, what a connected calendar holds, and what is agreed. */
  busy: Span[]
  /** Starts of what counts against `visitsPerDay`. */
  visits: number[]
}

/** All that decides which starts can be booked. `staff` is in the order in which they are assigned. */
export type Facts = {
  timeZone: string
  now: number
  /** The first instant that can be booked: now and the notice. */
  earliest: number
  today: Day
  firstDay: Day
  lastDay: Day
  settings: AppointmentSettings
  /** Names by date. */
  holidays: Record<string, string>
  /** Whose customer the person is for whom it is. */
  owner?: string | null
  staff: StaffFacts[]
}

export type Start = {
  at: number
  /** Wall clock of the business. */
  minutes: number
  free: StaffFacts[]
  /** Whether it lies in the hours of any of the staff. */
  worked: boolean
}

/** Why nobody is met on a day at all, whoever is free. */
export function closedOn(facts: Facts, day: Day): Exclude<DayClosed, 'full'> | null {
  if (day < facts.firstDay) return 'past'
  if (day > facts.lastDay) return 'beyond'
  if (facts.holidays[dateOf(day)] !== undefined) return 'holiday'
  return facts.settings.weekdays.includes(weekdayOf(day)) ? null : 'closed'
}

/**
 * The starts of a day and who is free at each: every `stepMinutes` of wall clock from `opens`, ending by `closes`. A wall clock that
 * does not exist that day is left out; one that comes twice is its first; one that the clock's jump brings into the start before
 * it is left out as well.
 */
export function startsOfDay(facts: Facts, day: Day): Start[] {
  const { timeZone, settings } = facts
  const opens = minutesOf(settings.opens)
  const closes = minutesOf(settings.closes)
  const end = momentOf(timeZone, day, closes).at
  const members = facts.staff.map(member => ofDay(facts, member, day))
  const starts: Start[] = []
  let next = -Infinity
  for (let minutes = opens; minutes < closes; minutes += settings.stepMinutes) {
    const { at, exists } = momentOf(timeZone, day, minutes)
    if (!exists || at < next || at >= end) continue
    next = at + settings.stepMinutes * MINUTE
    const start: Start = { at, minutes, free: [], worked: false }
    for (const { member, windows, busy, full } of members) {
      const until = at + member.slotMinutes * MINUTE
      if (until > end || !windows.some(hours => hours[0] <= at && until <= hours[1])) continue
      start.worked = true
      if (!full && !busy.some(span => span[0] < until && at < span[1])) start.free.push(member)
    }
    starts.push(start)
  }
  return starts
}

/** What matters of a member of staff on one day of the business. */
function ofDay(facts: Facts, member: StaffFacts, day: Day) {
  const from = momentOf(facts.timeZone, day, 0).at
  const to = momentOf(facts.timeZone, day, 1440).at
  const visits = member.visits.filter(at => from <= at && at < to).length
  return {
    member,
    windows: windowsOf(member, facts.timeZone, day).filter(hours => hours[0] < to && from < hours[1]),
    busy: member.busy.filter(span => span[0] < to && from < span[1]),
    full: visits >= member.visitsPerDay,
  }
}

/** Two zones are at most 26 hours apart: a day of one touches up to two days of the other before and after its own. */
function windowsOf(member: StaffFacts, businessZone: string, day: Day): Span[] {
  const near = member.timeZone === businessZone ? [day] : [day - 2, day - 1, day, day + 1, day + 2]
  return near.flatMap(day => {
    const weekday = weekdayOf(day)
    return member.hours
      .filter(row => row.weekday === weekday)
      .map(
        ({ opens, closes }): Span => [
          momentOf(member.timeZone, day, opens).at,
          momentOf(member.timeZone, day, closes).at,
        ],
      )
  })
}
