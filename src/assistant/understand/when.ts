import { months, weekdays } from './data/calendar.ts'
import { numberAt } from './numbers.ts'
import type { DaySlot, When } from './schema.ts'
import type { Token } from './text.ts'
import { type Bound, type Free, readClock, slotWords, word } from './time-of-day.ts'

export type Moment = When & {
  /** "next Saturday" said before this Saturday, or a weekday that the date is not: which one must be asked */
  unclear?: true
  /** the dates that an unclear day may mean */
  between?: string[]
  /** a day was said, it does not only follow from the hour */
  daySpoken?: true
  /** the day stands for two, as a weekend does */
  days?: 2
  /** the hour as it was understood, on whatever day */
  clock?: string
  /** am or pm was not said, and no part of the day tells it */
  bare?: true
  /** an hour from 7 to 8 without am or pm: it may be either */
  either?: number
  /** "after 6", "before 5", "around 3" */
  bound?: Bound
  /** a date of a year that was said, and that has passed */
  over?: true
}

/**
 * The day, part of day and start that a message names, in the zone of `now`. Without `now` only the part of day and
 * full dates can be told. A bare hour lies in 9–18; dates in the past move to the next year, or are left out when the
 * year was said. Days come before months ("5/12" is 5 December).
 */
export function readWhen(tokens: Token[], now: Temporal.ZonedDateTime | undefined): Moment | undefined {
  const free = tokens.map(token =>
    token.tag === '' || token.tag === 'other_number' ? { ...token, tag: '' } : undefined,
  )
  const day = readDay(free, now)
  const slot = readSlot(free)
  const spoken = readClock(free, slot, day?.used ?? new Set())
  const clock = spoken && 'hour' in spoken ? spoken : undefined
  if (!day?.date && !slot && spoken === undefined && !day?.unclear && day?.hours === undefined && !day?.over)
    return undefined
  if (day?.hours !== undefined && now) {
    const then = now.add({ minutes: Math.round(day.hours * 60) }).round({ smallestUnit: 'minute' })
    return {
      date: then.toPlainDate().toString(),
      slot: slotOf(then.hour),
      start: rfc(then),
      daySpoken: true,
      clock: then.toPlainTime().toString({ smallestUnit: 'minute' }),
    }
  }
  let date = day?.date
  if (clock !== undefined && !date && !day?.unclear && !day?.over && now) {
    const today = now.toPlainDate()
    const start = today.toPlainDateTime(clock).toZonedDateTime(now.timeZoneId)
    date = Temporal.ZonedDateTime.compare(start, now) > 0 ? today : today.add({ days: 1 })
  }
  const when: Moment = {}
  if (day?.unclear) when.unclear = true
  if (day?.over) when.over = true
  if (day?.between) when.between = day.between
  if (day?.date) when.daySpoken = true
  if (day?.days) when.days = day.days
  if (spoken?.bound) when.bound = spoken.bound
  if (spoken && 'either' in spoken) when.either = spoken.either
  if (clock) when.clock = `${String(clock.hour).padStart(2, '0')}:${String(clock.minute).padStart(2, '0')}`
  if (clock?.bare && !slot) when.bare = true
  if (date) when.date = date.toString()
  if (clock !== undefined) when.slot = slotOf(clock.hour)
  else if (slot) when.slot = slot
  if (date && clock !== undefined && now) {
    const start = date.toPlainDateTime(clock).toZonedDateTime(now.timeZoneId)
    if (Temporal.ZonedDateTime.compare(start, now) > 0) when.start = rfc(start)
  }
  return Object.keys(when).length > 0 ? when : undefined
}

const rfc = (at: Temporal.ZonedDateTime): string => at.toString({ timeZoneName: 'never', smallestUnit: 'second' })

const slotOf = (hour: number): DaySlot => (hour < 12 ? 'morning' : hour < 15 ? 'afternoon' : 'evening')

function readSlot(tokens: Free): DaySlot | undefined {
  let slot: DaySlot | undefined
  for (let at = 0; at < tokens.length; at++) {
    const spoken = slotWords.get(word(tokens, at))
    if (
      !spoken ||
      /^(good|gud|gd|happy)$/.test(word(tokens, at - 1)) ||
      /^(walk|walks|sun|tea|breakfast)$/.test(word(tokens, at + 1))
    )
      continue
    slot = spoken
  }
  return slot
}

type Day = {
  date?: Temporal.PlainDate
  unclear?: true
  between?: string[]
  days?: 2
  hours?: number
  over?: true
  used: Set<number>
}

/** A written date says more than the weekday beside it; where the two disagree it must be asked. */
function readWrittenDay(tokens: Free, today: Temporal.PlainDate | undefined): Day | undefined {
  for (let at = 0; at < tokens.length; at++) {
    const written = /^(not|no)$/.test(word(tokens, at - 1)) ? undefined : calendarDate(tokens, at, today)
    if (!written) continue
    const used = new Set(Array.from({ length: written.to - at }, (_, offset) => at + offset))
    const { date, over } = written
    if (!date) return { used, ...(over ? { over } : {}) }
    const weekday = tokens.findIndex(
      (token, where) => token && Object.hasOwn(weekdays, token.text) && !ambiguousWeekday(tokens, where),
    )
    const said = weekday < 0 ? date.dayOfWeek : weekdays[word(tokens, weekday)]!
    if (said === date.dayOfWeek || !today) return { date, used }
    const near = date.add({ days: ((said - date.dayOfWeek + 10) % 7) - 3 })
    return { unclear: true, between: [date, near].sort(Temporal.PlainDate.compare).map(String), used }
  }
  return undefined
}

function readDay(tokens: Free, now: Temporal.ZonedDateTime | undefined): Day | undefined {
  const today = now?.toPlainDate()
  const written = readWrittenDay(tokens, today)
  if (written) return written
  for (let at = 0; at < tokens.length; at++) {
    const used = (count: number, from = at) => new Set(Array.from({ length: count }, (_, offset) => from + offset))
    const text = word(tokens, at)
    const next = word(tokens, at + 1)
    // "not tomorrow, sunday"
    if (/^(not|no)$/.test(word(tokens, at - 1)) && text !== '') continue
    if (!today || text === '') continue
    const from = fromBase(tokens, at, today)
    if (from) return { date: from.date, used: used(from.to - at) }
    if (text === 'day' && next === 'after' && /^(tomorrow|kal)$/.test(word(tokens, at + 2)))
      return { date: today.add({ days: 2 }), used: used(3) }
    if (text === 'parso' || text === 'parson') return { date: today.add({ days: 2 }), used: used(1) }
    if (text === 'tomorrow' || text === 'kal') return { date: today.add({ days: 1 }), used: used(1) }
    if (/^(today|tonight|aaj)$/.test(text)) return { date: today, used: used(1) }
    if (/^(weekend|weekends)$/.test(text)) {
      const next = /^(next|agle)$/.test(word(tokens, at - 1))
      const saturday = today.dayOfWeek === 7 ? today : today.add({ days: 6 - today.dayOfWeek })
      const date = next ? saturday.add({ days: today.dayOfWeek === 7 ? 6 : 7 }) : saturday
      return { date, ...(date.dayOfWeek === 6 ? { days: 2 } : {}), used: used(1) }
    }
    if (weekdays[text] !== undefined && Object.hasOwn(weekdays, text) && !ambiguousWeekday(tokens, at))
      return { ...weekdayDate(tokens, at, today), used: used(1) }
    const span = numberAt(tokens as Token[], at)
    if (/^(in|within|after)$/.test(text) || /^(baad)$/.test(word(tokens, at + 3))) {
      const number = /^(a|an)$/.test(next)
        ? { value: 1, to: at + 2 }
        : tokens[at + 1]
          ? numberAt(tokens as Token[], at + 1)
          : undefined
      const half =
        next === 'half' ? { value: 0.5, to: at + 2 + (/^(an|a)$/.test(word(tokens, at + 2)) ? 1 : 0) } : undefined
      const chosen = half ?? number
      if (chosen) {
        const unit = word(tokens, chosen.to)
        if (/^(hour|hours|hr|hrs)$/.test(unit)) return { hours: chosen.value, used: used(chosen.to + 1 - at) }
        if (/^(min|mins|minute|minutes)$/.test(unit))
          return { hours: chosen.value / 60, used: used(chosen.to + 1 - at) }
        if (/^(day|days)$/.test(unit) && chosen.value <= 366)
          return { date: today.add({ days: Math.round(chosen.value) }), used: used(chosen.to + 1 - at) }
        if (/^(week|weeks)$/.test(unit) && chosen.value <= 52)
          return { date: today.add({ days: Math.round(chosen.value * 7) }), used: used(chosen.to + 1 - at) }
      }
    }
    if (span && /^(ghante|ghanta)$/.test(word(tokens, span.to)) && /^(mein|baad)$/.test(word(tokens, span.to + 1)))
      return { hours: span.value, used: used(span.to + 2 - at) }
  }
  return undefined
}

/** "a week from Tuesday", "two days after tomorrow", "3 days from now". */
function fromBase(
  tokens: Free,
  at: number,
  today: Temporal.PlainDate,
): { date: Temporal.PlainDate; to: number } | undefined {
  const article = /^(a|an)$/.test(word(tokens, at))
  const number = article ? { value: 1, to: at + 1 } : tokens[at] ? numberAt(tokens as Token[], at) : undefined
  if (!number || number.value > 60) return undefined
  const unit = word(tokens, number.to)
  if (!/^(day|days|week|weeks|fortnight)$/.test(unit) || !/^(from|after)$/.test(word(tokens, number.to + 1)))
    return undefined
  const days = Math.round(number.value * (unit.startsWith('w') ? 7 : unit.startsWith('f') ? 14 : 1))
  let to = number.to + 2
  if (/^(this|coming|next)$/.test(word(tokens, to))) to++
  const base = word(tokens, to)
  if (/^(now|today)$/.test(base)) return { date: today.add({ days }), to: to + 1 }
  if (base === 'tomorrow') return { date: today.add({ days: days + 1 }), to: to + 1 }
  if (Object.hasOwn(weekdays, base)) return { date: upcoming(today, weekdays[base]!).add({ days }), to: to + 1 }
  return undefined
}

const upcoming = (today: Temporal.PlainDate, weekday: number): Temporal.PlainDate =>
  today.add({ days: (weekday - today.dayOfWeek + 7) % 7 || 7 })

/** "sat" and "sun" are days only where a day stands. */
function ambiguousWeekday(tokens: Free, at: number): boolean {
  const text = word(tokens, at)
  if (!/^(sat|sun|mon|wed|fri|tue|thu)$/.test(text)) return false
  return (
    /^(the|a|in|we|i|morning)$/.test(word(tokens, at - 1)) ||
    (text === 'sun' && /^(light|rise|set|facing|exposure)$/.test(word(tokens, at + 1)))
  )
}

/** "next Saturday" means two days while this one is still to come: it is asked for, not guessed. */
function weekdayDate(tokens: Free, at: number, today: Temporal.PlainDate): Omit<Day, 'used'> {
  const weekday = weekdays[word(tokens, at)]!
  const before = word(tokens, at - 1)
  const coming = upcoming(today, weekday)
  if (/^week$/.test(before) && word(tokens, at - 2) === 'next')
    return { date: today.add({ days: 7 - today.dayOfWeek + weekday }) }
  if (word(tokens, at + 1) === 'next' && word(tokens, at + 2) === 'week')
    return { date: today.add({ days: 7 - today.dayOfWeek + weekday }) }
  if (before === 'next' || before === 'agle') {
    if (weekday > today.dayOfWeek)
      return { unclear: true, between: [coming.toString(), coming.add({ days: 7 }).toString()] }
    return { date: today.add({ days: 7 - today.dayOfWeek + weekday }) }
  }
  return { date: coming }
}

/** 21 Nov, Nov 21st 2026, 21/11, 21-11-2026, 2026-11-21. */
function calendarDate(
  tokens: Free,
  at: number,
  today: Temporal.PlainDate | undefined,
): { date?: Temporal.PlainDate; over?: true; to: number } | undefined {
  const token = tokens[at]
  if (!token) return undefined
  const number = (offset: number) => (tokens[at + offset]?.kind === 'number' ? tokens[at + offset]!.value : Number.NaN)
  const month = (offset: number) =>
    Object.hasOwn(months, word(tokens, at + offset)) ? months[word(tokens, at + offset)]! : undefined
  if (token.kind === 'number') {
    const mark = word(tokens, at + 1)
    if (token.value >= 2000 && token.value < 2100 && mark === '-' && word(tokens, at + 3) === '-')
      return dated(token.value, number(2), number(4), at + 5, today)
    if (
      (mark === '/' || mark === '-' || mark === '.') &&
      tokens[at + 1]!.glued &&
      tokens[at + 2]?.glued &&
      Number.isInteger(number(2))
    ) {
      const year = word(tokens, at + 3) === mark && tokens[at + 4]?.kind === 'number' ? number(4) : undefined
      if (year !== undefined) return dated(year < 100 ? 2000 + year : year, number(2), token.value, at + 5, today)
      if (mark === '/' && token.value <= 31 && number(2) <= 12 && token.value > 3)
        return dated(undefined, number(2), token.value, at + 3, today)
    }
    const ordinal = /^(st|nd|rd|th)$/.test(word(tokens, at + 1)) ? 1 : 0
    const of = word(tokens, at + 1 + ordinal) === 'of' ? 1 : 0
    const named = month(1 + ordinal + of)
    if (named && Number.isInteger(token.value) && token.value <= 31) {
      const yearAt = at + 2 + ordinal + of
      const comma = word(tokens, yearAt) === ',' ? 1 : 0
      const year =
        tokens[yearAt + comma]?.kind === 'number' && tokens[yearAt + comma]!.value >= 2000
          ? tokens[yearAt + comma]!.value
          : undefined
      return dated(year, named, token.value, yearAt + (year ? 1 + comma : 0), today)
    }
    if (
      ordinal &&
      today &&
      token.value >= 1 &&
      token.value <= 31 &&
      (at === 0 || /^(on|the|for)$/.test(word(tokens, at - 1))) &&
      !/^(floor|one|option|listing|project|property|phase|block|home|flat)$/.test(word(tokens, at + 2))
    ) {
      for (let ahead = 0; ahead < 3; ahead++) {
        const base = today.with({ day: 1 }).add({ months: ahead })
        if (token.value > base.daysInMonth) continue
        const date = base.with({ day: token.value })
        if (Temporal.PlainDate.compare(date, today) >= 0) return { date, to: at + 2 }
      }
    }
    return undefined
  }
  const named = month(0)
  if (named && Number.isInteger(number(1)) && number(1) >= 1 && number(1) <= 31) {
    const ordinal = /^(st|nd|rd|th)$/.test(word(tokens, at + 2)) ? 1 : 0
    const yearAt = at + 2 + ordinal + (word(tokens, at + 2 + ordinal) === ',' ? 1 : 0)
    const year =
      tokens[yearAt]?.kind === 'number' && tokens[yearAt]!.value >= 2000 && tokens[yearAt]!.value < 2100
        ? tokens[yearAt]!.value
        : undefined
    return dated(year, named, number(1), year ? yearAt + 1 : at + 2 + ordinal, today)
  }
  return undefined
}

function dated(
  year: number | undefined,
  month: number,
  day: number,
  to: number,
  today: Temporal.PlainDate | undefined,
): { date?: Temporal.PlainDate; over?: true; to: number } | undefined {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return undefined
  if (year === undefined && !today) return { to }
  try {
    let date = Temporal.PlainDate.from({ year: year ?? today!.year, month, day }, { overflow: 'reject' })
    if (today && Temporal.PlainDate.compare(date, today) < 0) {
      if (year !== undefined) return { to, over: true }
      date = date.add({ years: 1 })
    }
    return { date, to }
  } catch {
    return undefined
  }
}
