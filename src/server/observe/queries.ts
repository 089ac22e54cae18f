import type { WatchQuery } from '../../storage/index.ts'
import type { Metrics } from './metrics.ts'
import { scopeNow } from './scope.ts'
import type { createSlowLog } from './slow.ts'
import { errorName, type Spans } from './spans.ts'
import { statementOf } from './statement.ts'
import { spanOf } from './watch.ts'

/** What another transaction did to a statement: serialization, deadlock, a lock not to be had, an exclusion constraint. */
const CONFLICTS = new Set(['40001', '40P01', '55P03', '23P01'])

/** Hears of every statement of the store: how long it took goes into the metrics, a trace and, if it was slow, the log. */
export function createQueryWatch({
  metrics,
  spans,
  slow,
  slowMs,
}: {
  metrics?: Metrics | undefined
  spans?: Spans | undefined
  slow?: ReturnType<typeof createSlowLog> | undefined
  slowMs: number
}): WatchQuery {
  const measured = metrics !== undefined || spans !== undefined
  return text => {
    const scope = scopeNow()
    const began = performance.now()
    return (rows, error) => {
      const ms = performance.now() - began
      const isSlow = slow !== undefined && ms >= slowMs
      if (!measured && !isSlow) return
      const statement = statementOf(text)
      const code = error === undefined ? undefined : errorName(error)
      if (isSlow) slow({ statement, ms, rows, code }, scope)
      const { kind, table } = statement
      if (metrics) {
        metrics.record('mosaic_query_duration_seconds', ms / 1000, {
          kind,
          outcome: code === undefined ? 'done' : 'failed',
        })
        metrics.add('mosaic_queries_total', 1, { kind, table })
        metrics.add('mosaic_query_seconds_total', ms / 1000, { kind, table })
        if (code !== undefined && CONFLICTS.has(code)) metrics.add('mosaic_store_conflicts_total', 1, { code })
      }
      // What nobody asked for, such as a look at a hint, makes no trace of its own.
      if (!spans || !scope || scope.span?.kept === false) return
      const name = `${kind} ${table}`
      const facts = {
        'db.system.name': 'postgresql',
        'db.operation.name': kind,
        'db.collection.name': table === 'none' ? undefined : table,
        'db.query.text': statement.text,
        'db.response.returned_rows': rows ?? undefined,
        'db.response.status_code': code,
      }
      if (scope.held && !scope.span) scope.held.statements.push({ name, facts, ms, error: code })
      else spans.record(name, facts, spanOf(spans, scope), ms, code)
    }
  }
}
