import { useInfiniteQuery } from '@tanstack/react-query'
import type { InboundMessage } from '../../../reminders/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, messageOf } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { formatWhen } from '../../words/time.ts'

type Page = { items: InboundMessage[]; cursor: string | null }

/** What people wrote back by SMS or WhatsApp. */
export function Inbound({ every }: { every: number }) {
  const { timeZone } = useBusiness()
  const found = useInfiniteQuery({
    queryKey: ['staff', 'inbound'],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page>(`/api/staff/inbound-messages${pageParam && `?cursor=${encodeURIComponent(pageParam)}`}`, signal),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    refetchInterval: every,
  })
  const items = found.data?.pages.flatMap(page => page.items) ?? []
  return (
    <section aria-labelledby="inbound" className="flex flex-col gap-3">
      <h2 id="inbound" className="text-lg">
        Messages that came in
      </h2>
      {found.isError && <Notice tone="bad">{messageOf(found.error)}</Notice>}
      {found.data && items.length === 0 && (
        <p className="text-muted">
          None so far. What people answer by SMS or WhatsApp stands here; who writes STOP is not written to again.
        </p>
      )}
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card empty:hidden">
        {items.map(item => (
          <li key={item.id} className="px-4 py-3 sm:px-5">
            <p className="flex flex-wrap gap-x-3 text-sm text-muted">
              <span className="tnum font-medium text-ink">{item.address}</span>
              <span>
                {item.sentBy === 'sms' ? 'SMS' : 'WhatsApp'}, {formatWhen(item.receivedAt, timeZone)}
              </span>
            </p>
            <p className="mt-1 whitespace-pre-wrap break-words">
              {item.text || <span className="text-muted">No text</span>}
            </p>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button small className="self-start" onClick={() => void found.fetchNextPage()}>
          Earlier ones
        </Button>
      )}
    </section>
  )
}
