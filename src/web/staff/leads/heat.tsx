import { clsx } from 'clsx'
import { Flame, Snowflake, Thermometer } from 'lucide-react'
import type { Temperature } from '../../../leads/schema.ts'
import { TEMPERATURES } from './words.ts'

const LOOKS = {
  hot: { className: 'border-bad-line bg-bad-tint text-bad', icon: Flame },
  warm: { className: 'border-warn-line bg-warn-tint text-warn', icon: Thermometer },
  cold: { className: 'border-line bg-sunken text-muted', icon: Snowflake },
}

/** The temperature that counts, as a word, a colour and a picture; one set by staff shows the computed one beside it. */
export function Heat({
  temperature,
  computed,
  set,
}: {
  temperature: Temperature
  computed: Temperature
  set: boolean
}) {
  const { className, icon: Icon } = LOOKS[temperature]
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
      <span
        className={clsx(
          'inline-flex shrink-0 items-center gap-1 whitespace-nowrap rounded-full border px-2.5 py-0.5 text-[0.8125rem] font-medium',
          className,
        )}
      >
        <Icon size={13} aria-hidden />
        <span className="sr-only">Temperature: </span>
        {TEMPERATURES[temperature]}
      </span>
      {set && (
        <span className="whitespace-nowrap text-xs text-muted">
          set; computed {TEMPERATURES[computed].toLowerCase()}
        </span>
      )}
    </span>
  )
}
