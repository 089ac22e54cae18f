import { useBusiness } from '../../api/business.ts'
import { useOutbox } from './use-outbox.ts'

/** How many people wait for a link that somebody hands over. Where no e-mail leaves, nobody waits to confirm one. */
export function OutboxCount() {
  const { data } = useOutbox()
  const { messages } = useBusiness()
  const waits = data?.items.filter(({ reason, kind }) => (messages.email ? reason !== null : kind !== 'verification'))
  const count = waits?.length ?? 0
  if (count === 0) return null
  return (
    <span className="tnum ml-2 rounded-full bg-warn-tint px-2 text-[0.8125rem] font-medium leading-5 text-warn">
      {count}
      <span className="sr-only"> waiting</span>
    </span>
  )
}
