import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import type { ComponentProps } from 'react'
import type { StaffAppointment } from '../../api/types.ts'
import { titleOf } from '../../appointments/status.ts'
import { Pill, type Tone } from '../../parts/pill.tsx'
import { formatTime } from '../../words/time.ts'
import { usePlace } from '../place.ts'
import { standingOf } from './words.ts'

/** Opens the sheet of an appointment over whatever page one is on. */
export function OpenLink({
  code,
  ...rest
}: { code: string } & Pick<
  ComponentProps<typeof Link>,
  'className' | 'style' | 'children' | 'aria-label' | 'draggable'
>) {
  const { section, search } = usePlace()
  return (
    <Link
      to="/console/$section"
      params={{ section: section || 'calendar' }}
      search={{ ...search, appointment: code }}
      resetScroll={false}
      {...rest}
    />
  )
}

export const spanWords = ({ start, end }: Pick<StaffAppointment, 'start' | 'end'>, timeZone: string) =>
  start ? `${formatTime(start, timeZone)}${end ? ` – ${formatTime(end, timeZone)}` : ''}` : ''

const clock = new Intl.DateTimeFormat('en-IN', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
/** A minute of a day, as a time. */
export const startWords = (minute: number) => clock.format(minute * 60_000)

const BLOCKS: Record<Tone, string> = {
  good: 'border-tint-line border-l-accent bg-tint',
  wait: 'border-warn-line border-l-warn bg-warn-tint',
  over: 'border-line border-l-edge bg-sunken',
  bad: 'border-bad-line border-l-bad bg-bad-tint',
}

/**
 * A visit in a column: its time, who comes and to which home. What only colour and place say is told in words to those who listen.
 * `withStaff` where the column is not theirs.
 */
export function Block({
  appointment,
  timeZone,
  withStaff = false,
  className,
  style,
}: {
  appointment: StaffAppointment
  timeZone: string
  withStaff?: boolean
} & Pick<ComponentProps<'a'>, 'className' | 'style'>) {
  const { label, tone } = standingOf(appointment)
  const { code, contact, listing, staff, start, end, status } = appointment
  const home = listing?.name ?? (appointment.kind === 'coaching_session' ? 'Coaching session' : 'No home chosen')
  return (
    <OpenLink
      code={code}
      style={style}
      className={clsx(
        'flex min-w-0 flex-col overflow-hidden rounded-lg border border-l-[3px] px-2 py-1.5 text-[0.8125rem] leading-[1.3] text-ink transition-shadow hover:shadow-card',
        status === 'held' && 'border-dashed',
        BLOCKS[tone],
        className,
      )}
    >
      <span className="flex min-w-0 items-baseline justify-between gap-2">
        <span className="tnum shrink-0 font-semibold">
          {start && formatTime(start, timeZone)}
          <span className="sr-only">{end && ` to ${formatTime(end, timeZone)}`}, </span>
        </span>
        {!withStaff && <Label label={label} isShown={tone !== 'good'} />}
      </span>
      <span className="truncate font-medium">{contact.name ?? 'Somebody'}</span>
      <span className="truncate text-soft">
        <span className="sr-only">, </span>
        {home}
      </span>
      {withStaff && (
        <span className="truncate text-xs text-soft">
          <span className="sr-only">, </span>
          with {staff?.name ?? 'nobody yet'}
          <span className="sr-only">, </span>
        </span>
      )}
      {withStaff && <Label label={label} isShown={tone !== 'good'} />}
    </OpenLink>
  )
}

function Label({ label, isShown }: { label: string; isShown: boolean }) {
  return (
    <span className={isShown ? 'truncate text-xs font-medium text-soft' : 'sr-only'}>
      {label}
      <span className="sr-only">, </span>
    </span>
  )
}

/** The same as a line of a list, for narrow screens and for what stands in no column. */
export function Row({ appointment, timeZone }: { appointment: StaffAppointment; timeZone: string }) {
  const { code, contact, staff, start, dueAt, kind } = appointment
  const at = kind === 'callback' ? dueAt : start
  return (
    <OpenLink
      code={code}
      className="flex gap-3 px-4 py-3.5 text-ink hover:bg-sunken focus-visible:outline-offset-[-2px]"
    >
      <span className="tnum w-[4.5rem] shrink-0 pt-px text-[0.9375rem] font-semibold">
        {at && formatTime(at, timeZone)}
      </span>
      <span className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-3 gap-y-1.5">
        <span className="min-w-0">
          <span className="block font-medium">{contact.name ?? 'Somebody'}</span>
          <span className="block text-sm text-muted">
            {titleOf(appointment)}
            {staff && ` · ${staff.name}`}
          </span>
        </span>
        <Pill {...standingOf(appointment)} />
      </span>
    </OpenLink>
  )
}
