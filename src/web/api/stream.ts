import type { KeptAnswer } from '../../outage/schema.ts'
import { ask, Problem } from './client.ts'
import type { Message, Part, Wish } from './types.ts'

/** One thing that an answer's stream says. `text` is a piece of running text; `block` begins a new paragraph. */
export type Heard =
  | { type: 'start'; messageId: string | null; metadata: Record<string, unknown> }
  | { type: 'block' }
  | { type: 'text'; delta: string }
  | { type: 'part'; part: Part }
  | { type: 'wish'; wish: Wish }
  | { type: 'finish'; metadata: Record<string, unknown> }
  /** The server has it on its disk, and no answer yet: its store is away. Asked again by the same id, it answers in the end. */
  | { type: 'kept'; kept: KeptAnswer }

/** The `data:` payloads of a server-sent event stream, whatever the chunks' borders. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      rest += value
      const events = rest.split(/\r?\n\r?\n/)
      rest = events.pop() ?? ''
      for (const event of events) {
        const data = event
          .split(/\r?\n/)
          .filter(line => line.startsWith('data:'))
          .map(line => line.slice(line.charAt(5) === ' ' ? 6 : 5))
        if (data.length > 0) yield data.join('\n')
      }
    }
  } finally {
    reader.cancel().catch(() => undefined)
  }
}

/** One chunk of the UI message stream, version 1; kinds that the page does not know are passed over. */
export function hear(chunk: Record<string, unknown>): Heard | null {
  const metadata = (chunk.messageMetadata ?? {}) as Record<string, unknown>
  switch (chunk.type) {
    case 'start':
      return { type: 'start', messageId: typeof chunk.messageId === 'string' ? chunk.messageId : null, metadata }
    case 'text-start':
      return { type: 'block' }
    case 'text-delta':
      return { type: 'text', delta: String(chunk.delta ?? '') }
    case 'data-part':
      return { type: 'part', part: chunk.data as Part }
    case 'data-wish':
      return { type: 'wish', wish: chunk.data as Wish }
    case 'finish':
      return { type: 'finish', metadata }
    case 'error':
      throw new Problem({
        status: 503,
        code: 'web.answer_failed',
        message: String(chunk.errorText || 'The answer failed.'),
      })
    default:
      return null
  }
}

/**
 * Posts a message and hears its answer piece by piece. The id makes a repeat safe: the server answers the same again.
 * A stream that ends early throws a Problem with status 0.
 */
export async function* postMessage(
  path: string,
  input: { id: string; text: string; ui?: Wish },
  signal: AbortSignal,
): AsyncGenerator<Heard> {
  const response = await ask(path, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(input),
    signal,
  })
  if (response.status === 202) {
    yield { type: 'kept', kept: (await response.json()) as KeptAnswer }
    return
  }
  if (!response.headers.get('content-type')?.includes('text/event-stream')) {
    const { answer, reply, wish } = (await response.json()) as { answer?: Message; reply?: Message; wish?: Wish }
    yield* wholeAnswer({ answer: answer ?? reply ?? null, ...(wish && { wish }) })
    return
  }
  let finished = false
  try {
    for await (const data of readEvents(response.body!)) {
      if (data === '[DONE]') break
      const heard = hear(JSON.parse(data) as Record<string, unknown>)
      if (heard?.type === 'finish') finished = true
      if (heard) yield heard
    }
  } catch (error) {
    if (error instanceof Problem || signal.aborted) throw error
    finished = false
  }
  if (!finished)
    throw new Problem({ status: 0, code: 'web.cut', message: 'The connection broke while we were answering.' })
}

function* wholeAnswer({ answer, wish }: { answer: Message | null; wish?: Wish }): Generator<Heard> {
  if (answer) {
    yield { type: 'start', messageId: answer.id, metadata: { number: answer.number } }
    yield { type: 'text', delta: answer.text }
    for (const part of answer.parts) yield { type: 'part', part }
  }
  if (wish) yield { type: 'wish', wish }
  yield { type: 'finish', metadata: {} }
}
