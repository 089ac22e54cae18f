import { clsx } from 'clsx'
import { useId } from 'react'

export function Toggle({
  label,
  hint,
  on,
  disabled,
  onChange,
}: {
  label: string
  hint?: string
  on: boolean
  disabled?: boolean
  onChange: (on: boolean) => void
}) {
  const id = useId()
  return (
    <div className="flex items-start justify-between gap-5">
      <div>
        <p id={id} className="font-medium">
          {label}
        </p>
        {hint && <p className="mt-0.5 text-sm text-muted">{hint}</p>}
      </div>
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-labelledby={id}
        disabled={disabled}
        onClick={() => onChange(!on)}
        className={clsx(
          'relative mt-0.5 h-7 w-12 shrink-0 rounded-full border transition-colors',
          on ? 'border-accent bg-accent' : 'border-edge bg-sunken',
        )}
      >
        <span
          aria-hidden
          className={clsx(
            'absolute top-1/2 size-5 -translate-y-1/2 rounded-full motion-safe:transition-[left]',
            on ? 'left-[1.55rem] bg-on-accent' : 'left-[0.2rem] bg-edge',
          )}
        />
      </button>
    </div>
  )
}
