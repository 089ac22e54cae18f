import type { Raw } from './values.ts'

export type ReadTimestamp = {
  at: Temporal.Instant | null
  repair?: 'integer_timestamp' | 'null_text' | 'bad_timestamp'
}

const SPELLING =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?\s*(Z|[+-]\d\d(?::?\d\d)?(?::\d\d)?)?$/i
const NULLS = new Set(['', 'null', 'none'])

/**
 * A timestamp in any of the spellings that legacy stores have; without offset it is UTC. Integers of 1e8 to 1e11 are seconds, to 1e14
 * milliseconds. Source: the legacy values.
 */
export function readTimestamp(value: Exclude<Raw, null>): ReadTimestamp {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) {
    const number = Number(value)
    const ms = number >= 1e8 && number < 1e11 ? number * 1000 : number >= 1e11 && number <= 1e14 ? number : undefined
    if (ms === undefined) return { at: null, repair: 'bad_timestamp' }
    return { at: Temporal.Instant.fromEpochMilliseconds(ms), repair: 'integer_timestamp' }
  }
  if (typeof value !== 'string') return { at: null, repair: 'bad_timestamp' }
  const at = parse(value)
  if (at) return { at }
  return { at: null, repair: NULLS.has(value.trim().toLowerCase()) ? 'null_text' : 'bad_timestamp' }
}

let lastText = ''
let lastAt: Temporal.Instant | undefined

/** A cell is read more than once as a rule, one after the other. */
function parse(text: string): Temporal.Instant | undefined {
  if (text !== lastText) {
    lastAt = read(text)
    lastText = text
  }
  return lastAt
}

function read(text: string): Temporal.Instant | undefined {
  const found = SPELLING.exec(text.trim())
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', offset = 'Z'] = found
  if (year === '0000') return undefined
  const zone = /^z$/i.test(offset) ? 'Z' : offset.length === 3 ? `${offset}:00` : offset
  const digits = fraction.slice(0, 6)
  try {
    return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}${digits && `.${digits}`}${zone}`)
  } catch {
    return undefined
  }
}
