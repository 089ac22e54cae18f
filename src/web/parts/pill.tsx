import { clsx } from 'clsx'

/** How it stands: well, waiting for somebody, over, or badly. */
export type Tone = 'good' | 'wait' | 'over' | 'bad'

const TONES: Record<Tone | 'plain', string> = {
  plain: 'border-edge/60 text-soft',
  good: 'border-tint-line bg-tint text-accent',
  wait: 'border-warn-line bg-warn-tint text-warn',
  over: 'border-line bg-sunken text-muted',
  bad: 'border-bad-line bg-bad-tint text-bad',
}

/** A status in a word or two. `plain`: nothing to see to, nothing that happened yet. */
export function Pill({ label, tone }: { label: string; tone: Tone | 'plain' }) {
  return (
    <span
      className={clsx(
        'inline-flex w-fit shrink-0 items-center whitespace-nowrap rounded-full border px-2.5 py-0.5 text-[0.8125rem] font-medium',
        TONES[tone],
      )}
    >
      <span className="sr-only">Status: </span>
      {label}
    </span>
  )
}
