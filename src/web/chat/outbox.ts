import type { KeptAnswer } from '../../outage/schema.ts'
import { newId } from '../api/ids.ts'
import type { Wish } from '../api/types.ts'

/**
 * A message on its way. Its id is made here and never changes, so that sending it again is the same message.
 * queued: waits for those before it; sending: under way; waiting: will be tried again at `retryAt`; failed: needs the person;
 * kept: the server has it and cannot answer yet, which is asked for again at `retryAt`.
 */
export type Outgoing = {
  id: string
  text: string
  ui?: Wish
  state: 'queued' | 'sending' | 'waiting' | 'failed' | 'kept'
  tries: number
  retryAt: number | null
  problem: string | null
  /** the thread's last number when it was first sent; null while that is not known */
  after: number | null
  /** What the server said when it kept it first */
  kept?: Pick<KeptAnswer, 'receivedAt' | 'sentence' | 'help'>
}

export type Kept = { draft: string; outbox: Pick<Outgoing, 'id' | 'text' | 'ui'>[] }

const EMPTY: Kept = { draft: '', outbox: [] }

/**
 * What this tab has written and not yet delivered, kept in localStorage under the desk's prefix and the tab's own name. A tab that comes after
 * one that was closed or crashed takes over what that one left, so that nothing typed is lost with a window.
 */
export async function openKept(prefix: string): Promise<{ kept: Kept; save: (kept: Kept) => void }> {
  try {
    const tab = await tabName(prefix)
    const key = prefix + tab
    const kept = merge([read(key), ...(await orphans(prefix, key))])
    const save = (next: Kept) => {
      try {
        if (next.draft === '' && next.outbox.length === 0) localStorage.removeItem(key)
        else localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // Full or forbidden storage: the text stays on the page.
      }
    }
    save(kept)
    return { kept, save }
  } catch {
    return { kept: EMPTY, save: () => undefined }
  }
}

/** A name that survives a reload of this tab and is not shared by a duplicate of it. */
async function tabName(prefix: string): Promise<string> {
  let name = sessionStorage.getItem('mosaic.tab')
  const taken = name !== null && (await living()).has(prefix + name)
  if (name === null || taken) {
    name = newId()
    sessionStorage.setItem('mosaic.tab', name)
  }
  // Held until the tab is gone; others learn from it who still lives.
  navigator.locks?.request(prefix + name, () => new Promise<never>(() => undefined))
  return name
}

async function living(): Promise<Set<string>> {
  const held = (await navigator.locks?.query())?.held ?? []
  return new Set(held.map(lock => lock.name ?? ''))
}

async function orphans(prefix: string, own: string): Promise<Kept[]> {
  if (!navigator.locks) return []
  const alive = await living()
  const keys = Object.keys(localStorage).filter(key => key.startsWith(prefix) && key !== own && !alive.has(key))
  return keys.map(key => {
    const kept = read(key)
    localStorage.removeItem(key)
    return kept
  })
}

function read(key: string): Kept {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '') as Partial<Kept>
    return { draft: String(kept.draft ?? ''), outbox: Array.isArray(kept.outbox) ? kept.outbox : [] }
  } catch {
    return EMPTY
  }
}

function merge(all: Kept[]): Kept {
  const draft = all.map(kept => kept.draft).find(text => text !== '') ?? ''
  const outbox = new Map(all.flatMap(kept => kept.outbox).map(message => [message.id, message]))
  return { draft, outbox: [...outbox.values()] }
}

/** Milliseconds until the answer to a message that is kept is asked for again: each asking counts as a message. */
export function waitForKept(tries: number): number {
  return Math.min(4_000 + 2_000 * tries, 15_000)
}

/** Milliseconds until the next try: what the server asks for, else 2, 4, 8 … at most 30 seconds. */
export function waitBefore(tries: number, retryAfterSeconds: number | null): number {
  if (retryAfterSeconds !== null) return Math.min(retryAfterSeconds, 300) * 1000
  return Math.min(2 ** Math.max(1, tries), 30) * 1000
}
