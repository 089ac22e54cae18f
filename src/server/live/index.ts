import { type Change, type Context, openWire, type Store, type WireMode } from '../../storage/index.ts'
import { createHub, type Hub } from './hub.ts'
import { createPlaces } from './limits.ts'

/**
 * Live: what happens is on open pages at once, from any process to any process.
 *
 * A *hint* says that something changed, after its commit; the *hub* of each process looks at the rows and writes to its
 * *readers*; the *wire* carries hints between processes. Hints may be lost and heard twice; what is written to a stream is
 * decided by rows and numbers alone. See docs/live.md.
 */
export type Live = {
  hub: Hub
  places: ReturnType<typeof createPlaces>
  mode(): WireMode
  /** To this process's readers at once, and to the other processes. Never fails. */
  publish(changes: readonly Change[]): void
  /** Ends all streams; what is published afterwards is still told. */
  endStreams(): void
  close(): Promise<void>
}

/** `heard`: what other processes tell, `null` where it may be anything. */
export function startLive(
  ctx: Context,
  store: Store,
  { heard, ...options }: { lookMs?: number; heard?: (changes: readonly Change[] | null) => void } = {},
): Live {
  const wire = openWire(store, {
    log: ctx.log,
    heard(changes) {
      hub.heard(changes)
      heard?.(changes)
    },
    missed() {
      hub.lookAtAll()
      heard?.(null)
    },
  })
  const hub = createHub(ctx, { mode: wire.mode, ...options })
  return {
    hub,
    places: createPlaces(),
    mode: wire.mode,
    publish(changes) {
      hub.heard(changes)
      wire.send(changes)
    },
    endStreams: hub.close,
    async close() {
      hub.close()
      await wire.close()
    },
  }
}

export { liveRoutes } from './routes.ts'
