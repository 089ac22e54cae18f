import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Timeline, TimelineEntry, TimelineKind } from '../../../leads/desk/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Pill } from '../../parts/field.tsx'
import { Failed, Loading } from '../../parts/notice.tsx'
import { dateIn, formatTime, formatWeekday } from '../../words/time.ts'
import { Block } from './block.tsx'
import { LEADS } from './use-leads.ts'
import { KINDS } from './words.ts'

/** Everything that happened with them, newest first, day by day. */
export function LeadTimeline({ personId }: { personId: string }) {
  const { timeZone } = useBusiness()
  const [kinds, setKinds] = useState<TimelineKind[]>([])
  const wanted = kinds.toSorted().join(',')
  const found = useInfiniteQuery({
    queryKey: [...LEADS, 'timeline', personId, wanted],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...(wanted && { kinds: wanted }), ...(pageParam && { cursor: pageParam }) })
      return getJson<Timeline>(`/api/staff/leads/${personId}/timeline?${query}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
  })
  const days = byDay(found.data?.pages.flatMap(({ items }) => items) ?? [], timeZone)
  return (
    <Block title="Timeline">
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">Show only</legend>
        {(Object.keys(KINDS) as TimelineKind[]).map(kind => (
          <Pill
            key={kind}
            label={KINDS[kind]}
            checked={kinds.includes(kind)}
            onChange={on => setKinds(on ? [...kinds, kind] : kinds.filter(one => one !== kind))}
          />
        ))}
      </fieldset>
      {found.isPending ? (
        <Loading label="Reading what happened" />
      ) : found.isError ? (
        <Failed found={found} />
      ) : days.length === 0 ? (
        <p className="text-muted">Nothing of this kind has happened.</p>
      ) : (
        <div className="flex flex-col gap-5">
          {days.map(([day, entries]) => (
            <section key={day} aria-label={formatWeekday(day, timeZone, 'long')}>
              <h4 className="mb-1.5 text-sm font-semibold text-muted">{formatWeekday(day, timeZone, 'long')}</h4>
              <ol className="flex flex-col border-l-2 border-line">
                {entries.map(entry => (
                  <Entry key={entry.id} entry={entry} timeZone={timeZone} />
                ))}
              </ol>
            </section>
          ))}
        </div>
      )}
      {found.hasNextPage && (
        <Button small className="w-fit" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {found.isFetchingNextPage ? 'Loading' : 'Earlier'}
        </Button>
      )}
    </Block>
  )
}

function byDay(entries: TimelineEntry[], timeZone: string): [day: string, entries: TimelineEntry[]][] {
  const days = new Map<string, TimelineEntry[]>()
  for (const entry of entries) {
    const day = dateIn(entry.at, timeZone)
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days]
}

function Entry({ entry, timeZone }: { entry: TimelineEntry; timeZone: string }) {
  return (
    <li className="flex gap-x-3 py-1 pl-3.5 text-sm">
      <time dateTime={entry.at} className="tnum w-16 shrink-0 text-muted">
        {formatTime(entry.at, timeZone)}
      </time>
      <div className="min-w-0">
        <p className="break-words">
          <Led link={entry.link}>{entry.sentence}</Led>
          {entry.by && <span className="text-muted">, by {entry.by}</span>}
        </p>
        {entry.detail && <p className="whitespace-pre-line break-words text-muted">{entry.detail}</p>}
      </div>
    </li>
  )
}

function Led({ link, children }: { link: TimelineEntry['link']; children: string }) {
  const className = 'rounded underline decoration-edge/60 underline-offset-4 hover:decoration-current'
  switch (link?.to) {
    case 'conversation':
      return (
        <Link
          to="/console/$section/$id"
          params={{ section: 'inbox', id: link.id }}
          search={link.number === null ? {} : { message: String(link.number) }}
          className={className}
        >
          {children}
        </Link>
      )
    case 'appointment':
      return (
        <Link to="." search={old => ({ ...old, appointment: link.code })} className={className}>
          {children}
        </Link>
      )
    case 'listing':
      return (
        <Link to="/homes/$slug" params={{ slug: link.slug }} className={className}>
          {children}
        </Link>
      )
    default:
      return children
  }
}
