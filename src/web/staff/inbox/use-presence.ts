import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { StaffList, StaffPresence } from '../../../conversations/schema.ts'
import { sendJson } from '../../api/client.ts'
import { conversationsKey } from './use-inbox.ts'

/** A sign of an open page is due before it is taken for closed, one of writing before that is taken for over. */
const HERE_MS = 20_000
const TYPING_MS = 4_000

/**
 * Says while a conversation is open and this tab is seen: somebody looks, has read up to `read`, and writes. Gives what the house
 * then knows of both sides, and what to call as somebody writes.
 */
export function usePresence(conversationId: string, read: number) {
  const queries = useQueryClient()
  const [presence, setPresence] = useState<StaffPresence | null>(null)
  const typing = useRef({ until: 0, said: 0 })
  const latest = useRef(read)
  latest.current = read

  const tell = useCallback(
    (more: { here?: false } = {}) => {
      const now = Date.now()
      const isTyping = now < typing.current.until
      typing.current.said = isTyping ? now : 0
      const body = { read: latest.current, typing: isTyping, ...more }
      return sendJson<StaffPresence>('POST', `/api/staff/conversations/${conversationId}/presence`, body).catch(
        () => null,
      )
    },
    [conversationId],
  )

  useEffect(() => {
    let gone = false
    const say = async () => {
      if (document.visibilityState === 'hidden') return
      const heard = await tell()
      if (!gone && heard) setPresence(heard)
    }
    const look = () => (document.visibilityState === 'hidden' ? void tell({ here: false }) : void say())
    const timer = setInterval(say, HERE_MS)
    document.addEventListener('visibilitychange', look)
    void say()
    return () => {
      gone = true
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      void tell({ here: false })
    }
  }, [tell])

  // What was read is not new any more, here at once and on the server with the next sign.
  useEffect(() => {
    if (read === 0 || document.visibilityState === 'hidden') return
    void tell().then(heard => heard && setPresence(heard))
    queries.setQueriesData<{ pages: StaffList[]; pageParams: unknown[] }>(
      { queryKey: [...conversationsKey, 'list'] },
      list =>
        list && {
          ...list,
          pages: list.pages.map(page => ({
            ...page,
            items: page.items.map(item => (item.id === conversationId ? { ...item, unread: 0 } : item)),
          })),
        },
    )
  }, [queries, conversationId, read, tell])

  const writes = useCallback(
    (isWriting: boolean) => {
      const now = Date.now()
      const said = typing.current.said
      typing.current.until = isWriting ? now + TYPING_MS * 1.5 : 0
      if (isWriting ? now - said > TYPING_MS : said > 0) void tell()
    },
    [tell],
  )
  return { presence, writes }
}
