import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** What is known of something, row by row: a name and a value. Rows without a value are left out. */
export function FactList({
  rows,
  dense = false,
}: {
  rows: readonly (readonly [string, ReactNode])[]
  dense?: boolean
}) {
  return (
    <dl className={clsx('tnum divide-y divide-line', dense ? 'border-y border-line' : 'px-5')}>
      {rows.map(
        ([label, value]) =>
          value && (
            <div
              key={label}
              className={clsx(
                'grid gap-x-4',
                dense ? 'py-2.5 sm:grid-cols-[6.5rem_1fr]' : 'py-3 sm:grid-cols-[9rem_1fr]',
              )}
            >
              <dt className="text-sm text-muted sm:pt-0.5">{label}</dt>
              <dd className="min-w-0 whitespace-pre-line">{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
