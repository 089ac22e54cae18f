import type { Assistant } from '../../assistant/index.ts'
import type { Channels } from '../../channels/index.ts'
import type { App } from '../../kernel/http.ts'
import type { Log } from '../../kernel/log.ts'
import type { Watch } from '../../kernel/watch.ts'
import type { Change, createEvents, WatchQuery } from '../../storage/index.ts'
import type { Config } from '../config.ts'
import type { State } from '../state.ts'
import { watchedChannels } from './channels.ts'
import { createStateFigures } from './figures.ts'
import { metricsRoute, watchRequests } from './http.ts'
import { createProcessFigures } from './process.ts'
import { createQueryWatch } from './queries.ts'
import { createRowFigures } from './rows.ts'
import { createSlowLog } from './slow.ts'
import { createWatch } from './watch.ts'

/**
 * Observe: what an operator sees of Mosaic from outside. *Metrics* at `/metrics` (METRICS_TOKEN), *traces* to a collector
 * (OTEL_EXPORTER_OTLP_ENDPOINT), *slow statements* in the log (SLOW_QUERY_MS). See docs/observability.md.
 *
 * A *scope* says on whose behalf something runs: the route or the loop. Rooms hand in *spans* and *counts* by `ctx.watch`, the
 * store its statements; requests, channels, changes and appointments are watched from here. What is not set is not loaded.
 *
 * Invariants: no label, attribute or line holds what a person said or who they are; labels come from short lists; whoever looks
 * costs the rows one look in 15 seconds; a collector that is away costs no request.
 */
export type Observe = {
  /** For the contexts; undefined where nothing listens */
  watch: Watch | undefined
  watchQuery: WatchQuery | undefined
  watchApp(app: App, state: State): void
  watchEvents(events: ReturnType<typeof createEvents>): void
  watchAssistant(assistant: Assistant): void
  watchChannels(channels: Channels): Channels
  /** What was told to open pages, among it each message that was kept */
  told(changes: readonly Change[]): void
  /** Sends what is left of the traces. */
  close(): Promise<void>
}

/** `log`: where slow statements go; given when the server has one. */
export async function createObserve(config: Config, log: () => Log): Promise<Observe> {
  const metrics = config.METRICS_TOKEN ? (await import('./metrics.ts')).openMetrics() : undefined
  const spans = wantsTraces(config) ? (await import('./traces.ts')).openTraces(config) : undefined
  const slowMs = config.SLOW_QUERY_MS
  const slow = slowMs > 0 ? createSlowLog({ warn: (fields, words) => log().warn(fields, words) }, slowMs) : undefined
  const measured = metrics !== undefined || spans !== undefined
  const any = measured || slow !== undefined
  const prices = { input: config.MODEL_PRICE_INPUT, output: config.MODEL_PRICE_OUTPUT }
  const processFigures = metrics && createProcessFigures()
  let assistant: Assistant | undefined
  return {
    watch: any ? createWatch({ metrics, spans }, prices) : undefined,
    watchQuery: any ? createQueryWatch({ metrics, spans, slow, slowMs }) : undefined,
    watchApp(app, state) {
      if (!any) return
      const active = watchRequests(app, { metrics, spans })
      if (!metrics) return
      const rows = createRowFigures(() => (state.phase === 'ready' ? state.store : undefined))
      metrics.onLook(processFigures!.look)
      metrics.onLook(createStateFigures(state, () => assistant))
      metrics.onLook(observe => observe('mosaic_http_requests_active', active()))
      metrics.onLook(rows)
      metricsRoute(app, metrics, config.METRICS_TOKEN!)
    },
    watchEvents(events) {
      if (!metrics) return
      events.subscribe('appointment.changed', async (_ctx, { change, row }) =>
        metrics.add('mosaic_appointment_changes_total', 1, { kind: row.kind, change }),
      )
    },
    watchAssistant(given) {
      assistant = given
    },
    watchChannels: channels =>
      measured ? watchedChannels(channels, createWatch({ metrics, spans }, prices)) : channels,
    told(changes) {
      if (!metrics) return
      const messages = changes.filter(({ topic, number }) => topic === 'conversation' && number !== undefined).length
      if (messages > 0) metrics.add('mosaic_messages_total', messages)
    },
    async close() {
      processFigures?.close()
      await Promise.all([metrics?.close(), spans?.close()])
    },
  }
}

function wantsTraces(config: Config): boolean {
  const collector = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? config.OTEL_EXPORTER_OTLP_ENDPOINT
  return collector !== undefined && config.OTEL_SDK_DISABLED !== 'true'
}
