import type { Message } from '../api/types.ts'
import type { Thread } from '../chat/thread.ts'
import { keep, readKeptObject } from '../parts/kept.ts'
import type { Bridge } from './bridge.ts'

const READ = 'mosaic.frame.read'
type Read = { conversationId: string; number: number }

/** Appointments that stand or are asked for. */
const BOOKED = new Set(['pending', 'confirmed'])

/**
 * Tells the site what happens in the thread: that somebody wrote, that something was booked, how many answers wait unread while
 * the frame is closed. What was there when the frame came is no news, but may be unread.
 */
export function watchThread(thread: Thread, bridge: Bridge | null) {
  let isShown = false
  let newest: number | null = null
  let conversation: string | null = null
  let told = -1
  const codes = new Set<string>()

  function look() {
    const { phase, messages, conversationId } = thread.get()
    if (phase !== 'ready') return
    if (conversationId !== conversation) {
      // Another thread, after the site named its user: what stands in it happened before.
      if (conversation !== null || messages.length > 2) newest = null
      conversation = conversationId
    }
    const isFirst = newest === null
    const fresh = messages.filter(({ number }) => number > (newest ?? 0))
    newest = Math.max(newest ?? 0, messages.at(-1)?.number ?? 0)
    for (const message of fresh) {
      if (!isFirst) bridge?.tell({ type: 'message', by: message.author })
      for (const { code, kind } of booked(message)) {
        if (!isFirst && !codes.has(code)) bridge?.tell({ type: 'booked', kind })
        codes.add(code)
      }
    }
    count(messages, conversationId)
  }

  function count(messages: Message[], conversationId: string | null) {
    const last = messages.at(-1)?.number ?? 0
    const read = readKeptObject<Read>('browser', READ)
    const seen = read?.conversationId === conversationId ? (read?.number ?? 0) : null
    if ((isShown || seen === null) && conversationId)
      keep('browser', READ, { conversationId, number: last } satisfies Read)
    const waiting = messages.filter(({ number, author }) => author !== 'visitor' && number > (seen ?? last))
    const unread = isShown ? 0 : waiting.length
    if (unread !== told) bridge?.tell({ type: 'unread', count: unread })
    told = unread
  }

  const unsubscribe = thread.subscribe(look)
  look()
  return {
    isShown: () => isShown,
    shown(next: boolean) {
      isShown = next
      look()
    },
    stop() {
      unsubscribe()
    },
  }
}

function booked({ parts }: Message): { code: string; kind: string }[] {
  return parts.flatMap(part =>
    part.type === 'appointment' && BOOKED.has(part.appointment.status)
      ? [{ code: part.appointment.code, kind: part.appointment.kind }]
      : [],
  )
}
