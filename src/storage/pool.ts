import pg from 'pg'

const INT8 = 20
const NUMERIC = 1700
const DATE = 1082
const TIMESTAMPTZ = 1184

/** How columns become values: nothing is rounded silently, and no time passes through a JS `Date`. */
const parsers = new Map<number, (text: string) => unknown>([
  [INT8, toSafeInteger],
  [NUMERIC, Number],
  [DATE, text => text],
  [TIMESTAMPTZ, toInstant],
])

function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer ${text} is beyond 2^53`)
  return value
}

/** PostgreSQL writes `2026-11-21 10:00:00.123456+00`. */
function toInstant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text.replace(' ', 'T'))
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string) =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text'),
}

/** A pool whose values follow Mosaic's rules. A pool without an `error` listener would end the process at a 57P01. */
export function createPool(options: pg.PoolConfig, onError: (error: Error) => void = () => {}): pg.Pool {
  const pool = new pg.Pool({ connectionTimeoutMillis: 5_000, keepAlive: true, ...options, types })
  pool.on('error', onError)
  return pool
}
