import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Phone } from 'lucide-react'
import type { StaffAppointment } from '../../api/types.ts'
import { useNow } from '../../appointments/draft.ts'
import { REASONS } from '../../appointments/reasons.ts'
import { promiseOf } from '../../appointments/status.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { phoneWords } from '../../words/phone.ts'
import { formatWhen } from '../../words/time.ts'
import { OpenLink } from '../calendar/entry.tsx'
import { Attempt, Attempts } from './attempt.tsx'
import { byPromise, lengthWords, minutesLeft, SOON_MINUTES } from './due.ts'
import { useCallbacks } from './use-callbacks.ts'

const GROUPS = { overdue: 'Overdue', soon: 'Within the hour', later: 'Later' } as const

/** Calls that were promised, the most overdue first. */
export default function CallbacksTab() {
  const found = useCallbacks()
  const now = useNow(20_000)
  if (found.isPending) return <Loading label="Reading the callbacks" />
  if (!found.data) return <Failed found={found} />
  if (found.data.items.length === 0)
    return (
      <Empty title="Nobody waits for a call">Whoever asks for one appears here, with the time promised to them.</Empty>
    )
  const groups = byPromise(found.data.items, now)
  return (
    <section aria-label="Callbacks" className="flex max-w-3xl flex-col gap-9">
      {(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map(
        group =>
          groups[group].length > 0 && (
            <section key={group} aria-labelledby={`calls-${group}`}>
              <h2 id={`calls-${group}`} className={clsx('mb-3 text-lg', group === 'overdue' && 'text-bad')}>
                {GROUPS[group]} <span className="tnum font-normal">({groups[group].length})</span>
              </h2>
              <ul className="flex flex-col gap-3">
                {groups[group].map(item => (
                  <li key={item.code}>
                    <Call appointment={item} now={now} />
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
    </section>
  )
}

const URGENCY = { urgent: 'Urgent', high: 'High urgency', medium: null, low: 'Low urgency' }

function Call({ appointment, now }: { appointment: StaffAppointment; now: number }) {
  const { contact, listing, reason, urgency, notes, staffNotes, attempts, staff, code, timeZone, start, personId } =
    appointment
  const name = contact.name ?? 'Somebody'
  const about = [reason && REASONS[reason], listing?.name, urgency && URGENCY[urgency]].filter(Boolean)
  return (
    <article
      aria-label={`Call to ${name}`}
      className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 shadow-card sm:p-5"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h3 className="text-[1.0625rem]">
            <OpenLink code={code} className="rounded underline-offset-4 hover:text-accent hover:underline">
              {name}
            </OpenLink>
          </h3>
          <p className="mt-1 text-sm text-muted">{about.join(' · ')}</p>
          {staff && <p className="text-sm text-muted">{staff.name} calls</p>}
          <Link
            to="/console/$section/$id"
            params={{ section: 'leads', id: personId }}
            className="mt-1 inline-block rounded text-sm font-medium text-accent underline-offset-4 hover:underline"
          >
            What is known of them
          </Link>
        </div>
        <Promised appointment={appointment} now={now} />
      </div>
      {contact.phone && (
        <a href={`tel:${contact.phone}`} className={`${buttonClass('plain')} tnum self-start`}>
          <Phone size={17} aria-hidden />
          {phoneWords(contact.phone)}
        </a>
      )}
      {start && <p className="text-[0.9375rem]">Wishes to be called {formatWhen(start, timeZone)}</p>}
      {notes && <p className="whitespace-pre-line text-[0.9375rem]">“{notes}”</p>}
      {staffNotes && <p className="whitespace-pre-line text-sm text-soft">Staff notes: {staffNotes}</p>}
      {attempts.length > 0 && <Attempts attempts={attempts} timeZone={timeZone} />}
      <Attempt appointment={appointment} withDone />
    </article>
  )
}

/** Red once it is broken: `overdue by 25 min`. */
function Promised({ appointment, now }: { appointment: StaffAppointment; now: number }) {
  const left = minutesLeft(appointment, now)
  if (left === null) return null
  const isLate = Date.parse(appointment.dueAt!) < now
  const late = Math.floor((now - Date.parse(appointment.dueAt!)) / 60_000)
  const promise = promiseOf(appointment, now)
  return (
    <p className="flex flex-col items-end gap-1 text-right max-sm:items-start max-sm:text-left">
      <span
        className={clsx(
          'tnum rounded-full border px-2.5 py-0.5 text-[0.8125rem] font-medium',
          isLate
            ? 'border-bad-line bg-bad-tint text-bad'
            : left <= SOON_MINUTES
              ? 'border-warn-line bg-warn-tint text-warn'
              : 'border-line bg-sunken text-soft',
        )}
      >
        {isLate
          ? `overdue by ${lengthWords(late)}`
          : left <= SOON_MINUTES
            ? left === 0
              ? 'now'
              : `in ${lengthWords(left)}`
            : promise}
      </span>
      {(isLate || left <= SOON_MINUTES) && <span className="text-sm text-muted">Promised {promise}</span>}
    </p>
  )
}
