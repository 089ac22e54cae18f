import type { Log } from '../../kernel/log.ts'
import type { Scope } from './scope.ts'
import type { Statement } from './statement.ts'

/** So many lines a minute, and one for a statement in so long: an outage makes every statement slow. */
const A_MINUTE = 20
const MINUTE_MS = 60_000
const AGAIN_MS = 10_000

export type SlowQuery = { statement: Statement; ms: number; rows: number | null; code: string | undefined }

/**
 * Logs statements that took `slowMs` or longer: text without values, how long, how many rows, and the route or job that asked.
 * What is held back is counted and told with the next line.
 */
export function createSlowLog(log: Pick<Log, 'warn'>, slowMs: number, clock: () => number = () => performance.now()) {
  const last = new Map<string, number>()
  let minute = Number.NEGATIVE_INFINITY
  let lines = 0
  let heldBack = 0
  return (query: SlowQuery, scope: Scope | undefined): void => {
    if (query.ms < slowMs) return
    const now = clock()
    if (now - minute >= MINUTE_MS) {
      minute = now
      lines = 0
      last.clear()
    }
    const { fingerprint, kind, table, text } = query.statement
    if (lines >= A_MINUTE || now - (last.get(fingerprint) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) {
      heldBack++
      return
    }
    lines++
    last.set(fingerprint, now)
    log.warn(
      {
        ms: Math.round(query.ms),
        rows: query.rows,
        statement: text,
        name: `${kind} ${table}`,
        fingerprint,
        ...(query.code !== undefined && { code: query.code }),
        ...(scope?.route !== undefined && { route: scope.route }),
        ...(scope?.job !== undefined && { job: scope.job }),
        ...(scope?.requestId !== undefined && { reqId: scope.requestId }),
        ...(scope?.span && { trace: scope.span.traceId }),
        ...(heldBack > 0 && { heldBack }),
      },
      'a slow statement',
    )
    heldBack = 0
  }
}
