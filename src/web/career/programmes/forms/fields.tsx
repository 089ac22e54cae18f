import { clsx } from 'clsx'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { Button } from '../../../parts/button.tsx'
import { INPUT } from '../../../parts/field.tsx'

/** Some lines of text with a label and a hint. */
export function Lines({
  label,
  hint,
  error,
  ...rest
}: ComponentProps<'textarea'> & { label: string; hint?: ReactNode; error?: string | null }) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="-mt-1 text-sm text-muted">
          {hint}
        </p>
      )}
      <textarea
        id={id}
        rows={2}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        className={clsx(INPUT, 'field-sizing-content min-h-18 py-2.5 leading-6')}
        {...rest}
      />
      {error && (
        <p id={`${id}-error`} className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

/** One of a few, as radio buttons in a row. */
export function Choice<T extends string>({
  legend,
  name,
  choices,
  value,
  onValue,
}: {
  legend: string
  name: string
  choices: readonly (readonly [T, string])[]
  value: T | null
  onValue: (value: T) => void
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-2">
        {choices.map(([choice, label]) => (
          <label
            key={choice}
            className={clsx(
              'relative inline-flex min-h-10 cursor-pointer items-center rounded-full border px-4 text-sm transition-colors pointer-coarse:min-h-11',
              'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-[var(--c-ring)]',
              value === choice
                ? 'border-accent bg-accent text-on-accent'
                : 'border-edge/60 bg-surface text-soft hover:border-edge hover:text-ink',
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice}
              checked={value === choice}
              onChange={() => onValue(choice)}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** The end of a small form: what went wrong, and its buttons. */
export function FormEnd({
  problem,
  busy,
  submit,
  disabled = false,
  onCancel,
}: {
  problem: string | null
  busy: boolean
  submit: string
  disabled?: boolean
  onCancel?: () => void
}) {
  return (
    <div className="flex flex-col gap-3">
      {problem && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" small look="primary" disabled={busy || disabled}>
          {submit}
        </Button>
        {onCancel && (
          <Button small look="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </div>
  )
}

/** The frame in which a form stands beside its question. */
export function Card({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rounded-2xl border border-line bg-surface px-4 py-5 shadow-card sm:px-5">
      <h2 id={id} className="text-lg">
        {title}
      </h2>
      <p className="mt-1 text-[0.9375rem] text-muted">{lead}</p>
      <div className="mt-4 flex flex-col gap-4">{children}</div>
    </section>
  )
}
