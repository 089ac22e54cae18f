import { clsx } from 'clsx'
import { useNow } from '../../appointments/draft.ts'
import { byPromise } from './due.ts'
import { useCallbacks } from './use-callbacks.ts'

/** How many calls are promised, red while any is overdue. */
export function CallbackCount() {
  const { data } = useCallbacks()
  const now = useNow(20_000)
  if (!data || data.items.length === 0) return null
  const late = byPromise(data.items, now).overdue.length
  return (
    <span
      className={clsx(
        'tnum ml-2 rounded-full px-2 text-[0.8125rem] font-medium leading-5',
        late > 0 ? 'bg-bad-tint text-bad' : 'bg-sunken text-soft',
      )}
    >
      {data.items.length}
      <span className="sr-only"> open{late > 0 && `, ${late} overdue`}</span>
    </span>
  )
}
