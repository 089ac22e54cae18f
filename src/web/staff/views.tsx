import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** The views of one section of the console, each with its address: `?view=…`. */
export function Views<V extends string>({
  label,
  section,
  views,
  view,
}: {
  label: string
  section: string
  views: readonly { view: V; label: string; count?: ReactNode }[]
  view: V
}) {
  return (
    <nav aria-label={label} className="scroll-x -mx-4 flex gap-2 px-4 py-1 sm:mx-0 sm:flex-wrap sm:px-0">
      {views.map(one => (
        <Link
          key={one.view}
          to="/console/$section"
          params={{ section }}
          search={one === views[0] ? {} : { view: one.view }}
          aria-current={view === one.view ? 'page' : undefined}
          className={clsx(
            'inline-flex min-h-9 shrink-0 items-center rounded-full border px-3.5 text-sm transition-colors pointer-coarse:min-h-11',
            view === one.view
              ? 'border-accent bg-accent text-on-accent'
              : 'border-edge/60 bg-surface text-soft hover:border-edge hover:text-ink',
          )}
        >
          {one.label}
          {one.count}
        </Link>
      ))}
    </nav>
  )
}
