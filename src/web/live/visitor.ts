import { useEffect } from 'react'
import { sendJson } from '../api/client.ts'
import type { Thread } from '../chat/thread.ts'
import { follow } from './follow.ts'

/** Hears of a visitor's own conversation while its page is shown and seen. */
export function useLive(thread: Thread, conversationId: string | null): void {
  useEffect(() => {
    if (!conversationId) return
    const following = follow({
      path: () => `/api/live/conversations/${conversationId}?after=${thread.get().messages.at(-1)?.number ?? 0}`,
      heard: thread.hear,
      up: thread.heardOf,
      over: () => void thread.refresh(),
    })
    return () => {
      following.close()
      thread.heardOf(false)
    }
  }, [thread, conversationId])
}

/** The server takes somebody to be there for 45 seconds after the last sign, and to write for 8. */
const HERE_MS = 30_000
const TYPING_MS = 4_000
/** What has just come is read in a moment, and what comes next with it. */
const READ_MS = 1_500

const isSeen = () => document.visibilityState !== 'hidden'

/**
 * Says that the visitor is there, has read up to a number, and is writing: `writing` is given only where somebody of the house
 * answers, as nobody tells half a sentence to the assistant.
 */
export function usePresence(conversationId: string | null, read: number, writing: string | null): void {
  useEffect(() => {
    if (!conversationId) return
    const look = () => sign(conversationId, { here: isSeen() })
    const timer = setInterval(() => isSeen() && look(), HERE_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [conversationId])
  useEffect(() => {
    if (!conversationId) return
    const timer = setTimeout(() => isSeen() && sign(conversationId, { read }), READ_MS)
    return () => clearTimeout(timer)
  }, [conversationId, read])
  const isWriting = writing !== null && writing.trim() !== ''
  useEffect(() => {
    if (!conversationId || !isWriting) return
    sign(conversationId, { typing: true })
    const timer = setInterval(() => sign(conversationId, { typing: true }), TYPING_MS)
    return () => {
      clearInterval(timer)
      sign(conversationId, { typing: false })
    }
  }, [conversationId, isWriting])
}

/** A sign that is lost does no harm. */
function sign(conversationId: string, of: { here?: boolean; read?: number; typing?: boolean }): void {
  void sendJson('POST', `/api/conversations/${conversationId}/presence`, of).catch(() => undefined)
}
