import { clsx } from 'clsx'

/** How much of a limit is used up: in words, and as a bar that warns from four fifths on. */
export function Spent({
  label,
  used,
  limit,
  format,
}: {
  label: string
  used: number
  limit: number
  format: (amount: number) => string
}) {
  const share = limit > 0 ? Math.min(1, used / limit) : 1
  return (
    <div className="bg-surface px-4 py-3.5">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="tnum mt-0.5">
        <span className={clsx('text-2xl font-semibold', share >= 1 && 'text-bad')}>{format(used)}</span>{' '}
        <span className="whitespace-nowrap text-sm text-muted">of {format(limit)}</span>
        <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden className="mt-2.5 h-1.5 w-full rounded-full">
          <rect width="100" height="4" className="fill-sunken" />
          <rect
            width={share * 100}
            height="4"
            className={share >= 1 ? 'fill-bad' : share >= 0.8 ? 'fill-warn' : 'fill-accent'}
          />
        </svg>
      </dd>
    </div>
  )
}
