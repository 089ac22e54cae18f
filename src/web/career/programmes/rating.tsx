import { clsx } from 'clsx'

const NUMBERS = Array.from({ length: 10 }, (_, index) => index + 1)

/** A number from 1 to 10 as a group of radio buttons; arrow keys go through it. */
export function Rating({
  name,
  legend,
  labelledBy,
  value,
  onValue,
  low = 'Not at all',
  high = 'Completely',
}: {
  name: string
  legend?: string
  labelledBy?: string
  value: number | null
  onValue: (value: number) => void
  low?: string
  high?: string
}) {
  return (
    <div role="radiogroup" aria-label={legend} aria-labelledby={labelledBy} className="min-w-0">
      {legend && (
        <p aria-hidden className="mb-1.5 text-sm font-medium">
          {legend}
        </p>
      )}
      <div className="grid grid-cols-5 gap-1.5 sm:grid-cols-10">
        {NUMBERS.map(number => (
          <label
            key={number}
            className={clsx(
              'tnum relative flex min-h-11 cursor-pointer select-none items-center justify-center rounded-lg border text-base font-medium transition-colors',
              'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-[var(--c-ring)]',
              value === number
                ? 'border-accent bg-accent text-on-accent'
                : 'border-edge/60 bg-surface text-soft hover:border-edge hover:text-ink',
            )}
          >
            <input
              type="radio"
              name={name}
              value={number}
              checked={value === number}
              onChange={() => onValue(number)}
              aria-label={
                number === 1 ? `1, ${low.toLowerCase()}` : number === 10 ? `10, ${high.toLowerCase()}` : undefined
              }
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            {number}
          </label>
        ))}
      </div>
      <p aria-hidden className="mt-1.5 flex justify-between text-sm text-muted">
        <span>1: {low.toLowerCase()}</span>
        <span>10: {high.toLowerCase()}</span>
      </p>
    </div>
  )
}
