import { clsx } from 'clsx'
import type { Appointment } from '../api/types.ts'
import { statusOf, type Tone } from './status.ts'

const TONES: Record<Tone, string> = {
  good: 'border-tint-line bg-tint text-accent',
  wait: 'border-warn-line bg-warn-tint text-warn',
  over: 'border-line bg-sunken text-muted',
  bad: 'border-bad-line bg-bad-tint text-bad',
}

export function StatusPill({ appointment }: { appointment: Appointment }) {
  const { label, tone } = statusOf(appointment)
  return (
    <span
      className={clsx(
        'inline-flex w-fit shrink-0 items-center rounded-full border px-2.5 py-0.5 text-[0.8125rem] font-medium',
        TONES[tone],
      )}
    >
      <span className="sr-only">Status: </span>
      {label}
    </span>
  )
}
