import { useSyncExternalStore } from 'react'
import { keep, readKeptObject } from '../parts/kept.ts'

/** The homes picked for comparison in this tab, two to four of them. */
export type Picked = { id: string; slug: string; name: string }

export const MOST = 4
const KEY = 'mosaic.compare'
const listeners = new Set<() => void>()
let picked: Picked[] = load()

function load(): Picked[] {
  const kept = readKeptObject<Picked[]>('tab', KEY)
  return Array.isArray(kept) ? (kept as Picked[]).slice(0, MOST) : []
}

function set(next: Picked[]): void {
  picked = next
  keep('tab', KEY, next)
  for (const listener of listeners) listener()
}

export function togglePicked(listing: Picked): void {
  const without = picked.filter(other => other.id !== listing.id)
  if (without.length < picked.length) set(without)
  else if (picked.length < MOST) set([...picked, { id: listing.id, slug: listing.slug, name: listing.name }])
}

export function clearPicked(): void {
  set([])
}

export function usePicked(): Picked[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => picked,
  )
}
