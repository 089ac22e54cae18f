import type { Assistant } from '../../assistant/index.ts'
import { commitOf, release } from '../release.ts'
import type { Phase, State } from '../state.ts'
import type { Observe } from './metrics.ts'

const PHASES = Object.keys({
  starting: 0,
  upgrading: 0,
  waiting: 0,
  migrating: 0,
  undecided: 0,
  moving: 0,
  held: 0,
  ready: 0,
  stopping: 0,
} satisfies Record<Phase, 0>)

/** What this process knows of itself without asking anybody. */
export function createStateFigures(state: State, assistant: () => Assistant | undefined) {
  const info = { version: release, commit: commitOf(process.env) ?? '', node: process.versions.node }
  const failed = new Set<string>()
  return (observe: Observe): void => {
    for (const phase of PHASES) observe('mosaic_phase', phase === state.phase ? 1 : 0, { phase })
    const { store } = state
    if (store) {
      observe('mosaic_build_info', 1, { ...info, store: store.kind })
      const { totalCount, idleCount, waitingCount, options } = store.pool
      observe('mosaic_pool_connections', totalCount - idleCount, { state: 'busy' })
      observe('mosaic_pool_connections', idleCount, { state: 'idle' })
      observe('mosaic_pool_waiting', waitingCount)
      observe('mosaic_pool_max_connections', options.max ?? 0)
      observe('mosaic_store_up', store.reachable() ? 1 : 0)
      const since = store.unreachableSince
      observe('mosaic_store_unreachable_seconds', since ? secondsSince(since) : 0)
    }
    for (const verdict of ['yes', 'no', 'unknown'])
      if (state.verdict) observe('mosaic_store_survives', state.verdict.survives === verdict ? 1 : 0, { verdict })
    // A loop that failed once stays in the answer, with 0: an alert sees that it works again.
    const failing = state.later?.failing() ?? []
    for (const job of failing) failed.add(job)
    for (const job of failed) observe('mosaic_jobs_failing', failing.includes(job) ? 1 : 0, { job })
    observe('mosaic_live_streams', state.live?.places.all ?? 0)
    observe('mosaic_turns_active', assistant()?.runs.size ?? 0)
    const kept = state.outage?.facts()
    if (!kept) return
    observe('mosaic_outage_entries', kept.entries)
    observe('mosaic_outage_bytes', kept.bytes)
    observe('mosaic_outage_oldest_seconds', kept.oldest ? secondsSince(kept.oldest) : 0)
  }
}

function secondsSince(instant: Temporal.Instant): number {
  return Math.max(0, Temporal.Now.instant().since(instant).total('seconds'))
}
