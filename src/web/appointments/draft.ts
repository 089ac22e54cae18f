import { useEffect, useState } from 'react'

/** A key for one form, sent with each attempt: however often it arrives, it is one request. */
export function newRequestKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Kept by the tab until it is closed, so that a reload or the way back loses nothing. Without storage it lasts as long as the page. */
export function readDraft<T extends object>(name: string, empty: T): T {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(name) ?? 'null')
    return kept && typeof kept === 'object' ? { ...empty, ...kept } : empty
  } catch {
    return empty
  }
}

export function useDraft<T extends object>(name: string, empty: () => T) {
  const [draft, setDraft] = useState(() => readDraft(name, empty()))
  const [given, setGiven] = useState(false)
  useEffect(() => {
    try {
      if (given) sessionStorage.removeItem(name)
      else sessionStorage.setItem(name, JSON.stringify(draft))
    } catch {
      // Storage may be full or forbidden; the page goes on without.
    }
  }, [name, draft, given])
  const change = (next: Partial<T>) => setDraft(old => ({ ...old, ...next }))
  /** Forgets the draft; to be called once what it holds has arrived. */
  const forget = () => {
    setGiven(true)
    try {
      sessionStorage.removeItem(name)
    } catch {
      // As above.
    }
  }
  return { draft, change, forget }
}

/** The time, looked at each second. */
export function useNow(every = 1000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
