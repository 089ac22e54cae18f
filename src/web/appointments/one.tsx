import { Link, useParams, useSearch } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ArrowLeft, Check } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { type Business, useBusiness } from '../api/business.ts'
import { Problem } from '../api/client.ts'
import type { Appointment } from '../api/types.ts'
import { CareerPage } from '../career/shell.tsx'
import { Button, buttonClass } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Empty, Failed, Loading, Notice } from '../parts/notice.tsx'
import { Pill } from '../parts/pill.tsx'
import { phoneWords } from '../words/phone.ts'
import { formatTime, formatWeekday, zoneName } from '../words/time.ts'
import { CalendarLinks } from './calendar-links.tsx'
import { CancelSheet } from './cancel-sheet.tsx'
import { Facts } from './facts.tsx'
import { MoveSheet } from './move-sheet.tsx'
import { Rate } from './rate.tsx'
import { Reminders } from './reminders.tsx'
import { ownClock, ownZone } from './slots.ts'
import { isUpcoming, nounOf, promiseOf, statusOf, titleOf } from './status.ts'
import { useAppointment } from './use-appointment.ts'

/** One appointment and all that can be done with it, for its visitor and for whoever holds its link. */
export default function AppointmentPage() {
  const { code } = useParams({ from: '/appointments/$code' })
  const { found, change, news } = useAppointment(code)
  const Shell = found.data?.kind === 'coaching_session' ? CareerPage : Page
  const gone = found.error instanceof Problem && [400, 403, 404].includes(found.error.status)
  return (
    <Shell title={found.data ? titleOf(found.data) : 'Appointment'}>
      <div className="mx-auto max-w-2xl">
        {found.isPending ? (
          <Loading label="Opening this appointment" />
        ) : gone ? (
          <Unknown />
        ) : found.isError && !found.data ? (
          <Failed found={found} />
        ) : (
          <Whole appointment={found.data} change={change} news={news} />
        )}
      </div>
    </Shell>
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
  const isSession = appointment.kind === 'coaching_session'
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
              Cancel the {nounOf(appointment)}
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
            to={isSession ? '/career/sessions' : isCall ? '/callback' : '/visit'}
            search={appointment.listing ? { home: appointment.listing.slug } : {}}
            className={buttonClass(appointment.can.rate ? 'plain' : 'primary')}
          >
            {isCall ? 'Ask for another call' : `Book another ${nounOf(appointment)}`}
          </Link>
        </p>
      )}
      <p>
        <Link
          to={isSession ? '/career/sessions' : '/appointments'}
          className="inline-flex items-center gap-1.5 rounded text-sm font-medium text-muted hover:text-ink"
        >
          <ArrowLeft size={16} aria-hidden />
          {isSession ? 'My sessions' : 'My appointments'}
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
      <Pill {...statusOf(appointment)} />
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
  const { messages } = useBusiness()
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
              : `Your ${nounOf(appointment)} is booked`}
        </h1>
        <p className="mt-2 text-muted">
          {whatFollows(appointment, messages)} You find it again under{' '}
          <Link to="/appointments" className="text-accent underline underline-offset-4">
            My appointments
          </Link>
          .
        </p>
      </div>
    </header>
  )
}

/** What happens next, as far as it is certain: a message is announced only where one can leave the house. */
function whatFollows({ kind, status, contact, remind }: Appointment, messages: Business['messages']): string {
  if (kind === 'callback') return `At ${phoneWords(contact.phone!)}. You need not wait by the phone before.`
  if (status === 'pending') return 'We will confirm it soon; the time is yours until then.'
  const byEmail = messages.email && remind.email && contact.email
  const byPhone = messages.phone && remind.phone && contact.phone
  const told = byEmail || byPhone
  return told ? `The confirmation goes to ${told}.` : 'Put it into your calendar, so that it is not forgotten.'
}

function When({ appointment }: { appointment: Appointment }) {
  const { start, end, timeZone, kind } = appointment
  if (kind === 'callback' || !start) return null
  // A session is told by one's own clock first: the coach may sit anywhere.
  const zone = kind === 'coaching_session' ? ownZone() : timeZone
  const other = kind === 'coaching_session' ? timeZone : ownZone()
  const there = ownClock(start, zone, other)
  const whose = kind === 'coaching_session' ? 'the coach’s clock' : 'your own clock'
  return (
    <section
      aria-label="When"
      className={clsx(
        'rounded-xl border px-5 py-4',
        isUpcoming(appointment) ? 'border-tint-line bg-tint' : 'border-line bg-sunken text-soft',
      )}
    >
      <p className="text-lg font-semibold">{formatWeekday(start, zone, 'long')}</p>
      <p className="tnum text-lg font-semibold">
        {formatTime(start, zone)}
        {end && ` – ${formatTime(end, zone)}`}
      </p>
      <p className="mt-0.5 text-sm text-muted">
        {zoneName(zone)}
        {there && `. On ${whose} (${zoneName(other)}): ${there}`}
      </p>
    </section>
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
