import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppointmentSettings } from '../schema.ts'
import { type Facts, type StaffFacts, startsOfDay } from './starts-of-day.ts'
import { clocksAround, datesOf, zones } from './testing/zones.ts'
import { dateOf, dayOf, instantText, momentOf, weekdayOf } from './wall-clock.ts'

const QUARTER = 15
const clockText = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const hoursOfDay: fc.Arbitrary<Row> = fc
  .tuple(fc.integer({ min: 0, max: 96 }), fc.integer({ min: 0, max: 96 }))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ opens: Math.min(a, b) * QUARTER, closes: Math.max(a, b) * QUARTER }))

const allDay: Row = { opens: 0, closes: 1440 }

const situations: fc.Arbitrary<Situation> = zones.chain(timeZone =>
  fc.record({
    timeZone: fc.constant(timeZone),
    date: datesOf(timeZone),
    hours: fc.oneof(fc.constant(allDay), hoursOfDay),
    stepMinutes: fc.constantFrom(15, 30, 45, 60, 90, 120),
    staff: fc.array(
      fc.record({
        timeZone: fc.oneof(fc.constant(timeZone), zones),
        slotMinutes: fc.constantFrom(15, 30, 60, 90),
        visitsPerDay: fc.constantFrom(0, 1, 2, 5),
        hours: fc.array(fc.oneof(fc.constant(allDay), hoursOfDay), { maxLength: 2 }),
        // Quarters of an hour from the middle of the day before, and how long.
        busy: fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 12 })), { maxLength: 3 }),
        visits: fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
)

type Row = { opens: number; closes: number }
type Situation = {
  timeZone: string
  date: string
  hours: Row
  stepMinutes: number
  staff: {
    timeZone: string
    slotMinutes: number
    visitsPerDay: number
    hours: Row[]
    busy: [number, number][]
    visits: number[]
  }[]
}

function factsOf({ timeZone, date, hours, stepMinutes, staff }: Situation) {
  const day = dayOf(date)
  const base = day * 86_400_000 - 43_200_000
  const settings = AppointmentSettings.parse({
    opens: clockText(hours.opens),
    closes: clockText(hours.closes),
    stepMinutes,
  })
  const members = staff.map(
    ({ hours, busy, visits, ...member }, number): StaffFacts => ({
      ...member,
      id: String(number),
      hours: [1, 2, 3, 4, 5, 6, 7].flatMap(weekday => hours.map(row => ({ weekday, ...row }))),
      busy: busy.map(([from, length]) => [base + from * 900_000, base + (from + length) * 900_000]),
      visits: visits.map(from => base + from * 900_000),
    }),
  )
  const facts: Facts = {
    timeZone,
    now: 0,
    earliest: 0,
    today: day,
    firstDay: day,
    lastDay: day,
    settings,
    holidays: {},
    staff: members,
  }
  return { facts, day }
}

describe('starts of a day, on every date and in every zone', () => {
  test('are the wall clocks asked for: none that does not exist, none twice, none overlapping, none left out', () => {
    fc.assert(
      fc.property(situations, situation => {
        const { facts, day } = factsOf(situation)
        const { timeZone, date, hours, stepMinutes } = situation
        const shown = clocksAround(timeZone, date)
        const found = startsOfDay(facts, day)
        const expected: { at: number; minutes: number }[] = []
        for (let minutes = hours.opens; minutes < hours.closes; minutes += stepMinutes) {
          const at = shown.get(`${date} ${clockText(minutes)}`)
          const before = expected.at(-1)
          if (at === undefined || (before && at < before.at + stepMinutes * 60_000)) continue
          expected.push({ at, minutes })
        }
        // Where the closing time is shown twice or jumped over, a start may fall behind it.
        const kept = expected.filter(
          ({ at }) => found.some(start => start.at === at) || at < momentOf(timeZone, day, hours.closes).at,
        )
        expect(found.map(({ at, minutes }) => ({ at, minutes }))).toEqual(kept)
      }),
      { numRuns: 400 },
    )
  })

  test('go to staff within one row of their hours in their own zone, not busy, with room that day', () => {
    fc.assert(
      fc.property(situations, situation => {
        const { facts, day } = factsOf(situation)
        const closes = momentOf(facts.timeZone, day, situation.hours.closes).at
        for (const start of startsOfDay(facts, day))
          for (const member of facts.staff) {
            const end = start.at + member.slotMinutes * 60_000
            const fits =
              end <= closes &&
              !member.busy.some(([from, to]) => Math.max(from, start.at) < Math.min(to, end)) &&
              member.visits.filter(at => dateIn(facts.timeZone, at) === situation.date).length < member.visitsPerDay
            const free = start.free.includes(member)
            const works = member.hours.some(row => isWithin(member, row, start.at, end))
            if (free) expect({ fits, works }).toEqual({ fits: true, works: true })
            else if (fits && !changesNear(member.timeZone, start.at)) expect(works).toBe(false)
          }
      }),
      { numRuns: 400 },
    )
  })

  test('both days on which the clocks change have what they should', () => {
    const starts = (timeZone: string, date: string, from: string, to: string) => {
      const situation = {
        timeZone,
        date,
        hours: { opens: Number(from.slice(0, 2)) * 60, closes: Number(to.slice(0, 2)) * 60 },
        stepMinutes: 60,
        staff: [{ timeZone, slotMinutes: 60, visitsPerDay: 5, hours: [allDay], busy: [], visits: [] }],
      }
      const { facts, day } = factsOf(situation)
      return startsOfDay(facts, day)
        .filter(start => start.free.length > 0)
        .map(({ at }) => instantText(timeZone, at).slice(11))
    }
    expect(starts('America/New_York', '2026-03-08', '00:00', '05:00')).toEqual([
      '00:00:00-05:00',
      '01:00:00-05:00',
      '03:00:00-04:00',
      '04:00:00-04:00',
    ])
    expect(starts('America/New_York', '2026-11-01', '00:00', '04:00')).toEqual([
      '00:00:00-04:00',
      '01:00:00-04:00',
      '02:00:00-05:00',
      '03:00:00-05:00',
    ])
    expect(starts('Australia/Lord_Howe', '2026-10-04', '01:00', '05:00')).toEqual([
      '01:00:00+10:30',
      '03:00:00+11:00',
      '04:00:00+11:00',
    ])
    expect(starts('Africa/Cairo', '2026-04-24', '00:00', '03:00')).toEqual(['01:00:00+03:00', '02:00:00+03:00'])
    expect(starts('Asia/Kolkata', '2026-11-28', '09:00', '12:00')).toEqual([
      '09:00:00+05:30',
      '10:00:00+05:30',
      '11:00:00+05:30',
    ])
  })
})

function dateIn(timeZone: string, at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString()
}

/** Every quarter of an hour of it is shown within the row, on one day. */
function isWithin(member: StaffFacts, row: StaffFacts['hours'][number], start: number, end: number): boolean {
  const dates = new Set<string>()
  for (let at = start; at < end; at += QUARTER * 60_000) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(member.timeZone)
    const minutes = local.hour * 60 + local.minute
    if (minutes < row.opens || minutes + QUARTER > row.closes) return false
    dates.add(local.toPlainDate().toString())
  }
  return dates.size === 1 && [...dates].every(date => weekdayOf(dayOf(date)) === row.weekday)
}

function changesNear(timeZone: string, at: number): boolean {
  const offset = (hours: number) =>
    Temporal.Instant.fromEpochMilliseconds(at + hours * 3_600_000).toZonedDateTimeISO(timeZone).offsetNanoseconds
  return [-26, -13, 0, 13, 26].some(hours => offset(hours) !== offset(0))
}

test('days and dates', () => {
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: 700_000 }), day => {
      const date = dateOf(day)
      expect(weekdayOf(day)).toBe(Temporal.PlainDate.from(date).dayOfWeek)
      expect(dayOf(date)).toBe(day)
    }),
  )
})
