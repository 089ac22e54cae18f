import pg from 'pg'
import { type Asked, withOneQuery } from './one-query.ts'

const INT8 = 20
const NUMERIC = 1700
const DATE = 1082
const TIMESTAMPTZ = 1184
const TEXT_ARRAY = 1009

/** How columns become values: nothing is rounded silently, and no time passes through a JS `Date`, which cuts microseconds. */
const parsers = new Map<number, (text: string) => unknown>([
  [INT8, toSafeNumber],
  [NUMERIC, toSafeNumber],
  [DATE, text => text],
  [TIMESTAMPTZ, toInstant],
  [TEXT_ARRAY, toTexts],
])

/** The array types of the above. */
const arrays = new Map([
  [1016, INT8],
  [1231, NUMERIC],
  [1182, DATE],
  [1185, TIMESTAMPTZ],
])
for (const [array, element] of arrays) parsers.set(array, text => eachElement(parsers.get(element)!, splitArray(text)))

/**
 * Mosaic's rules for reading values, for one pool: other libraries in the process keep their own. bigint and numeric become
 * numbers (a RangeError past 2^53), timestamptz a Temporal.Instant, date a 'YYYY-MM-DD' string.
 */
export const mosaicTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string) =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text'),
}

/** A client that takes Temporal.Instant as a parameter, alone or in an array; `pg` would send it as quoted JSON. */
export const MosaicClient = class MosaicClient extends withOneQuery(pg.Client) {
  override query(asked: Asked, values?: unknown, callback?: unknown): unknown {
    if (Array.isArray(values)) return super.query(asked, values.map(toParameter), callback)
    // A prepared statement or Kysely's form. A cursor submits itself and holds its values elsewhere.
    if (typeof asked === 'object' && asked && typeof asked.submit !== 'function' && Array.isArray(asked.values))
      return super.query({ ...asked, values: asked.values.map(toParameter) }, values, callback)
    return super.query(asked, values, callback)
  }
} as unknown as typeof pg.Client

/** Numbers past 2^53 would come back as their neighbours. Fractions are as exact as a double. */
function toSafeNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new RangeError(`number ${text} is beyond 2^53`)
  return value
}

/** PostgreSQL writes `2026-11-21 10:00:00.123456+00`, in the session's zone, which our connections set to UTC. */
function toInstant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text.replace(' ', 'T'))
}

function splitArray(text: string): unknown[] {
  return pg.types.getTypeParser(
    TEXT_ARRAY as Parameters<typeof pg.types.getTypeParser>[0],
    'text',
  )(text) as unknown as unknown[]
}

/** A flat array whose texts need no escapes, as most are, in a tenth of the driver's time; the driver reads the others. */
function toTexts(text: string): unknown[] {
  if (text === '{}') return []
  if (text[0] !== '{' || text.includes('\\') || text.indexOf('{', 1) > 0) return splitArray(text)
  const end = text.length - 1
  const texts: (string | null)[] = []
  for (let at = 1; at < end; ) {
    const quoted = text[at] === '"'
    const close = quoted ? text.indexOf('"', at + 1) : text.indexOf(',', at)
    const stop = close < 0 ? end : close
    const found = text.slice(quoted ? at + 1 : at, stop)
    texts.push(!quoted && found === 'NULL' ? null : found)
    at = stop + (quoted ? 2 : 1)
  }
  return texts
}

function eachElement(parse: (text: string) => unknown, values: unknown[]): unknown[] {
  return values.map(value =>
    Array.isArray(value) ? eachElement(parse, value) : value === null ? null : parse(value as string),
  )
}

function toParameter(value: unknown): unknown {
  if (value instanceof Temporal.Instant) return value.toString()
  return Array.isArray(value) ? value.map(toParameter) : value
}
