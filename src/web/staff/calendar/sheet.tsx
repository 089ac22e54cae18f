import { Mail, Phone } from 'lucide-react'
import type { ReactNode } from 'react'
import { Problem } from '../../api/client.ts'
import type { StaffAppointment } from '../../api/types.ts'
import { HomeLine } from '../../appointments/home-line.tsx'
import { REASONS, URGENCIES } from '../../appointments/reasons.ts'
import { promiseOf, titleOf } from '../../appointments/status.ts'
import { buttonClass } from '../../parts/button.tsx'
import { FactList } from '../../parts/fact-list.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { Pill } from '../../parts/pill.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { phoneWords } from '../../words/phone.ts'
import { formatTime, formatWeekday, formatWhen, zoneName } from '../../words/time.ts'
import { Attempt, Attempts } from '../callbacks/attempt.tsx'
import { Actions } from './actions.tsx'
import { spanWords } from './entry.tsx'
import { History } from './history.tsx'
import { Notes } from './notes.tsx'
import { Reassign } from './reassign.tsx'
import { useStaffAppointment, type Whole } from './use-staff-appointment.ts'
import { calendarWords, SOURCES, standingOf } from './words.ts'

/** Everything of one appointment, and what can be done about it. */
export default function AppointmentSheet({ code, onClose }: { code: string; onClose: () => void }) {
  const found = useStaffAppointment(code)
  const isUnknown = found.error instanceof Problem && [400, 404].includes(found.error.status)
  return (
    <Sheet title={found.data ? titleOf(found.data.appointment) : 'Appointment'} onClose={onClose}>
      {found.data ? (
        <Body {...found.data} />
      ) : isUnknown ? (
        <Empty title="There is no such appointment">The link may have been cut short on its way.</Empty>
      ) : found.isError ? (
        <Failed found={found} />
      ) : (
        <Loading label="Opening the appointment" />
      )}
    </Sheet>
  )
}

function Body({ appointment, events }: Whole) {
  const { code, kind, timeZone, attempts, status } = appointment
  const isOpenCall = kind === 'callback' && (status === 'pending' || status === 'no_answer')
  return (
    <div className="flex flex-col gap-7">
      <div className="flex flex-col gap-3">
        <Pill {...standingOf(appointment)} />
        <When appointment={appointment} />
      </div>
      <Who appointment={appointment} />
      {isOpenCall && <Attempt appointment={appointment} />}
      <Actions appointment={appointment} events={events} />
      <Facts appointment={appointment} />
      {attempts.length > 0 && (
        <Block title="Calls">
          <Attempts attempts={attempts} timeZone={timeZone} />
        </Block>
      )}
      <Notes key={code} appointment={appointment} />
      <Block title="History">
        <History events={events} timeZone={timeZone} />
      </Block>
    </div>
  )
}

function When({ appointment }: { appointment: StaffAppointment }) {
  const { start, timeZone, kind, dueAt, holdUntil } = appointment
  if (kind === 'callback') {
    const promise = promiseOf(appointment)
    return (
      <div>
        {dueAt && <p className="text-lg font-semibold">Promised {promise}</p>}
        {start && <p className="text-sm text-muted">Wishes to be called {formatWhen(start, timeZone)}</p>}
      </div>
    )
  }
  if (!start) return null
  return (
    <div>
      <p className="text-lg font-semibold">{formatWeekday(start, timeZone, 'long')}</p>
      <p className="tnum text-lg font-semibold">{spanWords(appointment, timeZone)}</p>
      <p className="text-sm text-muted">
        {zoneName(timeZone)}
        {holdUntil && `. Kept until ${formatTime(holdUntil, timeZone)}, not booked yet`}
      </p>
    </div>
  )
}

function Who({ appointment: { contact } }: { appointment: StaffAppointment }) {
  const { name, phone, email } = contact
  return (
    <section aria-label="Visitor" className="flex flex-col gap-3 rounded-xl bg-sunken p-4">
      <p className="text-[1.0625rem] font-semibold">{name ?? 'No name given yet'}</p>
      {(phone || email) && (
        <div className="flex flex-wrap gap-2">
          {phone && (
            <a href={`tel:${phone}`} className={`${buttonClass('plain', true)} tnum min-w-0`}>
              <Phone size={16} aria-hidden className="shrink-0" />
              {phoneWords(phone)}
            </a>
          )}
          {email && (
            <a href={`mailto:${email}`} className={`${buttonClass('plain', true)} min-w-0 max-w-full`}>
              <Mail size={16} aria-hidden className="shrink-0" />
              <span className="truncate">{email}</span>
            </a>
          )}
        </div>
      )}
    </section>
  )
}

/** To the coach: whom to call, or where the room is. */
function howWords(session: NonNullable<StaffAppointment['session']>): string {
  if (session.by === 'phone') return 'By telephone: you call them'
  return session.link ? `By video: ${session.link}` : 'By video. There is no link yet: add it under Hours and time off.'
}

const CANCELLERS = { visitor: 'by the visitor', staff: 'by staff', calendar: 'in the calendar', system: 'by itself' }

function Facts({ appointment }: { appointment: StaffAppointment }) {
  const { listing, kind, notes, reason, urgency, code, source, remind, contact, timeZone, session } = appointment
  const isCall = kind === 'callback'
  const { cancelReason, cancelledBy, status, rating, feedback, calendarState, calendarError, createdAt } = appointment
  const ways = [remind.email && contact.email && 'e-mail', remind.phone && contact.phone && 'phone'].filter(Boolean)
  const calendar = calendarWords(appointment)
  const rows: [string, ReactNode][] = [
    ['Home', listing && <HomeLine listing={listing} />],
    [isCall ? 'Who calls' : 'With', <Reassign key="staff" appointment={appointment} />],
    ['About', isCall && reason ? REASONS[reason] : null],
    ['Urgency', isCall && urgency ? `Within ${URGENCIES[urgency]}` : null],
    ['How', session && howWords(session)],
    [session ? 'What it is about' : 'Their notes', notes],
    [
      'Cancelled',
      status === 'cancelled'
        ? `${cancelledBy ? CANCELLERS[cancelledBy] : ''}${cancelReason ? `: ${cancelReason}` : ', no reason given'}`
        : null,
    ],
    ['Rating', rating ? `${rating} of 5${feedback ? `: “${feedback}”` : ''}` : null],
    [
      'Calendar',
      calendar && (
        <span className={calendarState === 'not_synced' ? 'text-bad' : undefined}>
          {calendar}
          {calendarError && <span className="mt-0.5 block text-sm">{calendarError}</span>}
        </span>
      ),
    ],
    ['Reminders', isCall ? null : ways.length > 0 ? `By ${ways.join(' and ')}` : 'None: they asked for none'],
    ['Came by', `${SOURCES[source] ?? source}, ${formatWhen(createdAt, timeZone).replace(/^To/, 'to')}`],
    ['Code', code],
  ]
  return <FactList rows={rows} dense />
}

export function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-3 text-base">{title}</h3>
      {children}
    </section>
  )
}
