import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StaffAppointment } from '../../../appointments/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, Problem } from '../../api/client.ts'
import { statusOf } from '../../appointments/status.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { Pill } from '../../parts/pill.tsx'
import { personName } from '../../words/person.ts'
import { formatWhen } from '../../words/time.ts'
import { REASONS, STATES } from '../inbox/words.ts'
import { PEOPLE, type PersonWhole } from './api.ts'
import { CoachNotes } from './notes.tsx'
import { SharedProgramme } from './shared.tsx'

/** Somebody whom coaches look after: what they share, their sessions, their conversation, and what coaches noted. */
export function Person({ id }: { id: string }) {
  const { timeZone } = useBusiness()
  const found = useQuery({
    queryKey: [...PEOPLE, 'one', id],
    queryFn: ({ signal }) => getJson<PersonWhole>(`/api/staff/people/${encodeURIComponent(id)}`, signal),
  })
  const back = (
    <Link
      to="/console/$section"
      params={{ section: 'people' }}
      className="inline-flex w-fit items-center gap-1.5 rounded text-sm font-medium text-muted hover:text-ink"
    >
      <ArrowLeft size={16} aria-hidden />
      People
    </Link>
  )
  if (found.isPending) return <Loading label="Opening this page" />
  if (found.error instanceof Problem && [400, 404].includes(found.error.status))
    return (
      <Empty title="We cannot show this person" action={back}>
        They share nothing, have booked no session and were not handed over, or were erased.
      </Empty>
    )
  if (found.isError) return <Failed found={found} />
  const { person, enrolments, sessions, notes } = found.data
  return (
    <section aria-label={personName(person)} className="flex max-w-3xl flex-col gap-9">
      <div className="flex flex-col gap-3">
        {back}
        <h2 className="text-2xl">{personName(person)}</h2>
      </div>
      <CoachNotes personId={id} newest={notes} timeZone={timeZone} />
      <Block title="Programmes that they share">
        {enrolments.length === 0 ? (
          <p className="text-muted">None. What somebody works on is theirs until they share it.</p>
        ) : (
          <div className="flex flex-col gap-4">
            {enrolments.map(enrolment => (
              <SharedProgramme key={enrolment.id} enrolment={enrolment} timeZone={timeZone} />
            ))}
          </div>
        )}
      </Block>
      <Block title="Sessions">
        {sessions.length === 0 ? <p className="text-muted">None booked.</p> : <Sessions sessions={sessions} />}
      </Block>
      <Block title="Conversation">
        {person.conversationId && person.handOff ? (
          <div className="flex flex-wrap items-center gap-3">
            <Pill
              label={STATES[person.handOff]}
              tone={person.handOff === 'waiting' || person.handOff === 'human' ? 'wait' : 'over'}
            />
            {person.reason && <span className="text-muted">{REASONS[person.reason]}</span>}
            <Link
              to="/console/$section/$id"
              params={{ section: 'inbox', id: person.conversationId }}
              className={buttonClass('plain', true)}
            >
              Open the conversation
            </Link>
          </div>
        ) : (
          <p className="text-muted">It was not handed over, so it stays between them and the assistant.</p>
        )}
      </Block>
    </section>
  )
}

function Sessions({ sessions }: { sessions: StaffAppointment[] }) {
  return (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
      {sessions.map(session => (
        <li key={session.code} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 px-5 py-3.5">
          <div className="min-w-0">
            <Link
              to="."
              search={{ appointment: session.code }}
              className="tnum rounded font-medium underline decoration-edge/60 underline-offset-4 hover:decoration-current"
            >
              {session.start ? formatWhen(session.start, session.timeZone) : 'Session'}
            </Link>
            <p className="text-sm text-muted">
              {session.staff && `With ${session.staff.name}`}
              {session.rating && `, rated ${session.rating} of 5`}
            </p>
            {session.notes && <p className="mt-1 whitespace-pre-line">“{session.notes}”</p>}
          </div>
          <Pill {...statusOf(session)} />
        </li>
      ))}
    </ul>
  )
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-3.5 text-lg">{title}</h3>
      {children}
    </section>
  )
}
