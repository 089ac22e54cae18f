import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { getJson } from '../../api/client.ts'
import type { Appointment, SessionOffer } from '../../api/types.ts'
import { upcomingAndPast } from '../../appointments/status.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { useAccount } from '../../staff/account.ts'
import { CareerPage } from '../shell.tsx'
import { BookSession } from './book.tsx'
import { SessionCard } from './session-card.tsx'
import { leftWords } from './words.ts'

/** Sessions with a coach: what may still be booked, what is booked, and what was. */
export default function CareerSessionsPage() {
  const account = useAccount()
  return (
    <CareerPage title="Sessions" narrow>
      <h1 className="text-2xl sm:text-3xl">Coaching sessions</h1>
      <p className="mt-2 max-w-prose text-muted">
        Half an hour with a coach, by telephone or by video. You can move a session once and cancel it, both freely
        until a day before it begins.
      </p>
      {account.isPending ? (
        <Loading label="One moment" />
      ) : account.data ? (
        <Sessions />
      ) : (
        <Empty
          title="Sessions belong to an account"
          action={
            <>
              <Link to="/register" className={buttonClass('primary')}>
                Create an account
              </Link>
              <Link to="/sign-in" className={buttonClass()}>
                Sign in
              </Link>
            </>
          }
        >
          Sign in to choose a coach and a time.
        </Empty>
      )}
    </CareerPage>
  )
}

type Page = { items: Appointment[]; cursor: string | null }

function Sessions() {
  const offer = useQuery({
    queryKey: ['sessions', 'offer'],
    queryFn: ({ signal }) => getJson<SessionOffer>('/api/coaching-sessions', signal),
    staleTime: 0,
  })
  const booked = useInfiniteQuery({
    queryKey: ['appointments', 'sessions'],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page>(
        `/api/appointments?kind=coaching_session${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    staleTime: 0,
  })
  const search = useSearch({ from: '/career/sessions' })
  const navigate = useNavigate()
  if (offer.isPending || booked.isPending) return <Loading label="Looking up your sessions" />
  if (offer.isError) return <Failed found={offer} />
  if (booked.isError) return <Failed found={booked} />
  const { upcoming, past } = upcomingAndPast(booked.data.pages.flatMap(({ items }) => items))
  const onBooked = (code: string) =>
    void navigate({ to: '/career/sessions', search: { booked: code }, replace: true, resetScroll: true })
  return (
    <div className="mt-8 flex flex-col gap-10">
      {upcoming.length > 0 && (
        <Section title="Booked">
          <List items={upcoming} fresh={search.booked} />
        </Section>
      )}
      <Section title={upcoming.length > 0 ? 'Book another' : 'Book a session'}>
        <Booking offer={offer.data} onBooked={onBooked} key={search.booked ?? ''} />
      </Section>
      {past.length > 0 && (
        <Section title="Past">
          <List items={past} />
          {booked.hasNextPage && (
            <Button className="mt-4" disabled={booked.isFetchingNextPage} onClick={() => void booked.fetchNextPage()}>
              {booked.isFetchingNextPage ? 'Loading' : 'Older ones'}
            </Button>
          )}
        </Section>
      )}
    </div>
  )
}

/** What somebody may still book; the form stands where they can use it. */
function Booking({ offer, onBooked }: { offer: SessionOffer; onBooked: (code: string) => void }) {
  const { left, needsProof, coaches } = offer
  const search = useSearch({ from: '/career/sessions' })
  if (coaches.length === 0)
    return (
      <Empty title="No coach is here at the moment">
        As soon as one gives sessions, their free times stand on this page.
      </Empty>
    )
  if (needsProof)
    return (
      <Notice
        tone="warn"
        action={
          <Link to="/account" className={buttonClass('plain', true)}>
            Go to my account
          </Link>
        }
      >
        Please prove your e-mail address first, so that your session can be confirmed there: open the link that we sent
        you, or ask for a new one.
      </Notice>
    )
  const asks = left > 0 || search.code === '1'
  return (
    <div className="flex flex-col gap-5">
      <p className="text-lg">{leftWords(offer)}</p>
      {asks ? (
        <BookSession offer={offer} onBooked={onBooked} />
      ) : (
        <Link to="/career/sessions" search={{ code: '1' }} className={`${buttonClass()} w-fit`} resetScroll={false}>
          I have a code
        </Link>
      )}
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-4 text-xl">{title}</h2>
      {children}
    </section>
  )
}

function List({ items, fresh }: { items: Appointment[]; fresh?: string | undefined }) {
  return (
    <ul className="flex flex-col gap-4">
      {items.map(item => (
        <li key={item.code}>
          <SessionCard given={item} fresh={item.code === fresh} />
        </li>
      ))}
    </ul>
  )
}
