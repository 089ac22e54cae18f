import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Problem } from './client.ts'
import { hear, readEvents } from './stream.ts'

/** The same bytes, cut wherever a network may cut them. */
function cut(text: string, borders: number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  const at = [0, ...[...new Set(borders.map(border => border % bytes.length))].sort((a, b) => a - b), bytes.length]
  return new ReadableStream({
    start(controller) {
      for (const [index, from] of at.entries()) if (index > 0) controller.enqueue(bytes.slice(at[index - 1], from))
      controller.close()
    },
  })
}

test('events are the same however the stream is cut, inside a character too', async () => {
  const written = ['{"delta":"₹1.38 crore"}', '{"delta":"यहाँ 🏠"}', '[DONE]']
  const text = `: hello\n\n${written.map(data => `data: ${data}\n\n`).join('')}`
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(200)), async borders => {
      const heard: string[] = []
      for await (const data of readEvents(cut(text, borders))) heard.push(data)
      expect(heard).toEqual(written)
    }),
  )
})

test('lines may end in CR LF and data may stand on several lines', async () => {
  const heard: string[] = []
  for await (const data of readEvents(cut('data: a\r\ndata:b\r\n\r\nevent: x\r\n\r\n', []))) heard.push(data)
  expect(heard).toEqual(['a\nb'])
})

test('an error part is a problem that may pass; unknown parts are passed over', () => {
  expect(() => hear({ type: 'error', errorText: 'Later, please.' })).toThrow(Problem)
  expect(hear({ type: 'reasoning-delta', delta: 'x' })).toBeNull()
  expect(hear({ type: 'text-delta', delta: 'x' })).toEqual({ type: 'text', delta: 'x' })
})
