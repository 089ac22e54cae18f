import { numberAt } from './numbers.ts'
import type { DaySlot } from './schema.ts'
import type { Token } from './text.ts'

export type Bound = 'after' | 'before' | 'around'
/** Tokens that no recogniser took; the others are left out, so that "2 BHK" is no hour. */
export type Free = (Token | undefined)[]
export const word = (tokens: Free, at: number): string => tokens[at]?.text ?? ''

export const slotWords = new Map<string, DaySlot>([
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

export type Clock = ({ hour: number; minute: number; bare?: true } | { either: number }) & { bound?: Bound }

/** The time of day, or undefined. An hour without am or pm lies in 9–18 unless the part of day says more. */
export function readClock(tokens: Free, slot: DaySlot | undefined, used: Set<number>): Clock | undefined {
  for (let at = 0; at < tokens.length; at++) {
    if (used.has(at)) continue
    const text = word(tokens, at)
    if (/^(half|quarter)$/.test(text) && /^(past|to)$/.test(word(tokens, at + 1)) && tokens[at + 2]) {
      const number = numberAt(tokens as Token[], at + 2)
      if (number && number.value >= 1 && number.value <= 12) {
        const back = word(tokens, at + 1) === 'to'
        const minute = text === 'half' ? 30 : back ? 45 : 15
        const base = settle(back ? number.value - 1 || 12 : number.value, tokens, number.to, slot)
        return base === undefined
          ? undefined
          : { hour: base, minute, ...bareUnless(/^[ap]m$/.test(word(tokens, number.to))) }
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
    const bound = boundAt(tokens, at, to)
    if (meridiem) {
      if (hour > 12 || hour < 1) return hour > 12 && hour < 24 ? { hour, minute, ...bound } : undefined
      return { hour: (hour % 12) + (meridiem === 'p' ? 12 : 0), minute, ...bound }
    }
    const clockWord = /^(baje|oclock|h|hrs|hours|ish)$/.test(suffix)
    const before = word(tokens, at - 1)
    const led =
      (/^(at|around|by|about|after|before|say|approx|@)$/.test(before) ||
        (before === 'it' && word(tokens, at - 2) === 'make') ||
        suffix === 'instead') &&
      !/^(bhk|bed|people|persons|members|km|days|weeks|months|years|options|flats|projects|of)$/.test(suffix)
    const trailing = used.has(at - 1) || (slotWords.has(before) && !used.has(at - 1)) || slotWords.has(suffix)
    if (!(certain || clockWord || led || trailing)) continue
    if (/^(st|nd|rd|th|%|bhk|crore|lakh|x)$/.test(suffix)) continue
    if (/^(h|hrs)$/.test(suffix) && hour >= 13 && hour < 24) return { hour, minute, ...bound }
    if (hour >= 13 && hour < 24 && (certain || clockWord || led)) return { hour, minute, ...bound }
    if (hour > 12 || hour < 1) continue
    const settled = settle(hour, tokens, to, slot)
    return settled === undefined
      ? { either: hour, ...bound }
      : { hour: settled, minute, ...bareUnless(false), ...bound }
  }
  return undefined
}

const bareUnless = (said: boolean): { bare?: true } => (said ? {} : { bare: true })

/** "after 6", "6 baje ke baad", "before 5", "around 3". */
function boundAt(tokens: Free, at: number, to: number): { bound?: Bound } {
  const before = word(tokens, at - 1)
  const after = [word(tokens, to), word(tokens, to + 1), word(tokens, to + 2)].join(' ')
  if (before === 'after' || /\bke baad\b/.test(after)) return { bound: 'after' }
  if (/^(before|by)$/.test(before) || /\b(tak|se pehle)\b/.test(after)) return { bound: 'before' }
  return /^(around|about|approx)$/.test(before) ? { bound: 'around' } : {}
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
