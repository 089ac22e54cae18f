import { useEffect, useState } from 'react'
import { keep, readKeptObject } from '../parts/kept.ts'

/** Kept by the tab until it is closed, so that a reload or the way back loses nothing. */
export function readDraft<T extends object>(name: string, empty: T): T {
  return { ...empty, ...readKeptObject<T>('tab', name) }
}

export function useDraft<T extends object>(name: string, empty: () => T) {
  const [draft, setDraft] = useState(() => readDraft(name, empty()))
  const [given, setGiven] = useState(false)
  useEffect(() => keep('tab', name, given ? null : draft), [name, draft, given])
  const change = (next: Partial<T>) => setDraft(old => ({ ...old, ...next }))
  /** Forgets the draft; to be called once what it holds has arrived. */
  const forget = () => {
    setGiven(true)
    keep('tab', name, null)
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
