import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

export type Look = 'primary' | 'plain' | 'quiet' | 'danger'

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  plain: 'bg-surface text-ink border-edge/60 hover:border-edge hover:bg-sunken',
  quiet: 'bg-transparent text-soft border-transparent hover:bg-sunken hover:text-ink',
  danger: 'bg-surface text-bad border-bad-line hover:bg-bad-tint',
}

/** The classes of a button, for links that look like one. At least 40 px high, 44 on touch screens. */
export function buttonClass(look: Look = 'plain', small = false): string {
  return clsx(
    'inline-flex select-none items-center justify-center gap-2 whitespace-nowrap rounded-lg border font-medium transition-colors',
    'disabled:opacity-50 pointer-coarse:min-h-11',
    small ? 'min-h-9 px-3 text-sm' : 'min-h-11 px-4 text-[0.9375rem]',
    LOOKS[look],
  )
}

export function Button({
  look = 'plain',
  small = false,
  className,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { look?: Look; small?: boolean }) {
  return <button type={type} className={clsx(buttonClass(look, small), className)} {...rest} />
}

/** A square button that shows only a picture; its label is for those who do not see it, and a tooltip. */
export function IconButton({
  label,
  className,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={clsx(
        'inline-flex size-10 shrink-0 items-center justify-center rounded-lg text-soft transition-colors pointer-coarse:size-11',
        'hover:bg-sunken hover:text-ink disabled:opacity-50',
        className,
      )}
      {...rest}
    />
  )
}
