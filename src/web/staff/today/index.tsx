import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { LeadLine } from '../../../leads/desk/schema.ts'
import { useBusiness } from '../../api/business.ts'
import type { Account, StaffAppointment } from '../../api/types.ts'
import { useNow } from '../../appointments/draft.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Failed, Loading, Notice } from '../../parts/notice.tsx'
import { formatCount, sentence } from '../../words/home.ts'
import { personName } from '../../words/person.ts'
import { dateIn, formatWeekday, formatWhen, plusDays } from '../../words/time.ts'
import { Row } from '../calendar/entry.tsx'
import { useAppointments } from '../calendar/use-calendar.ts'
import { isGone } from '../calendar/words.ts'
import { useCallbacks } from '../callbacks/use-callbacks.ts'
import { Heat } from '../leads/heat.tsx'
import { agoWords, points } from '../leads/words.ts'
import { useOutageStanding } from '../outages/use-outages.ts'
import { NeedRow } from './need-row.tsx'
import { greetingAt, needsOf } from './needs.ts'
import { useFailed, useHotLeads, useWaiting } from './use-today.ts'

/** What needs somebody now, what the day holds, and whom to call next. */
export default function Today({ account }: { account: Account }) {
  const { timeZone } = useBusiness()
  const now = useNow(20_000)
  const today = dateIn(now, timeZone)
  const isSales = account.role !== 'coach'
  const waiting = useWaiting('waiting')
  const mine = useWaiting('mine')
  const callbacks = useCallbacks(isSales)
  // Yesterday's too: an outcome that nobody wrote down yet.
  const days = useAppointments(plusDays(today, -1), plusDays(today, 1), null)
  const asked = [waiting, mine, days, ...(isSales ? [callbacks] : [])]
  const failed = asked.find(({ isError, data }) => isError && !data)
  const name = account.name.split(' ')[0]
  const unread = (mine.data?.items ?? []).filter(one => one.unread > 0)
  const needs = needsOf(
    {
      conversations: [...(waiting.data?.items ?? []), ...unread],
      calls: callbacks.data?.items ?? [],
      visits: days.data ?? [],
    },
    now,
  )
  const visits = (days.data ?? []).filter(
    one => one.kind !== 'callback' && !isGone(one) && one.start && dateIn(one.start, timeZone) === today,
  )
  return (
    <div className="flex flex-col gap-7">
      <div>
        <h2 className="text-2xl">
          {greetingAt(now, timeZone)}, {name}
        </h2>
        <p className="mt-1 text-muted">{formatWeekday(today, timeZone, 'long')}</p>
      </div>
      {failed && <Failed found={failed} />}
      <div className="grid items-start gap-x-8 gap-y-8 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-8">
          <Part title="Needs you now" count={needs.length}>
            {asked.some(({ isPending }) => isPending) ? (
              <Loading label="Looking who waits" />
            ) : needs.length === 0 ? (
              <Nothing>Nobody waits, and no promise is about to break.</Nothing>
            ) : (
              <List>
                {needs.map(need => (
                  <NeedRow
                    key={`${need.kind} ${need.kind === 'conversation' ? need.one.id : need.one.code}`}
                    need={need}
                    now={now}
                    timeZone={timeZone}
                    me={account.id}
                  />
                ))}
              </List>
            )}
            {isSales && <NotSent role={account.role} />}
            {account.role === 'admin' && <NotDone />}
          </Part>
          {isSales && <Hot role={account.role} now={now} timeZone={timeZone} />}
        </div>
        <Part
          title={isSales ? 'Visits today' : 'Sessions today'}
          count={visits.length}
          more={
            <Link to="/console/$section" params={{ section: 'calendar' }} className={MORE}>
              Calendar
            </Link>
          }
        >
          {days.isPending ? (
            <Loading label="Reading the calendar" />
          ) : visits.length === 0 ? (
            <Nothing>Nothing is booked for today.</Nothing>
          ) : (
            <List>
              {visits.map((one: StaffAppointment) => (
                <li key={one.code}>
                  <Row appointment={one} timeZone={timeZone} />
                </li>
              ))}
            </List>
          )}
        </Part>
      </div>
    </div>
  )
}

const MORE = 'rounded text-sm font-medium text-accent underline-offset-4 hover:underline'

function Part({
  title,
  count,
  more,
  children,
}: {
  title: string
  count?: number
  more?: ReactNode
  children: ReactNode
}) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-3">
      <div className="flex items-baseline justify-between gap-4">
        <h3 className="text-lg">
          {title} {count ? <span className="tnum font-normal text-muted">({count})</span> : null}
        </h3>
        {more}
      </div>
      {children}
    </section>
  )
}

const List = ({ children }: { children: ReactNode }) => (
  <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface shadow-card">
    {children}
  </ul>
)

const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="rounded-xl border border-dashed border-line px-4 py-6 text-center text-muted">{children}</p>
)

/** Messages that nobody got. */
function NotSent({ role }: { role: Account['role'] }) {
  const count = useFailed(role).data?.items.length ?? 0
  if (count === 0) return null
  return (
    <Notice
      tone="warn"
      action={
        <Link
          to="/console/$section"
          params={{ section: 'reminders' }}
          search={{ status: 'failed' }}
          className={buttonClass('plain', true)}
        >
          Look
        </Link>
      }
    >
      {count === 1
        ? 'A reminder could not be sent.'
        : `${count >= 50 ? '50 or more' : count} reminders could not be sent.`}
    </Notice>
  )
}

/** What people said while the database was away, and what could not be done since. */
function NotDone() {
  const count = useOutageStanding().data?.review ?? 0
  if (count === 0) return null
  return (
    <Notice
      tone="warn"
      action={
        <Link to="/console/$section" params={{ section: 'outages' }} className={buttonClass('plain', true)}>
          Look
        </Link>
      }
    >
      {count === 1
        ? 'Something that was kept in an outage could not be done.'
        : `${formatCount(count)} things that were kept in an outage could not be done.`}
    </Notice>
  )
}

/** Whom to call next. */
function Hot({ role, now, timeZone }: { role: Account['role']; now: number; timeZone: string }) {
  const found = useHotLeads(role)
  return (
    <Part
      title="Whom to call next"
      more={
        <Link to="/console/$section" params={{ section: 'leads' }} className={MORE}>
          All leads
        </Link>
      }
    >
      {found.data ? (
        found.data.items.length === 0 ? (
          <Nothing>Nobody is hot just now. Leads get warmer by what they ask, like and book.</Nothing>
        ) : (
          <List>
            {found.data.items.map(lead => (
              <HotLead key={lead.personId} lead={lead} now={now} timeZone={timeZone} />
            ))}
          </List>
        )
      ) : found.isError ? (
        <Failed found={found} />
      ) : (
        <Loading label="Looking who is hot" />
      )}
    </Part>
  )
}

/** Within a sentence a day that is named begins small. */
const inside = (when: string) => when.replace(/^To/, 'to')

function HotLead({ lead, now, timeZone }: { lead: LeadLine; now: number; timeZone: string }) {
  const next = lead.nextVisit
    ? `visit ${inside(formatWhen(lead.nextVisit.at, timeZone, now))}`
    : lead.openCallback
      ? `call promised for ${inside(formatWhen(lead.openCallback.dueAt, timeZone, now))}`
      : null
  return (
    <li>
      <Link
        to="/console/$section/$id"
        params={{ section: 'leads', id: lead.personId }}
        className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1.5 px-4 py-3.5 -outline-offset-2 hover:bg-sunken"
      >
        <span className="min-w-0 flex-1 basis-52">
          <span className="block truncate font-medium">{personName(lead)}</span>
          <span className="block text-sm text-muted">
            {[lead.wish && sentence(lead.wish), next, agoWords(lead.lastActiveAt, now)].filter(Boolean).join(' · ')}
          </span>
        </span>
        <span className="flex items-center gap-3">
          <span className="tnum text-sm text-muted">
            <span className="sr-only">Intent and engagement </span>
            {points(lead.intent)} + {points(lead.engagement)}
          </span>
          <Heat temperature={lead.temperature} computed={lead.computed} set={lead.overrideUntil !== null} />
        </span>
      </Link>
    </li>
  )
}
