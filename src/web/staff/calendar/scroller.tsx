import type { ReactNode } from 'react'

/** A framed table or set of columns that may be wider than its place; the keyboard reaches it, so that it can be scrolled. */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-xl border border-line bg-surface shadow-card"
    >
      {children}
    </section>
  )
}
