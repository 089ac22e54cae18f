import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { Observe } from './metrics.ts'

const QUANTILES = { '0.5': 50, '0.99': 99, '1': 100 } as const

/** How the process itself is. The delay of the event loop is sampled natively and costs no turn of it. */
export function createProcessFigures() {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let utilization = performance.eventLoopUtilization()
  function look(observe: Observe): void {
    for (const [quantile, percent] of Object.entries(QUANTILES)) {
      // It counts from the resolution on: a loop at rest is 10 ms "late".
      const nanoseconds = Math.max(0, delay.percentile(percent) - 10_000_000)
      observe('mosaic_event_loop_lag_seconds', Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0, { quantile })
    }
    delay.reset()
    const now = performance.eventLoopUtilization()
    observe('mosaic_event_loop_utilization', performance.eventLoopUtilization(now, utilization).utilization)
    utilization = now
    const { rss } = process.memoryUsage()
    const heap = getHeapStatistics()
    observe('mosaic_process_resident_bytes', rss)
    observe('mosaic_process_heap_bytes', heap.used_heap_size, { state: 'used' })
    observe('mosaic_process_heap_bytes', heap.total_heap_size, { state: 'total' })
    observe('mosaic_process_heap_bytes', heap.heap_size_limit, { state: 'limit' })
    const { user, system } = process.cpuUsage()
    observe('mosaic_process_cpu_seconds_total', user / 1e6, { mode: 'user' })
    observe('mosaic_process_cpu_seconds_total', system / 1e6, { mode: 'system' })
    observe('mosaic_process_start_time_seconds', performance.timeOrigin / 1000)
    const handles = new Map<string, number>(KINDS.map(kind => [kind, 0]))
    for (const resource of process.getActiveResourcesInfo()) {
      const kind = KINDS.includes(resource) ? resource : 'other'
      handles.set(kind, (handles.get(kind) ?? 0) + 1)
    }
    for (const [kind, count] of handles) observe('mosaic_process_open_handles', count, { kind })
  }
  return { look, close: () => void delay.disable() }
}

const KINDS = [
  'TCPSocketWrap',
  'TCPServerWrap',
  'TLSWrap',
  'PipeWrap',
  'Timeout',
  'ProcessWrap',
  'MessagePort',
  'FSReqPromise',
  'other',
]
