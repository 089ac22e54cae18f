import { Link } from '@tanstack/react-router'
import { CalendarDays, MapPin, Phone, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Appointment } from '../api/types.ts'
import { buttonClass } from '../parts/button.tsx'
import { Pill } from '../parts/pill.tsx'
import { formatTime, formatWhen, zoneName } from '../words/time.ts'
import { CalendarLinks } from './calendar-links.tsx'
import { ownClock, ownZone } from './slots.ts'
import { isUpcoming, promiseOf, statusOf, titleOf } from './status.ts'

/** When it is, in its own zone, with the visitor's own clock where that shows another time. */
function WhenLine({ appointment }: { appointment: Appointment }) {
  const { start, end, timeZone, kind } = appointment
  if (kind === 'callback' || !start) {
    const promise = promiseOf(appointment)
    return promise ? <>We call {promise}</> : null
  }
  const own = ownClock(start, timeZone, ownZone())
  return (
    <>
      <span className="tnum">
        {formatWhen(start, timeZone)}
        {end && ` – ${formatTime(end, timeZone)}`}
      </span>
      {own && (
        <span className="block text-sm text-muted">
          {zoneName(timeZone)}. On your own clock: {own}
        </span>
      )}
    </>
  )
}

/** An appointment in an answer or a list: where it stands, when, where and with whom. */
export function AppointmentCard({
  appointment,
  heading: Heading = 'h3',
  calendar = false,
}: {
  appointment: Appointment
  heading?: 'h2' | 'h3'
  /** with the ways into a calendar */
  calendar?: boolean
}) {
  const { listing, staff } = appointment
  const title = titleOf(appointment)
  const upcoming = isUpcoming(appointment)
  const isCall = appointment.kind === 'callback'
  return (
    <article
      aria-label={title}
      className="appear flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 shadow-card sm:p-5"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <Heading className="text-[1.0625rem]">{title}</Heading>
        <Pill {...statusOf(appointment)} />
      </div>
      <ul className="flex flex-col gap-2 text-[0.9375rem] text-soft">
        {(upcoming || !isCall) && (
          <Line icon={isCall ? <Phone size={17} aria-hidden /> : <CalendarDays size={17} aria-hidden />}>
            <span className="font-medium text-ink">
              <WhenLine appointment={appointment} />
            </span>
          </Line>
        )}
        {listing && !isCall && (
          <Line icon={<MapPin size={17} aria-hidden />}>{listing.address ?? `${listing.name}, ${listing.place}`}</Line>
        )}
        {staff && upcoming && (
          <Line icon={<UserRound size={17} aria-hidden />}>
            {isCall ? `${staff.name} calls you` : `With ${staff.name}`}
          </Line>
        )}
      </ul>
      <div className="flex flex-wrap items-center gap-2">
        {appointment.status === 'held' ? (
          upcoming && (
            <Link to="/visit" search={listing ? { home: listing.slug } : {}} className={buttonClass('primary', true)}>
              Go on booking
            </Link>
          )
        ) : (
          <Link
            to="/appointments/$code"
            params={{ code: appointment.code }}
            aria-label={`${upcoming ? 'Manage' : 'Details'}: ${title}`}
            className={buttonClass(calendar && upcoming ? 'primary' : 'plain', true)}
          >
            {upcoming ? 'Manage' : 'Details'}
          </Link>
        )}
        {calendar && upcoming && appointment.status !== 'held' && <CalendarLinks calendar={appointment.calendar} />}
      </div>
    </article>
  )
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      <span className="mt-[3px] shrink-0 text-muted">{icon}</span>
      <span className="min-w-0">{children}</span>
    </li>
  )
}
