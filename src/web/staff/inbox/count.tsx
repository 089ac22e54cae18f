import { useInboxCounts } from './use-inbox.ts'

/** How many wait for somebody, beside the section's name. */
export function InboxCount() {
  const { data } = useInboxCounts()
  const count = data?.waiting ?? 0
  if (count === 0) return null
  return (
    <span className="tnum ml-2 inline-flex min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> waiting</span>
    </span>
  )
}
