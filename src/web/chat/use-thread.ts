import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react'
import { type Kept, openKept } from './outbox.ts'
import { createThread, type Thread, type ThreadState } from './thread.ts'

/** The thread and the draft of this tab. They outlive the page shown, so that an answer goes on while one browses. */
export type Desk = { thread: Thread; draft: () => string; keepDraft: (text: string) => void }

/**
 * Opens what this tab kept and starts its thread. Tabs of one browser tell each other of changes; a second device is
 * followed by asking on focus and now and then while the page is seen.
 */
async function openDesk(): Promise<Desk> {
  const { kept, save } = await openKept()
  let current: Kept = kept
  const keep = (next: Partial<Kept>) => {
    current = { ...current, ...next }
    save(current)
  }
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('mosaic.thread')
  const thread = createThread({
    kept,
    save: outbox => keep({ outbox }),
    changed: () => channel?.postMessage('changed'),
  })
  channel?.addEventListener('message', () => void thread.refresh())
  thread.start()
  return { thread, draft: () => current.draft, keepDraft: draft => keep({ draft }) }
}

let opening: Promise<Desk> | undefined

/** Begins to load the thread; called before the first render, so that the page does not wait for React. */
export function desk(): Promise<Desk> {
  opening ??= openDesk()
  return opening
}

export function useDesk(): Desk | null {
  const [value, setValue] = useState<Desk | null>(null)
  useEffect(() => {
    let gone = false
    void desk().then(ready => {
      if (!gone) setValue(ready)
    })
    return () => {
      gone = true
    }
  }, [])
  return value
}

export const DeskContext = createContext<Desk | null>(null)

export function useThread(): { thread: Thread; state: ThreadState } {
  const { thread } = use(DeskContext)!
  return { thread, state: useSyncExternalStore(thread.subscribe, thread.get) }
}
