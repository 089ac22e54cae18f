import { Link, useParams, useSearch } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ArrowLeft, Check } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { messageOf, Problem } from '../api/client.ts'
import type { Appointment } from '../api/types.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Empty, Loading, Notice } from '../parts/notice.tsx'
import { Toggle } from '../parts/toggle.tsx'
import { formatTime, formatWeekday, zoneName } from '../words/time.ts'
import { CalendarLinks } from './calendar-links.tsx'
import { CancelSheet } from './cancel-sheet.tsx'
import { MoveSheet } from './move-sheet.tsx'
import { StatusPill } from './pill.tsx'
import { Rate } from './rate.tsx'
import { REASONS, URGENCIES } from './reasons.ts'
import { ownClock, ownZone } from './slots.ts'
import { isUpcoming, promiseOf, statusOf, titleOf } from './status.ts'
import { useAppointment } from './use-appointment.ts'

/** One appointment and all that can be done with it, for its visitor and for whoever holds its link. */
export default function AppointmentPage() {
  const { code } = useParams({ from: '/appointments/$code' })
  const { found, change, news } = useAppointment(code)
  const gone = found.error instanceof Problem && [400, 403, 404].includes(found.error.status)
  return (
    <Page title={found.data ? titleOf(found.data) : 'Appointment'}>
      <div className="mx-auto max-w-2xl">
        {found.isPending ? (
          <Loading label="Opening this appointment" />
        ) : gone ? (
          <Unknown />
        ) : found.isError && !found.data ? (
          <Notice
            tone="bad"
            live
            action={
              <Button small onClick={() => void found.refetch()}>
                Try again
              </Button>
            }
          >
            {messageOf(found.error)}
          </Notice>
        ) : (
          <Whole appointment={found.data} change={change} news={news} />
        )}
      </div>
    </Page>
  )
}

function Unknown() {
  return (
    <Empty
      alone
      title="We cannot open this appointment here"
      action={
        <>
          <Link to="/appointments" className={buttonClass('primary')}>
            My appointments
          </Link>
          <Link to="/" className={buttonClass('plain')}>
            Ask in the chat
          </Link>
        </>
      }
    >
      Please open it by the whole link in your confirmation, or on the device on which you booked. The link may also
      have been cut short on its way.
    </Empty>
  )
}

type Change = ReturnType<typeof useAppointment>['change']

function Whole({ appointment, change, news }: { appointment: Appointment; change: Change; news: string[] | null }) {
  const { booked } = useSearch({ from: '/appointments/$code' })
  const [sheet, setSheet] = useState<'move' | 'cancel' | null>(null)
  const upcoming = isUpcoming(appointment)
  const isCall = appointment.kind === 'callback'
  // What changed stands behind the sheet, which asks about something that is no more.
  useEffect(() => {
    if (news) setSheet(null)
  }, [news])
  const open = (which: 'move' | 'cancel') => {
    change.reset()
    setSheet(which)
  }
  const close = () => {
    setSheet(null)
    change.reset()
  }
  return (
    <div className="flex flex-col gap-7">
      {booked && upcoming ? <Booked appointment={appointment} /> : <Heading appointment={appointment} />}
      <div role="status" className="empty:hidden">
        {news && (
          <Notice tone="warn">
            This changed while your page was open. {news.length > 0 ? news.join(' ') : 'Here is the newest.'} Please
            look again before you change it.
          </Notice>
        )}
      </div>
      <When appointment={appointment} />
      {appointment.status === 'held' && upcoming && (
        <p>
          <Link
            to="/visit"
            search={appointment.listing ? { home: appointment.listing.slug } : {}}
            className={buttonClass('primary')}
          >
            Go on booking
          </Link>
        </p>
      )}
      {appointment.status !== 'held' && (appointment.can.move || appointment.can.cancel) && (
        <div className="flex flex-wrap gap-2.5">
          {appointment.can.move && <Button onClick={() => open('move')}>Another time</Button>}
          {appointment.can.cancel && (
            <Button look="danger" onClick={() => open('cancel')}>
              {isCall ? 'Cancel the call' : 'Cancel the visit'}
            </Button>
          )}
        </div>
      )}
      {appointment.can.rate && <Rate appointment={appointment} change={change} />}
      {upcoming && appointment.calendar && (
        <Block title="Add to your calendar">
          <CalendarLinks calendar={appointment.calendar} />
        </Block>
      )}
      <Facts appointment={appointment} />
      {upcoming && !isCall && appointment.status !== 'held' && <Reminders appointment={appointment} change={change} />}
      {!upcoming && (
        <p>
          <Link
            to={isCall ? '/callback' : '/visit'}
            search={appointment.listing ? { home: appointment.listing.slug } : {}}
            className={buttonClass(appointment.can.rate ? 'plain' : 'primary')}
          >
            {isCall ? 'Ask for another call' : 'Book another visit'}
          </Link>
        </p>
      )}
      <p>
        <Link
          to="/appointments"
          className="inline-flex items-center gap-1.5 rounded text-sm font-medium text-muted hover:text-ink"
        >
          <ArrowLeft size={16} aria-hidden />
          My appointments
        </Link>
      </p>
      {sheet === 'move' && <MoveSheet appointment={appointment} change={change} onClose={close} />}
      {sheet === 'cancel' && <CancelSheet appointment={appointment} change={change} onClose={close} />}
    </div>
  )
}

function Heading({ appointment }: { appointment: Appointment }) {
  return (
    <header className="flex flex-col gap-3">
      <StatusPill appointment={appointment} />
      <h1 className="text-2xl sm:text-3xl">{titleOf(appointment)}</h1>
      <p className="text-muted">{statusOf(appointment).text}</p>
    </header>
  )
}

/** What stands above the appointment right after it was made. */
function Booked({ appointment }: { appointment: Appointment }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const isCall = appointment.kind === 'callback'
  const { email, phone } = appointment.contact
  const told = appointment.remind.email && email ? email : appointment.remind.phone && phone ? phone : null
  return (
    <header className="flex gap-4">
      <span className="mt-0.5 flex size-9 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent">
        <Check size={20} aria-hidden />
      </span>
      <div>
        <h1 ref={heading} tabIndex={-1} className="text-2xl outline-none sm:text-3xl">
          {isCall
            ? `We call you ${promiseOf(appointment) ?? 'soon'}`
            : appointment.status === 'pending'
              ? 'We have your booking'
              : 'Your visit is booked'}
        </h1>
        <p className="mt-2 text-muted">
          {isCall
            ? `At ${phone}. You need not wait by the phone before.`
            : appointment.status === 'pending'
              ? 'We will confirm it soon; the time is yours until then.'
              : told
                ? `The confirmation goes to ${told}.`
                : 'Keep this page, or write the time down: you asked for no messages.'}{' '}
          You find it again under{' '}
          <Link to="/appointments" className="text-accent underline underline-offset-4">
            My appointments
          </Link>
          .
        </p>
      </div>
    </header>
  )
}

function When({ appointment }: { appointment: Appointment }) {
  const { start, end, timeZone, kind } = appointment
  if (kind === 'callback' || !start) return null
  const own = ownClock(start, timeZone, ownZone())
  return (
    <section
      aria-label="When"
      className={clsx(
        'rounded-xl border px-5 py-4',
        isUpcoming(appointment) ? 'border-tint-line bg-tint' : 'border-line bg-sunken text-soft',
      )}
    >
      <p className="text-lg font-semibold">{formatWeekday(start, timeZone, 'long')}</p>
      <p className="tnum text-lg font-semibold">
        {formatTime(start, timeZone)}
        {end && ` – ${formatTime(end, timeZone)}`}
      </p>
      <p className="mt-0.5 text-sm text-muted">
        {zoneName(timeZone)}
        {own && `. On your own clock (${zoneName(ownZone())}): ${own}`}
      </p>
    </section>
  )
}

function Facts({ appointment }: { appointment: Appointment }) {
  const { listing, staff, contact, kind, notes, reason, urgency, code } = appointment
  const isCall = kind === 'callback'
  const rows: [string, ReactNode][] = [
    [
      isCall ? 'About' : 'Where',
      listing && (
        <>
          <Link
            to="/homes/$slug"
            params={{ slug: listing.slug }}
            className="rounded font-medium text-accent underline-offset-4 hover:underline"
          >
            {listing.name}
          </Link>
          <span className="block text-soft">{listing.address ?? listing.place}</span>
        </>
      ),
    ],
    [
      isCall ? 'Who calls' : 'Whom you meet',
      staff && (
        <>
          {staff.name}
          {staff.phone && (
            <a href={`tel:${staff.phone}`} className="tnum block w-fit text-accent underline-offset-4 hover:underline">
              {staff.phone}
            </a>
          )}
        </>
      ),
    ],
    ['What it is about', isCall && reason ? REASONS[reason] : null],
    ['How soon', isCall && urgency ? `Within ${URGENCIES[urgency]}` : null],
    ['You', [contact.name, contact.phone, contact.email].filter(Boolean).join(', ') || null],
    ['Your notes', notes],
    ['Booking code', code],
  ]
  return (
    <section aria-label="Details" className="rounded-xl border border-line bg-surface shadow-card">
      <dl className="tnum divide-y divide-line px-5">
        {rows.map(
          ([label, value]) =>
            value && (
              <div key={label} className="grid gap-x-4 py-3 sm:grid-cols-[9rem_1fr]">
                <dt className="text-sm text-muted sm:pt-0.5">{label}</dt>
                <dd className="min-w-0 whitespace-pre-line">{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  )
}

function Reminders({ appointment, change }: { appointment: Appointment; change: Change }) {
  const { remind, contact } = appointment
  const [problem, setProblem] = useState<string | null>(null)
  const set = (next: Partial<Appointment['remind']>) => {
    setProblem(null)
    change.mutate(
      { verb: 'reminders', body: { ...remind, ...next } },
      { onError: error => setProblem(messageOf(error)) },
    )
  }
  return (
    <Block title="Reminders">
      <div className="flex flex-col gap-4">
        <Toggle
          label="By e-mail"
          hint={contact.email ? `To ${contact.email}, the day before.` : 'We have no e-mail address of yours.'}
          on={remind.email && contact.email !== null}
          disabled={contact.email === null || change.isPending}
          onChange={email => set({ email })}
        />
        <Toggle
          label="By phone"
          hint={contact.phone ? `To ${contact.phone}, an hour before.` : 'We have no phone number of yours.'}
          on={remind.phone && contact.phone !== null}
          disabled={contact.phone === null || change.isPending}
          onChange={phone => set({ phone })}
        />
        {problem && (
          <p role="alert" className="text-sm text-bad">
            {problem}
          </p>
        )}
      </div>
    </Block>
  )
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-3.5 text-lg">{title}</h2>
      {children}
    </section>
  )
}
