import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '../api/client.ts'
import type { Heard } from '../api/stream.ts'
import type { ConversationPage } from '../api/types.ts'
import { createThread, type Line } from './thread.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { visibilityState: 'visible' })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const EMPTY: ConversationPage = {
  conversation: null,
  messages: [],
  older: null,
  wish: {},
  pending: false,
  greeting: null,
}
const KEPT = { kept: true, id: 'e', receivedAt: '2026-05-01T10:00:00Z', sentence: 'We have it.', help: null } as const

/** A server whose store is away until told otherwise, and which writes what it kept 2.5 seconds after the return. */
function serverInOutage() {
  let backAt = Number.POSITIVE_INFINITY
  const asked = { reads: 0, posts: 0 }
  const line: Line = {
    async read() {
      asked.reads++
      if (Date.now() < backAt)
        throw new Problem({ status: 503, code: 'storage.unreachable', message: 'Away.', retryAfter: 2 })
      return EMPTY
    },
    async *post(): AsyncGenerator<Heard> {
      asked.posts++
      if (Date.now() < backAt + 2_500) yield { type: 'kept', kept: KEPT }
      else yield { type: 'finish', metadata: {} }
    },
  }
  return { line, asked, comeBack: () => (backAt = Date.now()) }
}

test('however long it was away, what the server kept is asked for within seconds of its return, and rarely before', async () => {
  const { line, asked, comeBack } = serverInOutage()
  const thread = createThread({ line, kept: { draft: '', outbox: [] }, save: () => {} })
  await thread.refresh()
  thread.send('hello')
  await vi.advanceTimersByTimeAsync(10 * 60_000)
  expect(thread.get().outbox).toMatchObject([{ state: 'kept' }])
  expect(asked.posts / 10).toBeLessThan(6)
  comeBack()
  await vi.advanceTimersByTimeAsync(9_000)
  expect(thread.get().outbox).toEqual([])
})

test('where a stream is heard nothing is read meanwhile, and its return is as good as a look', async () => {
  const { line, asked, comeBack } = serverInOutage()
  const thread = createThread({ line, kept: { draft: '', outbox: [] }, save: () => {} })
  thread.heardOf(true)
  thread.send('hello')
  await vi.advanceTimersByTimeAsync(10 * 60_000)
  thread.heardOf(false)
  comeBack()
  thread.heardOf(true)
  const before = asked.reads
  await vi.advanceTimersByTimeAsync(4_000)
  expect(thread.get().outbox).toEqual([])
  expect(asked.reads - before).toBeLessThan(3)
})
