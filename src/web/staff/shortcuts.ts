import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** After `g`, the first letter of a section leads there; where two share one, the first in the menu. */
const GO_MS = 1_200

/** Whether a key is meant for what has the focus, or for an open dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]')) return true
  return event.target instanceof Element && Boolean(event.target.closest('input, select, textarea, [contenteditable]'))
}

/** Ctrl+K or ⌘K finds anything from anywhere; `g` and a letter go to a section. */
export function useShortcuts(places: readonly { key: string; label: string }[], onFind: () => void): void {
  const navigate = useNavigate()
  const latest = useRef({ places, onFind, navigate })
  latest.current = { places, onFind, navigate }
  useEffect(() => {
    let going = 0
    const pressed = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase()
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === 'k') {
        if (document.querySelector('dialog[open]')) return
        event.preventDefault()
        latest.current.onFind()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return
      if (key === 'g') {
        going = Date.now()
        return
      }
      const isGoing = Date.now() - going < GO_MS
      going = 0
      const place = isGoing && latest.current.places.find(({ label }) => label.toLowerCase().startsWith(key))
      if (!place) return
      event.preventDefault()
      event.stopImmediatePropagation()
      void latest.current.navigate({ to: '/console/$section', params: { section: place.key } })
    }
    // Before the pages' own keys: after `g`, a letter is an address.
    document.addEventListener('keydown', pressed, true)
    return () => document.removeEventListener('keydown', pressed, true)
  }, [])
}
