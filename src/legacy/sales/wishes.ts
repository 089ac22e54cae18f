import type { Row } from '../core/row.ts'
import type { SalesOptions } from './options.ts'
import { readClock, readDay, spanOf } from './times.ts'

export type VisitStatus = 'pending' | 'confirmed' | 'completed' | 'cancelled' | 'no_show'

const STATUSES: Readonly<Record<string, VisitStatus>> = {
  pending: 'pending',
  requested: 'pending',
  scheduled: 'pending',
  confirmed: 'confirmed',
  completed: 'completed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  no_show: 'no_show',
}
/** How long a visit is. */
export const HOUR = { minutes: 60 }

export function statusOf(row: Row): VisitStatus {
  const word = (row.text('status') ?? '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  if (word !== '' && !Object.hasOwn(STATUSES, word)) row.repair('unknown_status', 'status')
  return STATUSES[word] ?? 'pending'
}

export const isActive = (status: VisitStatus) => status === 'pending' || status === 'confirmed'

export type Wish = { start: Temporal.Instant; end: Temporal.Instant } | { day: Temporal.PlainDate | null }

/** When a visit was wished: a part of a day, a time, a day alone, or nothing of that. In the zone of wishes. */
export function wishOf(row: Row, { timeZone }: SalesOptions): Wish {
  const column = row.text('requested_date') === null ? 'preferred_date' : 'requested_date'
  const said = row.text(column)
  if (said === null) return { day: null }
  const read = readDay(said, timeZone)
  for (const code of read.repairs) row.repair(code, column)
  if (read.value === null) return { day: null }
  const { day, time } = read.value
  const clock =
    clockOf(row, 'requested_time_slot') ?? (time && { from: time, to: null }) ?? clockOf(row, 'preferred_time')
  if (!clock) return { day }
  const span = spanOf(day, clock, timeZone, HOUR)
  for (const code of span.repairs) row.repair(code, column)
  return { start: span.start, end: span.end }
}

export function clockOf(row: Row, column: string) {
  const said = row.text(column)
  if (said === null) return null
  const { value, repairs } = readClock(said)
  for (const code of repairs) row.repair(code, column)
  return value
}
