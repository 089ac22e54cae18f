import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react'
import { getJson } from '../api/client.ts'
import { postMessage } from '../api/stream.ts'
import type { ConversationPage } from '../api/types.ts'
import { type Kept, openKept } from './outbox.ts'
import { createThread, type Line, type Thread } from './thread.ts'
import type { ThreadState } from './thread-state.ts'

/** The thread and the draft of this tab. They outlive the page shown, so that an answer goes on while one browses. */
export type Desk = {
  thread: Thread
  draft: () => string
  keepDraft: (text: string) => void
  words: { thinking: string; placeholder: string }
}

/**
 * Opens what this tab kept and starts its thread. Tabs of one browser tell each other of changes; a second device is
 * followed by asking on focus and now and then while the page is seen.
 */
export async function openDesk(name: string, line: Line, words: Desk['words']): Promise<Desk> {
  const { kept, save } = await openKept(`${name}.tab.`)
  let current: Kept = kept
  const keep = (next: Partial<Kept>) => {
    current = { ...current, ...next }
    save(current)
  }
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`${name}.thread`)
  const thread = createThread({
    line,
    kept,
    save: outbox => keep({ outbox }),
    changed: () => channel?.postMessage('changed'),
  })
  channel?.addEventListener('message', () => void thread.refresh())
  thread.start()
  return { thread, draft: () => current.draft, keepDraft: draft => keep({ draft }), words }
}

const sales: Line = {
  read: ({ before, limit }, signal) =>
    getJson<ConversationPage>(`/api/sales/conversation?${before ? `before=${before}&` : ''}limit=${limit}`, signal),
  post: (input, signal) => postMessage('/api/sales/messages', input, signal),
}

let opening: Promise<Desk> | undefined

/** Begins to load the thread; called before the first render, so that the page does not wait for React. */
export function desk(): Promise<Desk> {
  opening ??= openDesk('mosaic', sales, { thinking: 'Looking it up', placeholder: 'Ask about homes or places' })
  return opening
}

export function useDesk(open = desk): Desk | null {
  const [value, setValue] = useState<Desk | null>(null)
  useEffect(() => {
    let gone = false
    void open().then(ready => {
      if (!gone) setValue(ready)
    })
    return () => {
      gone = true
    }
  }, [open])
  return value
}

export const DeskContext = createContext<Desk | null>(null)

export function useThread(): { thread: Thread; state: ThreadState; words: Desk['words'] } {
  const { thread, words } = use(DeskContext)!
  return { thread, words, state: useSyncExternalStore(thread.subscribe, thread.get) }
}
