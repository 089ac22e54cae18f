import type { Caller } from './app.ts'

export type Heard = { id: number | null; name: string; data: Record<string, unknown> }

/** Reads a live stream over a real socket, as a browser would. */
export async function listen(
  address: string,
  path: string,
  options: { as?: Caller; cookie?: string; headers?: Record<string, string> } = {},
) {
  const cookies = options.as ? [...options.as.cookies].map(([name, value]) => `${name}=${value}`).join('; ') : ''
  const left = new AbortController()
  const response = await fetch(new URL(path, address), {
    headers: { accept: 'text/event-stream', cookie: options.cookie ?? cookies, ...options.headers },
    signal: left.signal,
  })
  const heard: Heard[] = []
  let wake = () => {}
  let text = ''
  let isOver = false
  const ended = (async () => {
    let rest = ''
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk
        const events = (rest + chunk).split('\n\n')
        rest = events.pop()!
        for (const event of events) {
          const field = (name: string) => event.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1]
          const [name, data, id] = [field('event'), field('data'), field('id')]
          if (name && data) heard.push({ id: id === undefined ? null : Number(id), name, data: JSON.parse(data) })
        }
        wake()
      }
    } catch {
      // Cut, or left by ourselves.
    }
    isOver = true
    wake()
  })()

  return {
    response,
    heard,
    /** All that came, comments included. */
    raw: () => text,
    /** Resolves when the server ended it, or it was left. */
    ended,
    of: (name: string) => heard.filter(event => event.name === name).map(({ data }) => data),
    numbers: () => heard.filter(({ name }) => name === 'message').map(({ id }) => id!),
    /** Waits until something holds of what was heard; fails when the stream ends before. */
    async until(holds: () => boolean): Promise<void> {
      while (!holds()) {
        if (isOver) throw new Error(`the stream ended before that: ${text.slice(-500)}`)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
    async leave() {
      left.abort()
      await ended
    },
  }
}

export type Listener = Awaited<ReturnType<typeof listen>>
