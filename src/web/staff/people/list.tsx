import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useBusiness } from '../../api/business.ts'
import { getJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { Pill } from '../../parts/pill.tsx'
import { personName } from '../../words/person.ts'
import { formatWhen } from '../../words/time.ts'
import { REASONS, STATES } from '../inbox/words.ts'
import { usePlace } from '../place.ts'
import { PEOPLE, type PersonLine } from './api.ts'

type Found = { items: PersonLine[]; cursor: string | null }

/** Who shares their work, booked a session or was handed over; the newest reason first. */
export function People() {
  const { search } = usePlace()
  const navigate = useNavigate()
  const q = search.q ?? ''
  const found = useInfiniteQuery({
    queryKey: [...PEOPLE, q],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...(q && { q }), ...(pageParam && { cursor: pageParam }) })
      return getJson<Found>(`/api/staff/people?${query}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
  })
  const people = found.data?.pages.flatMap(({ items }) => items) ?? []
  const write = (text: string) =>
    void navigate({
      to: '/console/$section',
      params: { section: 'people' },
      search: text ? { q: text } : {},
      replace: true,
      resetScroll: false,
    })
  return (
    <section aria-label="People" className="flex flex-col gap-6">
      <div className="max-w-md">
        <Field
          label="Find by name"
          type="search"
          value={q}
          maxLength={100}
          onChange={event => write(event.target.value)}
        />
      </div>
      {found.isPending ? (
        <Loading label="Looking for people" />
      ) : found.isError ? (
        <Failed found={found} />
      ) : people.length === 0 ? (
        <Empty title={q ? 'Nobody of this name is here' : 'Nobody is here yet'}>
          Here you find who shares their programme with a coach, booked a session, or asked for a person in the chat.
          What people keep to themselves is not shown.
        </Empty>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {people.map(person => (
            <li key={person.id}>
              <Row person={person} />
            </li>
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className="self-center" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {found.isFetchingNextPage ? 'Loading' : 'More'}
        </Button>
      )}
    </section>
  )
}

function Row({ person }: { person: PersonLine }) {
  const { timeZone } = useBusiness()
  const { id, shared, sessions, nextSession, handOff, reason } = person
  const told = [
    shared > 0 && `Shares ${shared === 1 ? 'a programme' : `${shared} programmes`}`,
    sessions > 0 && (sessions === 1 ? '1 session' : `${sessions} sessions`),
    nextSession && `next ${formatWhen(nextSession, timeZone).replace(/^To/, 'to')}`,
  ].filter(Boolean)
  const isOpen = handOff === 'waiting' || handOff === 'human'
  return (
    <Link
      to="/console/$section/$id"
      params={{ section: 'people', id }}
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 px-4 py-3.5 hover:bg-sunken sm:px-5"
    >
      <span className="min-w-0">
        <span className="block font-semibold">{personName(person)}</span>
        <span className="tnum block text-sm text-muted">{told.join(', ') || 'Was handed over'}</span>
      </span>
      {isOpen && (
        <Pill
          label={reason ? `${STATES[handOff]}: ${REASONS[reason]}` : STATES[handOff]}
          tone={reason === 'crisis' ? 'bad' : 'wait'}
        />
      )}
    </Link>
  )
}
