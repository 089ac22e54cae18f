import { clsx } from 'clsx'
import { type ReactNode, useId } from 'react'
import { Failed, Loading } from '../../parts/notice.tsx'

type Asked<Report> = {
  data: Report | undefined
  isPlaceholderData: boolean
  isError: boolean
  error: unknown
  refetch: () => Promise<unknown>
}

/** One report in a frame: its heading, and what it says once it is there. `empty`: what is said where there is nothing. */
export function Panel<Report>({
  title,
  hint,
  of,
  empty,
  children,
}: {
  title: string
  hint?: string
  of: Asked<Report>
  empty: (report: Report) => string | null
  children: (report: Report) => ReactNode
}) {
  const id = useId()
  const nothing = of.data ? empty(of.data) : null
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-xl border border-line bg-surface p-5 shadow-card">
      <h2 id={id} className="text-lg">
        {title}
      </h2>
      {hint && <p className="mt-0.5 text-sm text-muted">{hint}</p>}
      <div
        aria-busy={of.isPlaceholderData}
        className={clsx('mt-4 transition-opacity', of.isPlaceholderData && 'opacity-60')}
      >
        {of.data ? (
          nothing ? (
            <p className="text-muted">{nothing}</p>
          ) : (
            children(of.data)
          )
        ) : of.isError ? (
          <Failed found={of} />
        ) : (
          <Loading label="Counting" />
        )}
      </div>
    </section>
  )
}

/** A labelled bar: how much of the whole. The figure stands in words beside it. */
export function Bar({ label, part, figure }: { label: ReactNode; part: number; figure: ReactNode }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-1 py-1.5">
      <span className="min-w-0 break-words">{label}</span>
      <span className="tnum text-right text-sm font-medium">{figure}</span>
      <span aria-hidden className="col-span-2 h-2 overflow-hidden rounded-full bg-sunken">
        <span
          className="block h-full rounded-full bg-accent"
          style={{ width: `${Math.max(0, Math.min(1, part)) * 100}%` }}
        />
      </span>
    </li>
  )
}

export function Figure({ label, value, hint }: { label: string; value: string; hint?: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{label}</dt>
      <dd>
        <span className="tnum text-2xl font-semibold">{value}</span>
        {hint && <span className="block text-sm text-muted">{hint}</span>}
      </dd>
    </div>
  )
}
