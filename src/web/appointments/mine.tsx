import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { getJson } from '../api/client.ts'
import type { Appointment } from '../api/types.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Empty, Failed, Loading } from '../parts/notice.tsx'
import { AppointmentCard } from './card.tsx'
import { upcomingAndPast } from './status.ts'

type AppointmentPage = { items: Appointment[]; cursor: string | null }

/** A visitor's own appointments: what is to come first. */
export default function MinePage() {
  const found = useInfiniteQuery({
    queryKey: ['appointments'],
    queryFn: ({ pageParam, signal }) =>
      getJson<AppointmentPage>(
        `/api/appointments${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ''}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    staleTime: 0,
  })
  const items = found.data?.pages.flatMap(page => page.items) ?? []
  const { upcoming, past } = upcomingAndPast(items)
  return (
    <Page title="My appointments">
      <div className="mx-auto flex max-w-2xl flex-col gap-8">
        <h1 className="text-2xl sm:text-3xl">My appointments</h1>
        {found.isPending && <Loading label="Looking them up" />}
        {found.isError && <Failed found={found} />}
        {found.data && items.length === 0 && (
          <Empty
            title="Nothing is booked yet"
            action={
              <>
                <Link to="/homes" className={buttonClass('primary')}>
                  Look through the homes
                </Link>
                <Link to="/callback" className={buttonClass('plain')}>
                  Ask for a call
                </Link>
              </>
            }
          >
            Choose a home and book a visit there, or let us call you. Did you book on another device? The link in your
            confirmation opens that booking anywhere.
          </Empty>
        )}
        <Group title="To come" items={upcoming} />
        <Group title="Past" items={past} />
        {found.hasNextPage && (
          <Button
            className="self-center"
            disabled={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {found.isFetchingNextPage ? 'Loading' : 'Older ones'}
          </Button>
        )}
        {upcoming.length === 0 && past.length > 0 && (
          <p className="text-center">
            <Link to="/homes" className={buttonClass('primary')}>
              Book another visit
            </Link>
          </p>
        )}
      </div>
    </Page>
  )
}

function Group({ title, items }: { title: string; items: Appointment[] }) {
  if (items.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className="mb-3.5 text-xl">{title}</h2>
      <ul className="flex flex-col gap-3">
        {items.map(item => (
          <li key={item.code}>
            <AppointmentCard appointment={item} />
          </li>
        ))}
      </ul>
    </section>
  )
}
