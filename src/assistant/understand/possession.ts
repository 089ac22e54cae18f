import { months } from './data/calendar.ts'
import { mark } from './phrases.ts'
import type { Token } from './text.ts'

export type Possession = { possessionBy?: string; possessionIn?: string }

type Period = { year: number; quarter?: number; month?: number; from: number; to: number }

const cue =
  /^(possession|handover|completion|completed|complete|delivery|delivered|ready|finish|finished|occupy|occupancy|keys|possess|hand)$/
const moving = /^(move|moving|shift|shifting|relocate|relocating|settle)$/
const byWords = /^(by|till|until|within|latest)$/

/**
 * When homes must be handed over: `possessionBy` after "by", "before", "till"; else `possessionIn`. A month is its
 * quarter. Tags what it read. Dates in a clause that complains of waiting are no wish and are only tagged.
 */
export function readPossession(
  tokens: Token[],
  now: Temporal.ZonedDateTime | undefined,
  durations: { months: number; at: number }[],
  complained: Set<number>,
): Possession {
  const wish: Possession = {}
  for (let at = 0; at < tokens.length; at++) {
    const period = periodAt(tokens, at, now)
    if (!period) continue
    const spoken = tokens.slice(Math.max(0, period.from - 6), period.to + 6)
    const cued = spoken.some(token => cue.test(token.text) || moving.test(token.text))
    if (period.month !== undefined && !period.year) continue
    const before = wordsBefore(tokens, period.from)
    const after = tokens[period.to]?.text ?? ''
    const visitDate =
      period.month !== undefined && !cued && period.from > 0 && tokens[period.from - 1]!.kind === 'number'
    if (visitDate) {
      at = period.to - 1
      continue
    }
    mark(tokens, period, 'period')
    at = period.to - 1
    if (complained.has(tokens[period.from]!.clause)) continue
    if (/(^| )(after|since|beyond|built in|post)$/.test(before)) continue
    const ends =
      /(^| )(before|by|till|until) (the )?(end|diwali|christmas|new year|ugadi|dasara|dussehra|holi|summer|monsoon)( of)?$/.test(
        before,
      )
    const later = tokens[period.to + 1]?.text ?? ''
    const earlier =
      !ends &&
      (/(^| )(before|earlier than|prior to|sooner than)$/.test(before) ||
        /^(se|ke) (pehle|pahle)$/.test(`${after} ${later}`))
    const by =
      earlier ||
      ends ||
      /(^| )(by|till|until|within|latest|up to|no later than|not later than|by the|by end of|by the end of|end of|by year end|latest by|by mid|by early|by late|by around|on or before)$/.test(
        before,
      ) ||
      /^(tak|latest)$/.test(after) ||
      /^or (before|earlier)/.test(`${after} ${later}`)
    if (by) wish.possessionBy = written(earlier && !/on or before$/.test(before) ? previous(period) : period)
    else if (/^(onwards|or)$/.test(after) && tokens[period.to + 1]?.text !== 'possession' && after === 'onwards')
      continue
    // a span of years has no key of its own: its end is what must be kept
    else if (wish.possessionIn) wish.possessionBy = written(period)
    else wish.possessionIn = written(period)
  }
  if (!wish.possessionBy && !wish.possessionIn && now) {
    for (const { months: span, at } of durations) {
      const spoken = tokens.slice(Math.max(0, at - 6), at + 6)
      if (complained.has(tokens[at]!.clause) || !spoken.some(token => cue.test(token.text) || moving.test(token.text)))
        continue
      if (
        !/^(in|within|next|max|maximum|under|less|by|the|coming|few|than|another)$/.test(tokens[at - 1]?.text ?? '') &&
        !/^(mein|andar|tak|ke|max)$/.test(tokens[at + 2]?.text ?? '')
      )
        continue
      if (span > 240) continue
      const then = now.add({ months: Math.floor(span), days: Math.round((span % 1) * 30) })
      wish.possessionBy = `${then.year}-Q${Math.ceil(then.month / 3)}`
      break
    }
  }
  if (wish.possessionBy) delete wish.possessionIn
  return wish
}

const wordsBefore = (tokens: Token[], from: number): string =>
  tokens
    .slice(Math.max(0, from - 5), from)
    .filter(token => token.kind === 'word')
    .map(token => token.text)
    .join(' ')

const written = ({ year, quarter }: Period): string => (quarter ? `${year}-Q${quarter}` : `${year}`)

function previous(period: Period): Period {
  if (!period.quarter) return { ...period, year: period.year - 1 }
  if (period.month) {
    const month = period.month === 1 ? 12 : period.month - 1
    return { ...period, year: period.month === 1 ? period.year - 1 : period.year, quarter: Math.ceil(month / 3) }
  }
  return period.quarter === 1
    ? { ...period, year: period.year - 1, quarter: 4 }
    : { ...period, quarter: period.quarter - 1 }
}

const ordinals: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4, last: 4 }

function periodAt(tokens: Token[], at: number, now: Temporal.ZonedDateTime | undefined): Period | undefined {
  const token = tokens[at]!
  if (token.tag && token.tag !== 'other_number') return undefined
  const word = (offset: number) => tokens[at + offset]?.text ?? ''
  const skip = (offset: number) => (/^(of|,|'|-)$/.test(word(offset)) ? offset + 1 : offset)
  if (
    (token.text === 'q' || token.text === 'quarter') &&
    tokens[at + 1]?.kind === 'number' &&
    tokens[at + 1]!.value >= 1 &&
    tokens[at + 1]!.value <= 4
  ) {
    const year = yearAt(tokens, at + skip(2), true)
    if (year) return { ...year, quarter: tokens[at + 1]!.value, from: at }
  }
  if (Object.hasOwn(ordinals, token.text) && word(1) === 'quarter') {
    const year = yearAt(tokens, at + skip(2), false)
    if (year) return { ...year, quarter: ordinals[token.text]!, from: at }
  }
  if (
    token.kind === 'number' &&
    token.value >= 1 &&
    token.value <= 4 &&
    /^(st|nd|rd|th)$/.test(word(1)) &&
    word(2) === 'quarter'
  ) {
    const year = yearAt(tokens, at + skip(3), false)
    if (year) return { ...year, quarter: token.value, from: at }
  }
  if (/^(early|mid|middle|late|beginning|start|end)$/.test(token.text)) {
    const year = yearAt(tokens, at + skip(1), false)
    if (year && token.text === 'end') return { ...year, from: at }
    if (year) return { ...year, quarter: token.text === 'late' ? 4 : /^m/.test(token.text) ? 2 : 1, from: at }
  }
  if (Object.hasOwn(months, token.text) && token.kind === 'word') {
    const month = months[token.text]!
    const year = yearAt(tokens, at + skip(1), word(1) === "'")
    if (year) return { ...year, month, quarter: Math.ceil(month / 3), from: at }
    const spoken = tokens.slice(Math.max(0, at - 6), at)
    if (
      now &&
      spoken.some(other => cue.test(other.text) || moving.test(other.text)) &&
      spoken.some(other => byWords.test(other.text) || other.text === 'before')
    ) {
      return {
        year: month >= now.month ? now.year : now.year + 1,
        month,
        quarter: Math.ceil(month / 3),
        from: at,
        to: at + 1,
      }
    }
  }
  // the year of 25/11/2027 belongs to a day
  const dated =
    /^[/.-]$/.test(tokens[at - 1]?.text ?? '') &&
    tokens[at - 1]!.glued &&
    tokens[at]!.glued &&
    tokens[at - 2]?.kind === 'number'
  const dayFollows =
    /^[/-]$/.test(tokens[at + 1]?.text ?? '') &&
    tokens[at + 1]!.glued &&
    tokens[at + 2]?.kind === 'number' &&
    tokens[at + 3]?.text === tokens[at + 1]!.text
  if (dated || dayFollows) return undefined
  const year = yearAt(tokens, at, false)
  if (
    year &&
    /^q$/.test(tokens[year.to]?.text ?? '') &&
    tokens[year.to + 1]?.kind === 'number' &&
    tokens[year.to + 1]!.value <= 4 &&
    tokens[year.to + 1]!.value >= 1
  ) {
    return { ...year, quarter: tokens[year.to + 1]!.value, to: year.to + 2 }
  }
  if (year) return year
  if (now && /^(next|this|agle|coming)$/.test(token.text) && /^(year|saal)$/.test(word(1)) && cuedNear(tokens, at)) {
    return { year: now.year + (token.text === 'this' ? 0 : 1), from: at, to: at + 2 }
  }
  return undefined
}

const cuedNear = (tokens: Token[], at: number): boolean =>
  tokens.slice(Math.max(0, at - 6), at + 6).some(token => cue.test(token.text) || moving.test(token.text))

function yearAt(tokens: Token[], at: number, short: boolean): Period | undefined {
  const token = tokens[at]
  if (token?.text === 'fy' || token?.text === 'year') return yearAt(tokens, at + 1, short)
  if (token?.text === "'" && tokens[at + 1]?.kind === 'number') return yearAt(tokens, at + 1, true)
  if (token?.kind !== 'number' || token.tag || !/^\d+$/.test(token.raw)) return undefined
  if (token.value >= 2020 && token.value <= 2060) return { year: token.value, from: at, to: at + 1 }
  if (short && token.raw.length === 2 && token.value >= 24 && token.value <= 60)
    return { year: 2000 + token.value, from: at, to: at + 1 }
  return undefined
}
