import { useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { CalendarPlus, ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useNow } from '../../appointments/draft.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { dateIn, formatWeekday, plusDays, zoneName } from '../../words/time.ts'
import { usePlace } from '../place.ts'
import { Agenda, Rows } from './agenda.tsx'
import { BookSheet } from './book.tsx'
import { DayView } from './day-view.tsx'
import { isDate, weekOf } from './days.ts'
import type { Drop } from './drag.ts'
import { DropSheet } from './drop-sheet.tsx'
import { type Settings, useAppointments, useIsWide, useKeys, useSettings, useTeam, useTimeOff } from './use-calendar.ts'
import { WeekView } from './week-view.tsx'
import { isGone } from './words.ts'
import { Workload } from './workload.tsx'

type View = 'day' | 'week'

/** Who is met when, by day or by week. */
export default function CalendarTab() {
  const team = useTeam()
  const settings = useSettings()
  const failed = [team, settings].find(asked => asked.isError)
  if (failed) return <Failed found={failed} />
  if (!team.data || !settings.data) return <Loading label="Opening the calendar" />
  return <Calendar members={team.data.items} me={team.data.me} settings={settings.data} />
}

type Team = NonNullable<ReturnType<typeof useTeam>['data']>

/** What the address says: which day, day or week, whose. */
function useView(timeZone: string, members: Team['items']) {
  const { search } = usePlace()
  const navigate = useNavigate()
  const today = dateIn(useNow(20_000), timeZone)
  const date = isDate(search.date) ? search.date : today
  const view: View = search.view === 'week' ? 'week' : 'day'
  const staff = members.find(({ id }) => id === search.staff)?.id ?? null
  const go = (next: { date?: string; view?: View; staff?: string }) =>
    void navigate({
      to: '/console/$section',
      params: { section: 'calendar' },
      search: { ...search, ...next },
      replace: true,
      resetScroll: false,
    })
  return { today, date, view, staff, go, step: view === 'day' ? 1 : 7 }
}

function Calendar({ members, me, settings }: { members: Team['items']; me: string | null; settings: Settings }) {
  const { timeZone } = settings
  const { today, date, view, staff, go, step } = useView(timeZone, members)
  const [booking, setBooking] = useState(false)
  const [drop, setDrop] = useState<Drop | null>(null)
  const isWide = useIsWide()
  useKeys({
    ArrowLeft: () => go({ date: plusDays(date, -step) }),
    ArrowRight: () => go({ date: plusDays(date, step) }),
    t: () => go({ date: '' }),
    d: () => go({ view: 'day' }),
    w: () => go({ view: 'week' }),
  })
  const week = weekOf(date)
  const dates = view === 'day' ? [date] : week
  const found = useAppointments(dates[0]!, dates.at(-1)!, staff)
  const shown = staff ? members.filter(({ id }) => id === staff) : members
  const timeOff = useTimeOff(shown, me)
  const all = found.data ?? []
  const items = all.filter(item => item.kind !== 'callback' && !isGone(item))
  const gone = all.filter(item => item.kind !== 'callback' && isGone(item))
  const calls = all.filter(item => item.kind === 'callback' && !isGone(item))
  const parts = { members: shown, items, settings, timeOff, today }
  return (
    <section aria-label="Calendar" className="flex flex-col gap-5">
      <Toolbar
        dates={dates}
        today={today}
        timeZone={timeZone}
        view={view}
        staff={staff}
        members={members}
        onBook={() => setBooking(true)}
        go={go}
        step={step}
      />
      {found.isError && <Failed found={found} />}
      {found.isPending ? (
        <Loading label="Reading the calendar" />
      ) : (
        <div
          aria-busy={found.isPlaceholderData}
          className={clsx('flex flex-col gap-6 transition-opacity', found.isPlaceholderData && 'opacity-60')}
        >
          {items.length === 0 && (
            <Nothing view={view} isToday={date === today} isWide={isWide} onBook={() => setBooking(true)} />
          )}
          {!isWide ? (
            <Agenda dates={dates} {...parts} />
          ) : view === 'day' ? (
            <DayView date={date} {...parts} onDrop={setDrop} />
          ) : (
            <WeekView dates={dates} {...parts} onDay={day => go({ date: day, view: 'day' })} onDrop={setDrop} />
          )}
          <Beside title="Calls promised" items={calls} timeZone={timeZone} />
          <Beside title="Not taking place" items={gone} timeZone={timeZone} />
        </div>
      )}
      <Workload week={week} members={members} timeZone={timeZone} today={today} />
      {drop && <DropSheet drop={drop} members={members} timeZone={timeZone} onClose={() => setDrop(null)} />}
      {booking && <BookSheet members={members} timeZone={timeZone} onClose={() => setBooking(false)} />}
    </section>
  )
}

function Toolbar({
  dates,
  today,
  timeZone,
  view,
  staff,
  members,
  step,
  go,
  onBook,
}: Pick<ReturnType<typeof useView>, 'today' | 'view' | 'staff' | 'step' | 'go'> & {
  dates: string[]
  timeZone: string
  members: Team['items']
  onBook: () => void
}) {
  const first = dates[0]!
  const word = view === 'day' ? 'day' : 'week'
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div>
          <h2 className="text-xl" aria-live="polite">
            {dates.length === 1
              ? formatWeekday(first, timeZone, 'long')
              : `${formatWeekday(first, timeZone)} – ${formatWeekday(dates.at(-1)!, timeZone)}`}
            {first === today && dates.length === 1 && <span className="font-normal text-muted"> · today</span>}
          </h2>
          <p className="mt-1 text-sm text-muted">{zoneName(timeZone)}</p>
        </div>
        <Button look="primary" onClick={onBook}>
          <CalendarPlus size={17} aria-hidden />
          Book a visit
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-3">
        <div className="flex items-center gap-1">
          <IconButton
            label={`Previous ${word} (left arrow)`}
            className="border border-line bg-surface"
            onClick={() => go({ date: plusDays(first, -step) })}
          >
            <ChevronLeft size={19} aria-hidden />
          </IconButton>
          <Button small className="min-h-10" title="T" onClick={() => go({ date: '' })}>
            Today
          </Button>
          <IconButton
            label={`Next ${word} (right arrow)`}
            className="border border-line bg-surface"
            onClick={() => go({ date: plusDays(first, step) })}
          >
            <ChevronRight size={19} aria-hidden />
          </IconButton>
        </div>
        <input
          type="date"
          aria-label="Go to day"
          value={first}
          onChange={event => isDate(event.target.value) && go({ date: event.target.value })}
          className={`${INPUT} tnum !w-auto text-sm min-w-0 max-sm:basis-32 max-sm:flex-1 sm:min-h-10`}
        />
        <div className="flex flex-1 flex-wrap items-center justify-end gap-3 max-sm:basis-full">
          <select
            aria-label="Whose"
            value={staff ?? ''}
            onChange={event => go({ staff: event.target.value })}
            className={`${INPUT} !w-auto min-w-0 text-sm max-sm:flex-1 sm:min-h-10`}
          >
            <option value="">Everybody</option>
            {members.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <fieldset className="flex rounded-lg border border-edge/60 bg-surface p-0.5">
            <legend className="sr-only">View</legend>
            {(['day', 'week'] as const).map(key => (
              <button
                key={key}
                type="button"
                aria-pressed={view === key}
                title={key === 'day' ? 'D' : 'W'}
                onClick={() => go({ view: key })}
                className={clsx(
                  'min-h-9 rounded-md px-4 text-sm font-medium transition-colors pointer-coarse:min-h-10',
                  view === key ? 'bg-tint text-accent' : 'text-muted hover:text-ink',
                )}
              >
                {key === 'day' ? 'Day' : 'Week'}
              </button>
            ))}
          </fieldset>
        </div>
      </div>
    </div>
  )
}

/** Beside empty columns a line is enough; without any it stands for the whole. */
function Nothing({
  view,
  isToday,
  isWide,
  onBook,
}: {
  view: View
  isToday: boolean
  isWide: boolean
  onBook: () => void
}) {
  const title = `No visits ${view === 'week' ? 'this week' : isToday ? 'today' : 'on this day'}`
  const words = 'What visitors book appears here by itself.'
  if (isWide)
    return (
      <p className="text-muted">
        {title}. {words}
      </p>
    )
  return (
    <div className="rounded-xl border border-dashed border-line">
      <Empty title={title} action={<Button onClick={onBook}>Book a visit</Button>}>
        {words}
      </Empty>
    </div>
  )
}

/** What belongs to these days but to no hour of anybody. */
function Beside({
  title,
  items,
  timeZone,
}: {
  title: string
  items: React.ComponentProps<typeof Rows>['items']
  timeZone: string
}) {
  if (items.length === 0) return null
  return (
    <details className="group">
      <summary className="w-fit rounded text-[0.9375rem] font-medium text-soft hover:text-ink">
        {title} <span className="tnum font-normal text-muted">({items.length})</span>
      </summary>
      <div className="mt-3">
        <Rows items={items} timeZone={timeZone} />
      </div>
    </details>
  )
}
