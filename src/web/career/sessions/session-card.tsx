import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Appointment } from '../../api/types.ts'
import { CalendarLinks } from '../../appointments/calendar-links.tsx'
import { CancelSheet } from '../../appointments/cancel-sheet.tsx'
import { MoveSheet } from '../../appointments/move-sheet.tsx'
import { Rate } from '../../appointments/rate.tsx'
import { SessionWay } from '../../appointments/session-way.tsx'
import { ownClock, ownZone } from '../../appointments/slots.ts'
import { isUpcoming, statusOf } from '../../appointments/status.ts'
import { useAppointment } from '../../appointments/use-appointment.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Pill } from '../../parts/pill.tsx'
import { formatTime, formatWeekday, zoneName } from '../../words/time.ts'

/** One's own clock first, and the coach's where it shows another time. */
function When({ session }: { session: Appointment }) {
  const own = ownZone()
  const { start, end, timeZone } = session
  if (!start) return null
  const theirs = ownClock(start, own, timeZone)
  return (
    <>
      <span className="tnum block text-[1.0625rem] font-semibold">
        {formatWeekday(start, own, 'long')}, {formatTime(start, own)}
        {end && ` – ${formatTime(end, own)}`}
      </span>
      {theirs && (
        <span className="tnum block text-sm text-muted">
          On the coach’s clock ({zoneName(timeZone)}): {theirs}
        </span>
      )}
    </>
  )
}

/** A session that was booked, with what can be done with it. */
export function SessionCard({ given, fresh = false }: { given: Appointment; fresh?: boolean }) {
  const { found, change, news } = useAppointment(given.code)
  const session = found.data ?? given
  const [sheet, setSheet] = useState<'move' | 'cancel' | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (fresh) heading.current?.focus()
  }, [fresh])
  // What changed stands behind the sheet, which asks about something that is no more.
  useEffect(() => {
    if (news) setSheet(null)
  }, [news])
  const close = () => {
    setSheet(null)
    change.reset()
  }
  const upcoming = isUpcoming(session)
  const { status } = session
  const wasHeld = status === 'completed' || status === 'confirmed'
  return (
    <article className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-5 shadow-card">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <h3 ref={heading} tabIndex={-1} className="min-w-0 font-normal outline-none">
          <When session={session} />
        </h3>
        <Pill {...statusOf(session)} />
      </div>
      <div role="status" className="empty:hidden">
        {fresh && upcoming && <Notice>It is booked. You find it here whenever you come back.</Notice>}
        {news && (
          <Notice tone="warn">
            This changed while your page was open. {news.length > 0 ? news.join(' ') : 'Here is the newest.'}
          </Notice>
        )}
      </div>
      <div className="flex flex-col gap-1 text-soft">
        {session.staff && <p>With {session.staff.name}</p>}
        {session.session && (upcoming || wasHeld) && (
          <p>
            <SessionWay session={session.session} upcoming={upcoming} />
          </p>
        )}
        {session.notes && <p className="whitespace-pre-line text-muted">“{session.notes}”</p>}
        {status === 'cancelled' && session.cancelReason && <p className="text-muted">{session.cancelReason}</p>}
      </div>
      {upcoming && (
        <>
          <div className="flex flex-wrap gap-2.5">
            {session.can.move && (
              <Button small onClick={() => setSheet('move')}>
                Another time
              </Button>
            )}
            {session.can.cancel && (
              <Button small look="danger" onClick={() => setSheet('cancel')}>
                Cancel
              </Button>
            )}
            <Link to="/appointments/$code" params={{ code: session.code }} className={buttonClass('quiet', true)}>
              Details and reminders
            </Link>
          </div>
          {!session.can.move && session.can.cancel && (
            <p className="text-sm text-muted">
              It cannot be moved any more: a session is moved once, until a day before it begins.
            </p>
          )}
          <div className="border-t border-line pt-4">
            <p className="mb-2.5 text-sm text-muted">Add to your calendar</p>
            <CalendarLinks calendar={session.calendar} />
          </div>
        </>
      )}
      {session.can.rate && (
        <details className="group border-t border-line pt-3" open={session.rating === null}>
          <summary className="w-fit rounded py-1 font-medium">
            {session.rating === null ? 'How was it?' : `You gave it ${session.rating} of 5`}
          </summary>
          <div className="mt-3">
            <Rate appointment={session} change={change} />
          </div>
        </details>
      )}
      {sheet === 'move' && <MoveSheet appointment={session} change={change} onClose={close} />}
      {sheet === 'cancel' && <CancelSheet appointment={session} change={change} onClose={close} />}
    </article>
  )
}
