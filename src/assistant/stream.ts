import type { ServerResponse } from 'node:http'
import type { Message, Part } from '../conversations/index.ts'
import type { Reader } from './turn.ts'

/** Headers of the AI SDK's UI message stream; proxies are told not to hold it back. */
export const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-vercel-ai-ui-message-stream': 'v1',
  'x-accel-buffering': 'no',
} as const

const TEXT = 'answer'
const KEEP_ALIVE_MS = 15_000

/**
 * Writes one answer as a UI message stream. Writing to a reader who left does nothing: the turn goes on without them. What a
 * slow reader has not taken yet is kept by the socket; an answer is small.
 */
export function createMessageStream(response: ServerResponse, answerId: string, messageNumber: number) {
  let textOpen = false
  let begun = false
  let done = false
  const write = (line: string) => {
    if (!done && !response.destroyed && response.writable) response.write(line)
  }
  const send = (chunk: object) => write(`data: ${JSON.stringify(chunk)}\n\n`)
  const keepAlive = setInterval(() => write(': waiting\n\n'), KEEP_ALIVE_MS)
  keepAlive.unref()
  response.once('close', () => clearInterval(keepAlive))

  function closeText() {
    if (textOpen) send({ type: 'text-end', id: TEXT })
    textOpen = false
  }
  function close() {
    closeText()
    clearInterval(keepAlive)
    write('data: [DONE]\n\n')
    done = true
    if (!response.destroyed) response.end()
  }

  send({ type: 'start', messageId: answerId, messageMetadata: { answers: messageNumber } })
  const reader: Reader = {
    text(delta) {
      if (!textOpen) send({ type: 'text-start', id: TEXT })
      textOpen = true
      begun = true
      send({ type: 'text-delta', id: TEXT, delta })
    },
    part(part: Part) {
      begun = true
      closeText()
      send({ type: 'data-part', data: part })
    },
    wish(wish) {
      closeText()
      send({ type: 'data-wish', data: wish })
    },
  }
  return {
    ...reader,
    /** How the message was read; no part of its answer. */
    reading(reading: object) {
      send({ type: 'data-reading', data: reading })
    },
    /** Whether anything of an answer was said. */
    begun: () => begun,
    /** An answer that stands already, whole; null where a human will answer. */
    whole(answer: Message | null, wish: object) {
      if (answer) reader.text(answer.text)
      for (const part of answer?.parts ?? []) reader.part(part)
      reader.wish(wish)
    },
    finish(answer: Message | null) {
      closeText()
      const told = answer && { id: answer.id, number: answer.number, createdAt: answer.createdAt }
      send({ type: 'finish', ...(told && { messageMetadata: told }) })
      close()
    },
    fail(sentence: string) {
      closeText()
      send({ type: 'error', errorText: sentence })
      close()
    },
  }
}
