import { ask, Problem } from '../api/client.ts'
import { type LiveEvent, readLive } from './events.ts'
import { takeSlot } from './slots.ts'

/** The server says something at least every 20 seconds; a connection silent for longer is none. */
const SILENCE_MS = 50_000
const LONGEST_PAUSE_MS = 20_000

/** Refusals that no waiting cures: the stream is not ours (any more). */
const FINAL = new Set([400, 401, 403, 404])

// Asked anew after each wait.
const isHidden = () => document.visibilityState === 'hidden'

export type Following = { close(): void }

/**
 * Keeps one live stream open while this tab is seen: opened anew after a break with growing pauses, closed while hidden.
 * `path` is asked at each opening and says from where to resume. `up` is false whenever what comes may be late: the page then
 * asks by itself. `over` hears why the server ended it for good.
 */
export function follow(options: {
  path: () => string
  heard: (event: LiveEvent) => void
  up: (isUp: boolean) => void
  over?: (problem: Problem | null) => void
}): Following {
  const closed = new AbortController()
  let wake = () => {}
  const look = () => wake()
  document.addEventListener('visibilitychange', look)
  window.addEventListener('online', look)
  void run()
  return {
    close() {
      closed.abort()
      wake()
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('online', look)
    },
  }

  async function run() {
    let tries = 0
    while (!closed.signal.aborted) {
      if (isHidden()) {
        await pause(null)
        continue
      }
      let hint: number | null = null
      const seen = whileSeen(closed.signal)
      const slot = await takeSlot(seen.signal)
      try {
        if (slot && !seen.signal.aborted)
          await listen(seen.signal, {
            began: () => {
              tries = 0
              options.up(true)
            },
            retry: ms => {
              hint = ms
            },
          })
      } catch (error) {
        if (error instanceof Problem && FINAL.has(error.status)) {
          seen.end()
          slot?.free()
          options.up(false)
          options.over?.(error)
          return
        }
        if (error instanceof Problem && error.retryAfter !== null) hint = error.retryAfter * 1000
      }
      seen.end()
      slot?.free()
      if (closed.signal.aborted) return
      options.up(false)
      if (isHidden()) continue
      tries += 1
      const wait = Math.min(hint ?? 500 * 2 ** Math.min(tries, 6), LONGEST_PAUSE_MS)
      await pause(wait * (0.75 + Math.random() / 2))
    }
  }

  async function listen(signal: AbortSignal, told: { began: () => void; retry: (ms: number) => void }) {
    const silent = new AbortController()
    let timer = setTimeout(() => silent.abort(), SILENCE_MS)
    const alive = () => {
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), SILENCE_MS)
    }
    try {
      const response = await ask(options.path(), {
        headers: { accept: 'text/event-stream' },
        cache: 'no-store',
        signal: AbortSignal.any([signal, silent.signal]),
      })
      for await (const event of readLive(response.body!, { alive, retry: told.retry })) {
        if (event.name === 'hello') told.began()
        options.heard(event)
      }
    } finally {
      clearTimeout(timer)
      silent.abort()
    }
  }

  /** Until something changes, or at most so long. */
  function pause(ms: number | null): Promise<void> {
    return new Promise(resolve => {
      const timer = ms === null ? undefined : setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** Aborts when the tab is hidden, or with the signal given. */
function whileSeen(outer: AbortSignal) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const look = () => {
    if (isHidden()) abort()
  }
  document.addEventListener('visibilitychange', look)
  outer.addEventListener('abort', abort)
  if (outer.aborted) abort()
  return {
    signal: controller.signal,
    end() {
      document.removeEventListener('visibilitychange', look)
      outer.removeEventListener('abort', abort)
      controller.abort()
    },
  }
}
