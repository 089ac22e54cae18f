import { months, weekdays } from './data/calendar.ts'
import { numberAt } from './numbers.ts'
import type { DaySlot, When } from './schema.ts'
import type { Token } from './text.ts'

export type Moment = When & { /** "next Saturday" said before this Saturday: which one must be asked */ unclear?: true }

const slotWords = new Map<string, DaySlot>([
  ['morning', 'morning'],
  ['mornings', 'morning'],
  ['subah', 'morning'],
  ['forenoon', 'morning'],
  ['savere', 'morning'],
  ['afternoon', 'afternoon'],
  ['afternoons', 'afternoon'],
  ['dopahar', 'afternoon'],
  ['noon', 'afternoon'],
  ['lunchtime', 'afternoon'],
  ['midday', 'afternoon'],
  ['evening', 'evening'],
  ['evenings', 'evening'],
  ['shaam', 'evening'],
  ['sham', 'evening'],
  ['tonight', 'evening'],
  ['raat', 'evening'],
])

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
  const clock = readClock(free, slot, day?.used ?? new Set())
  if (!day?.date && !slot && clock === undefined && !day?.unclear && day?.hours === undefined) return undefined
  if (day?.hours !== undefined && now) {
    const then = now.add({ minutes: Math.round(day.hours * 60) }).round({ smallestUnit: 'minute' })
    return { date: then.toPlainDate().toString(), slot: slotOf(then.hour), start: rfc(then) }
  }
  let date = day?.date
  if (clock !== undefined && !date && !day?.unclear && now) {
    const today = now.toPlainDate()
    const start = today.toPlainDateTime(clock).toZonedDateTime(now.timeZoneId)
    date = Temporal.ZonedDateTime.compare(start, now) > 0 ? today : today.add({ days: 1 })
  }
  const when: Moment = {}
  if (day?.unclear) when.unclear = true
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

type Free = (Token | undefined)[]
const word = (tokens: Free, at: number): string => tokens[at]?.text ?? ''

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

type Day = { date?: Temporal.PlainDate; unclear?: true; hours?: number; used: Set<number> }

function readDay(tokens: Free, now: Temporal.ZonedDateTime | undefined): Day | undefined {
  const today = now?.toPlainDate()
  for (let at = 0; at < tokens.length; at++) {
    const used = (count: number, from = at) => new Set(Array.from({ length: count }, (_, offset) => from + offset))
    const written = calendarDate(tokens, at, today)
    if (written)
      return written.date ? { date: written.date, used: used(written.to - at) } : { used: used(written.to - at) }
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
      return { date: next ? saturday.add({ days: today.dayOfWeek === 7 ? 6 : 7 }) : saturday, used: used(1) }
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
function weekdayDate(
  tokens: Free,
  at: number,
  today: Temporal.PlainDate,
): { date?: Temporal.PlainDate; unclear?: true } {
  const weekday = weekdays[word(tokens, at)]!
  const before = word(tokens, at - 1)
  const coming = upcoming(today, weekday)
  if (/^week$/.test(before) && word(tokens, at - 2) === 'next')
    return { date: today.add({ days: 7 - today.dayOfWeek + weekday }) }
  if (word(tokens, at + 1) === 'next' && word(tokens, at + 2) === 'week')
    return { date: today.add({ days: 7 - today.dayOfWeek + weekday }) }
  if (before === 'next' || before === 'agle') {
    if (weekday > today.dayOfWeek) return { unclear: true }
    return { date: today.add({ days: 7 - today.dayOfWeek + weekday }) }
  }
  return { date: coming }
}

/** 21 Nov, Nov 21st 2026, 21/11, 21-11-2026, 2026-11-21. */
function calendarDate(
  tokens: Free,
  at: number,
  today: Temporal.PlainDate | undefined,
): { date?: Temporal.PlainDate; to: number } | undefined {
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
): { date?: Temporal.PlainDate; to: number } | undefined {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return undefined
  if (year === undefined && !today) return { to }
  try {
    let date = Temporal.PlainDate.from({ year: year ?? today!.year, month, day }, { overflow: 'reject' })
    if (today && Temporal.PlainDate.compare(date, today) < 0) {
      if (year !== undefined) return { to }
      date = date.add({ years: 1 })
    }
    return { date, to }
  } catch {
    return undefined
  }
}

/** The time of day, or undefined. An hour without am or pm lies in 9–18 unless the part of day says more. */
function readClock(
  tokens: Free,
  slot: DaySlot | undefined,
  used: Set<number>,
): { hour: number; minute: number } | undefined {
  for (let at = 0; at < tokens.length; at++) {
    if (used.has(at)) continue
    const text = word(tokens, at)
    if (/^(half|quarter)$/.test(text) && /^(past|to)$/.test(word(tokens, at + 1)) && tokens[at + 2]) {
      const number = numberAt(tokens as Token[], at + 2)
      if (number && number.value >= 1 && number.value <= 12) {
        const back = word(tokens, at + 1) === 'to'
        const minute = text === 'half' ? 30 : back ? 45 : 15
        const base = settle(back ? number.value - 1 || 12 : number.value, tokens, number.to, slot)
        return base === undefined ? undefined : { hour: base, minute }
      }
    }
    if ((text === 'noon' || text === 'midday') && !/^(after)$/.test(word(tokens, at - 1)))
      return { hour: 12, minute: 0 }
    const number = tokens[at] ? numberAt(tokens as Token[], at) : undefined
    if (!number || number.value < 0 || number.value > 24) continue
    let { to } = number
    let hour = number.value
    let minute = 0
    let certain = false
    if (!Number.isInteger(hour)) {
      const parts = /^(\d{1,2})\.(\d{2})$/.exec(tokens[at]!.raw)
      if (parts) {
        hour = Number(parts[1])
        minute = Number(parts[2])
      } else if (number.words && hour % 1 === 0.5 && word(tokens, to) === 'baje') {
        hour = Math.floor(hour)
        minute = 30
      } else continue
    } else if (word(tokens, to) === ':' && tokens[to + 1]?.kind === 'number') {
      minute = tokens[to + 1]!.value
      to += 2
      certain = true
    }
    if (minute >= 60) continue
    const suffix = word(tokens, to)
    const meridiem =
      /^(am|pm|a|p)$/.test(suffix) &&
      (suffix.length === 2 || /^m$/.test(word(tokens, to + 1)) || word(tokens, to + 1) === '.')
        ? suffix[0]
        : undefined
    if (meridiem) {
      if (hour > 12 || hour < 1) return hour > 12 && hour < 24 ? { hour, minute } : undefined
      return { hour: (hour % 12) + (meridiem === 'p' ? 12 : 0), minute }
    }
    const clockWord = /^(baje|oclock|h|hrs|hours|ish)$/.test(suffix)
    const before = word(tokens, at - 1)
    const led =
      /^(at|around|by|about|after|before|say|approx|@)$/.test(before) &&
      !/^(bhk|bed|people|persons|members|km|days|weeks|months|years|options|flats|projects|of)$/.test(suffix)
    const trailing = used.has(at - 1) || (slotWords.has(before) && !used.has(at - 1)) || slotWords.has(suffix)
    if (!(certain || clockWord || led || trailing)) continue
    if (/^(st|nd|rd|th|%|bhk|crore|lakh|x)$/.test(suffix)) continue
    if (/^(h|hrs)$/.test(suffix) && hour >= 13 && hour < 24) return { hour, minute }
    if (hour >= 13 && hour < 24 && (certain || clockWord || led)) return { hour, minute }
    if (hour > 12 || hour < 1) continue
    const settled = settle(hour, tokens, to, slot)
    return settled === undefined ? undefined : { hour: settled, minute }
  }
  return undefined
}

/** am or pm by the part of day, else the one that lies in 9–18. */
function settle(hour: number, tokens: Free, to: number, slot: DaySlot | undefined): number | undefined {
  const suffix = word(tokens, to)
  if (suffix === 'am') return hour % 12
  if (suffix === 'pm') return (hour % 12) + 12
  if (slot === 'morning') return hour === 12 ? 12 : hour
  if (slot === 'afternoon') return hour >= 11 ? hour : hour + 12
  if (slot === 'evening') return (hour % 12) + 12
  if (hour >= 9) return hour
  return hour <= 6 ? hour + 12 : undefined
}
