import { clsx } from 'clsx'
import { type ComponentProps, type ReactNode, useId } from 'react'

export const INPUT =
  'w-full min-h-11 rounded-lg border border-edge bg-surface px-3 text-base text-ink aria-invalid:border-bad disabled:bg-sunken'

/** A labelled input with its hint and error, tied together for those who listen. */
export function Field({
  label,
  hint,
  error,
  className,
  ...rest
}: ComponentProps<'input'> & { label: string; hint?: ReactNode; error?: string | null }) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={clsx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        className={INPUT}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        {...rest}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

export function Select({ label, children, className, ...rest }: ComponentProps<'select'> & { label: string }) {
  const id = useId()
  return (
    <div className={clsx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <select id={id} className={INPUT} {...rest}>
        {children}
      </select>
    </div>
  )
}

/** A choice that is on or off, drawn as a pill; several of them make a group of checkboxes. */
export function Pill({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (on: boolean) => void
}) {
  return (
    <label
      className={clsx(
        'inline-flex min-h-9 cursor-pointer select-none items-center rounded-full border px-3.5 text-sm transition-colors pointer-coarse:min-h-11',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-[var(--c-ring)]',
        checked
          ? 'border-accent bg-accent text-on-accent'
          : 'border-edge/60 bg-surface text-soft hover:border-edge hover:text-ink',
      )}
    >
      <input type="checkbox" className="sr-only" checked={checked} onChange={event => onChange(event.target.checked)} />
      {label}
    </label>
  )
}

export function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2.5 text-sm font-semibold">{label}</legend>
      <div className="flex flex-wrap gap-2">{children}</div>
    </fieldset>
  )
}
