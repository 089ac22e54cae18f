import type { Row } from '../core/row.ts'
import { readStamp } from './times.ts'

export type SalesOptions = {
  /** IANA: the clocks of wishes */
  timeZone: string
  /** IANA: the clocks of stamps that carry no offset */
  stampZone: string
  /** Whose national phone numbers are meant; ISO 3166-1 alpha-2 */
  region: string
}

/** A stamp of a column, or null; its repairs are noted. */
export function stampOf(row: Row, column: string, { stampZone }: SalesOptions): Temporal.Instant | null {
  const text = row.text(column)
  return text === null ? null : stampIn(row, column, text, stampZone)
}

/** A stamp within a JSON list. */
export function entryStamp(row: Row, column: string, value: unknown, { stampZone }: SalesOptions) {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number') return stampIn(row, column, String(value), stampZone)
  row.repair('bad_timestamp', column)
  return null
}

function stampIn(row: Row, column: string, text: string, zone: string): Temporal.Instant | null {
  const { value, repairs } = readStamp(text, zone)
  for (const code of repairs) row.repair(code, column)
  return value
}
