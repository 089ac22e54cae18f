/** One event of a live stream. `id` is there for what can be resumed from: the number of a message. */
export type LiveEvent = { name: string; data: string; id: string | null }

/**
 * Reads server-sent events (WHATWG HTML, 9.2.6), whatever the chunks' borders: comments are passed over, `retry` in
 * milliseconds is told apart. `alive` hears of every byte, so that a silent connection can be given up.
 */
export async function* readLive(
  body: ReadableStream<Uint8Array>,
  hooks: { alive?: () => void; retry?: (ms: number) => void } = {},
): AsyncGenerator<LiveEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  let event: LiveEvent = { name: '', data: '', id: null }
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      hooks.alive?.()
      rest += value
      // A chunk may end between the two signs of one line's end.
      const lines = rest.split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (line === '') {
          if (event.data !== '') yield { ...event, name: event.name || 'message', data: event.data.slice(0, -1) }
          event = { name: '', data: '', id: null }
          continue
        }
        const colon = line.indexOf(':')
        if (colon === 0) continue
        const field = colon < 0 ? line : line.slice(0, colon)
        const text = colon < 0 ? '' : line.slice(line.charAt(colon + 1) === ' ' ? colon + 2 : colon + 1)
        if (field === 'event') event.name = text
        else if (field === 'data') event.data += `${text}\n`
        else if (field === 'id') event.id = text
        else if (field === 'retry' && /^\d+$/.test(text)) hooks.retry?.(Number(text))
      }
    }
  } finally {
    reader.cancel().catch(() => undefined)
  }
}
