import { useState } from 'react'
import { newKey } from '../../api/ids.ts'
import { keep, keptKeys, readKeptObject } from '../../parts/kept.ts'

/**
 * Texts that are not yet a version, in this browser: one entry per résumé and page, so that two tabs do not write over each
 * other. A page that opens goes on with the newest.
 */
const PREFIX = 'mosaic.resume.'
const page = newKey()

export type Draft = { text: string; name?: string; at: number }

function keyOf(of: string) {
  return `${PREFIX}${of}@${page}`
}

function entries(of: string): [string, Draft][] {
  return keptKeys('browser')
    .filter(key => key.startsWith(`${PREFIX}${of}@`))
    .flatMap((key): [string, Draft][] => {
      const found = readKeptObject<Draft>('browser', key)
      return found && 'text' in found ? [[key, found as Draft]] : []
    })
    .sort(([, a], [, b]) => b.at - a.at)
}

/** The draft of a résumé (`new` for one that is not begun). `text` is null where nothing was typed. */
export function useTextDraft(of: string) {
  const [draft, setDraft] = useState<Draft | null>(() => entries(of)[0]?.[1] ?? null)
  return {
    draft,
    write(next: Omit<Draft, 'at'>) {
      const kept = { ...next, at: Date.now() }
      setDraft(kept)
      keep('browser', keyOf(of), kept)
    },
    /** Once this text has arrived; what another tab wrote besides stays. */
    arrived(text: string) {
      for (const [key, { text: kept }] of entries(of))
        if (key === keyOf(of) || kept === text) keep('browser', key, null)
      setDraft(entries(of)[0]?.[1] ?? null)
    },
    drop() {
      for (const [key] of entries(of)) keep('browser', key, null)
      setDraft(null)
    },
  }
}
