import { useState } from 'react'

/**
 * Texts that are not yet a version, in this browser: one entry per résumé and page, so that two tabs do not write over each
 * other. A page that opens goes on with the newest.
 */
const PREFIX = 'mosaic.resume.'
const page = crypto.randomUUID()

export type Draft = { text: string; name?: string; at: number }

function keyOf(of: string) {
  return `${PREFIX}${of}@${page}`
}

function entries(of: string): [string, Draft][] {
  try {
    return Object.keys(localStorage)
      .filter(key => key.startsWith(`${PREFIX}${of}@`))
      .flatMap((key): [string, Draft][] => {
        const found: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
        return found && typeof found === 'object' && 'text' in found ? [[key, found as Draft]] : []
      })
      .sort(([, a], [, b]) => b.at - a.at)
  } catch {
    return []
  }
}

/** The draft of a résumé (`new` for one that is not begun). `text` is null where nothing was typed. */
export function useTextDraft(of: string) {
  const [draft, setDraft] = useState<Draft | null>(() => entries(of)[0]?.[1] ?? null)
  return {
    draft,
    write(next: Omit<Draft, 'at'>) {
      const kept = { ...next, at: Date.now() }
      setDraft(kept)
      try {
        localStorage.setItem(keyOf(of), JSON.stringify(kept))
      } catch {
        // Full or forbidden storage: the text stays on the page.
      }
    },
    /** Once this text has arrived; what another tab wrote besides stays. */
    arrived(text: string) {
      for (const [key, { text: kept }] of entries(of))
        if (key === keyOf(of) || kept === text) localStorage.removeItem(key)
      setDraft(entries(of)[0]?.[1] ?? null)
    },
    drop() {
      for (const [key] of entries(of)) localStorage.removeItem(key)
      setDraft(null)
    },
  }
}
