import { Readable } from 'node:stream'

/** Told not to hold it back, nor to change it on the way. */
export const liveHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const

/** What waits for one reader at most, beside what is on the wire. */
const WAITING_BYTES = 64 * 1024

export type EventStream = ReturnType<typeof createEventStream>

/** One event as it is written. `id` is what a reader resumes from. */
export function eventText(name: string, data: object, id?: number): string {
  // JSON holds no bare line ends, so that one line of data is enough.
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

/**
 * A stream of server-sent events to one reader. `send` answers whether there is room for more; once there was none, `room` is
 * called as soon as the reader has taken what waits.
 */
export function createEventStream(hooks: { room(): void; closed(): void }) {
  let hasRoom = true
  let fullSince: number | null = null
  const body = new Readable({
    highWaterMark: WAITING_BYTES,
    read() {
      if (hasRoom) return
      hasRoom = true
      fullSince = null
      hooks.room()
    },
  })
  body.once('close', hooks.closed)
  // A reader who leaves is no error of ours.
  body.on('error', () => {})
  const isOver = () => body.destroyed || body.readableEnded
  return {
    body,
    send(text: string): boolean {
      if (isOver()) return false
      hasRoom = body.push(text)
      if (!hasRoom) fullSince ??= performance.now()
      return hasRoom
    },
    get hasRoom() {
      return hasRoom && !isOver()
    },
    /** Milliseconds for which the reader has taken nothing. */
    stalledFor: () => (fullSince === null ? 0 : performance.now() - fullSince),
    /** The last words, and the end. */
    end(text: string) {
      if (isOver()) return
      body.push(text)
      body.push(null)
    },
    /** Cut, without a word: for who does not read. */
    cut: () => body.destroy(),
  }
}
