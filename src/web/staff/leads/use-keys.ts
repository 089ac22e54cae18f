import { useEffect, useRef } from 'react'
import { isTyping } from '../shortcuts.ts'

/** Rows of the list are found by this; its value is the lead's. */
export const ROW = 'data-lead'

/** `j` and `k` go down and up the list, Enter opens (the row's link has the focus), `x` selects. */
export function useLeadKeys(onSelect: (personId: string) => void): void {
  const latest = useRef(onSelect)
  latest.current = onSelect
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      const target = event.target instanceof Element ? event.target : null
      const row = target?.closest(`[${ROW}]`)
      const isBox = target instanceof HTMLInputElement && target.type === 'checkbox' && row
      if (isTyping(event) && !isBox) return
      if (event.key === 'x' && row) {
        event.preventDefault()
        latest.current(row.getAttribute(ROW)!)
      }
      if (event.key !== 'j' && event.key !== 'k') return
      const rows = [...document.querySelectorAll(`[${ROW}]`)]
      const at = row ? rows.indexOf(row) : -1
      const next = event.key === 'j' ? rows[at + 1] : rows[at < 0 ? 0 : at - 1]
      if (!next) return
      event.preventDefault()
      const link = next.querySelector<HTMLElement>('a')
      link?.focus()
      link?.scrollIntoView({ block: 'nearest' })
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}
