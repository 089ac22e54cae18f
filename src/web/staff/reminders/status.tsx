import { clsx } from 'clsx'
import type { ReminderStatus } from '../../../reminders/schema.ts'
import type { Tone } from '../../appointments/status.ts'
import { STATUS } from './words.ts'

const TONES: Record<Tone | 'plain', string> = {
  plain: 'border-edge/60 text-soft',
  good: 'border-tint-line bg-tint text-accent',
  wait: 'border-warn-line bg-warn-tint text-warn',
  over: 'border-line bg-sunken text-muted',
  bad: 'border-bad-line bg-bad-tint text-bad',
}

export function ReminderPill({ status }: { status: ReminderStatus }) {
  const { label, tone } = STATUS[status]
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
