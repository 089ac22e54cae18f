import { sql } from 'kysely'
import { ExternalCalendarError } from '../../channels/index.ts'
import type { Context } from '../../storage/index.ts'

/** What a failed try says to staff; what nobody expected is logged, without the address or what was answered. */
export function asCalendarTrouble(ctx: Context, error: unknown, calendarId: string): ExternalCalendarError {
  if (error instanceof ExternalCalendarError) return error
  const { name, code } = error as { name?: string; code?: string }
  if (name !== 'AbortError' && name !== 'TimeoutError') ctx.log.warn({ calendarId, name, code }, 'a calendar failed')
  return new ExternalCalendarError('away', 'The calendar could not be reached.')
}

/** Troubles that every other request to the same calendar would meet too. */
export const meetsAll = ({ trouble }: ExternalCalendarError) =>
  ['denied', 'missing', 'blocked', 'away'].includes(trouble)

/** The instant of the next try after so many failures: 1, 5, 15 and then every 60 minutes later. */
export function nextTry(tries: ReturnType<typeof sql>) {
  return sql`clock_timestamp() + make_interval(mins => coalesce((array[1, 5, 15])[${tries}], 60))`
}

/** Ends what is asked of a calendar when its time is over, or when the process is to end. */
export function patience(milliseconds: number, stopping: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(milliseconds)
  return stopping ? AbortSignal.any([timeout, stopping]) : timeout
}
