import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { getJson } from '../api/client.ts'
import type { Slot, SlotDays } from '../api/types.ts'
import { IconButton } from '../parts/button.tsx'
import { Failed, Loading } from '../parts/notice.tsx'
import { dateIn, formatTime, formatWeekday, formatWhen, plusDays, zoneName } from '../words/time.ts'
import { type Day, dayWords, groupByPart, ownClock, ownZone } from './slots.ts'

const WEEKS = 3

export const slotsKey = ['slots'] as const

/** Where free starts come from: three weeks of them from a date, or from today. */
export type Finder = {
  key: readonly string[]
  load: (from: string | null, days: number, signal: AbortSignal) => Promise<SlotDays>
}

/** The starts of visits; with `staffId` those of one of the staff. */
export function visitStarts(staffId?: string): Finder {
  const staff = staffId ? `&staff=${staffId}` : ''
  return {
    key: ['visits', staffId ?? ''],
    load: (from, days, signal) =>
      getJson<SlotDays>(`/api/slots?days=${days}${from ? `&from=${from}` : ''}${staff}`, signal),
  }
}

/** A second clock below each start, where it shows another time. */
export type OtherClock = { zone: string; words: string }

const OWN: OtherClock = { zone: ownZone(), words: 'your own clock' }

/** How starts are shown, and what choosing one does. */
type Choice = {
  timeZone: string
  clock: OtherClock | null
  /** the start that is being asked for */
  busy: string | null
  onChoose: (slot: Slot) => void
}

/**
 * Days and, for the chosen one, the starts that are free. Days are radio buttons, so that the arrow keys walk over those that can be
 * chosen; a start is a button, because choosing it does something.
 */
export function SlotPicker({
  chosen,
  busy,
  onChoose,
  starts = visitStarts(),
  clock = OWN,
}: {
  /** the start that is chosen already, if any */
  chosen: string | null
  /** the start that is being asked for */
  busy: string | null
  onChoose: (slot: Slot) => void
  starts?: Finder
  clock?: OtherClock | null
}) {
  const [from, setFrom] = useState<string | null>(null)
  const [wanted, setWanted] = useState<string | null>(null)
  const found = useQuery({
    queryKey: [...slotsKey, ...starts.key, from],
    queryFn: ({ signal }) => starts.load(from, WEEKS * 7, signal),
    staleTime: 15_000,
    placeholderData: keepPreviousData,
  })
  if (found.isPending) return <Loading label="Looking for free times" />
  if (found.isError) return <Failed found={found} />
  const { days, next, timeZone, lastDay } = found.data
  const first = days[0]?.date
  const open = days.filter(day => day.slots.length > 0)
  const kept = chosen ? dateIn(chosen, timeZone) : null
  const day = open.find(({ date }) => date === wanted) ?? open.find(({ date }) => date === kept) ?? open[0]
  const last = days.at(-1)?.date
  const choice = { timeZone, clock, busy, onChoose }
  const page = (to: string | null) => {
    setFrom(to)
    setWanted(null)
  }
  return (
    <div className={clsx('flex flex-col gap-6', found.isPlaceholderData && 'opacity-60')} aria-busy={found.isFetching}>
      <Days
        days={days}
        date={day?.date ?? null}
        timeZone={timeZone}
        onDate={setWanted}
        onEarlier={from && first ? () => page(isFirstPage(first) ? null : plusDays(first, -WEEKS * 7)) : null}
        onLater={last && last < lastDay ? () => page(plusDays(last, 1)) : null}
      />
      {day ? <Starts day={day} chosen={chosen} choice={choice} /> : <NothingHere next={next} choice={choice} />}
    </div>
  )

  function isFirstPage(date: string): boolean {
    return plusDays(date, -WEEKS * 7) <= found.data!.firstDay
  }
}

function Days({
  days,
  date,
  timeZone,
  onDate,
  onEarlier,
  onLater,
}: {
  days: Day[]
  date: string | null
  timeZone: string
  onDate: (date: string) => void
  onEarlier: (() => void) | null
  onLater: (() => void) | null
}) {
  const name = useId()
  const today = dateIn(Date.now(), timeZone)
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">Day</legend>
      <div className="mb-2.5 flex items-center justify-between gap-2">
        <p className="text-[0.9375rem] font-semibold" aria-live="polite">
          {spanOf(days)}
        </p>
        <div className="-mr-2 flex">
          <IconButton label="Earlier days" disabled={!onEarlier} onClick={onEarlier ?? undefined}>
            <ChevronLeft size={20} aria-hidden />
          </IconButton>
          <IconButton label="Later days" disabled={!onLater} onClick={onLater ?? undefined}>
            <ChevronRight size={20} aria-hidden />
          </IconButton>
        </div>
      </div>
      <div aria-hidden className="mb-1 grid grid-cols-7 gap-1 text-center text-xs text-muted">
        {days.slice(0, 7).map(day => (
          <span key={day.date}>{formatWeekday(day.date, timeZone).split(' ')[0]}</span>
        ))}
      </div>
      <div className="grid grid-cols-7 gap-1">
        {days.map((day, index) => (
          <DayCell
            key={day.date}
            day={day}
            name={name}
            chosen={day.date === date}
            today={day.date === today}
            month={index === 0 || day.date.endsWith('-01')}
            timeZone={timeZone}
            onDate={onDate}
          />
        ))}
      </div>
    </fieldset>
  )
}

function DayCell({
  day,
  name,
  chosen,
  today,
  month,
  timeZone,
  onDate,
}: {
  day: Day
  name: string
  chosen: boolean
  today: boolean
  /** whether the month stands below the number */
  month: boolean
  timeZone: string
  onDate: (date: string) => void
}) {
  const free = day.slots.length > 0
  const words = dayWords(day)
  const [, number, monthName] = formatWeekday(day.date, timeZone).split(' ')
  const below = month ? monthName : today ? 'Today' : null
  return (
    <label
      title={free ? undefined : words.charAt(0).toUpperCase() + words.slice(1)}
      className={clsx(
        'tnum flex min-h-12 select-none flex-col items-center justify-center rounded-lg border text-base leading-tight transition-colors',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-[var(--c-ring)]',
        chosen
          ? 'border-accent bg-accent font-semibold text-on-accent'
          : free
            ? 'cursor-pointer border-line bg-surface font-medium hover:border-accent'
            : 'cursor-not-allowed border-transparent text-muted line-through decoration-edge/70',
      )}
    >
      <input
        type="radio"
        className="sr-only"
        name={name}
        value={day.date}
        checked={chosen}
        disabled={!free}
        onChange={() => onDate(day.date)}
      />
      <span aria-hidden>{number}</span>
      {below && (
        <span aria-hidden className={clsx('inline-block text-[0.6875rem]', !chosen && 'text-muted')}>
          {below}
        </span>
      )}
      <span className="sr-only">
        {formatWeekday(day.date, timeZone, 'long')}, {words}
      </span>
    </label>
  )
}

function Starts({ day, chosen, choice }: { day: Day; chosen: string | null; choice: Choice }) {
  const { timeZone, clock } = choice
  return (
    <section aria-label={`Times on ${formatWeekday(day.date, timeZone, 'long')}`} className="flex flex-col gap-5">
      <div>
        <h2 className="text-[1.0625rem]">{formatWeekday(day.date, timeZone, 'long')}</h2>
        <ZoneLine instants={day.slots.map(slot => slot.start)} timeZone={timeZone} clock={clock} />
      </div>
      {groupByPart(day.slots).map(group => (
        <div key={group.part}>
          <h3 className="mb-2 text-sm font-medium text-muted">{group.label}</h3>
          <ul className="grid grid-cols-3 gap-2 sm:grid-cols-4">
            {group.slots.map(slot => (
              <li key={slot.start}>
                <StartButton slot={slot} chosen={chosen} choice={choice} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function StartButton({
  slot,
  chosen,
  choice: { timeZone, clock, busy, onChoose },
  named = false,
}: {
  slot: Slot
  chosen: string | null
  choice: Choice
  /** with its day */
  named?: boolean
}) {
  const own = clock && ownClock(slot.start, timeZone, clock.zone)
  const isChosen = chosen !== null && Date.parse(chosen) === Date.parse(slot.start)
  return (
    <button
      type="button"
      aria-pressed={named ? undefined : isChosen}
      disabled={busy !== null}
      onClick={() => onChoose(slot)}
      className={clsx(
        'tnum flex min-h-12 w-full flex-col items-center justify-center rounded-lg border px-2 py-1 text-[0.9375rem] font-medium leading-tight transition-colors',
        isChosen
          ? 'border-accent bg-accent text-on-accent'
          : 'border-edge/60 bg-surface hover:border-accent hover:bg-tint',
        busy !== null && busy !== slot.start && 'opacity-50',
      )}
    >
      {busy === slot.start ? 'One moment' : named ? formatWhen(slot.start, timeZone) : formatTime(slot.start, timeZone)}
      {own && (
        <span className={clsx('text-xs font-normal', !isChosen && 'text-muted')}>
          <span className="sr-only">{clock?.words}: </span>
          {own}
        </span>
      )}
    </button>
  )
}

/** In whose zone times are told; beside another zone, that one's own clock is named too. */
export function ZoneLine({
  instants,
  timeZone,
  clock = OWN,
}: {
  instants: string[]
  timeZone: string
  clock?: OtherClock | null
}) {
  const differs = clock && instants.some(instant => ownClock(instant, timeZone, clock.zone) !== null)
  return (
    <p className="mt-0.5 text-sm text-muted">
      {zoneName(timeZone)}
      {differs && `; below each, ${clock.words} (${zoneName(clock.zone)})`}
    </p>
  )
}

function NothingHere({ next, choice }: { next: Slot[]; choice: Choice }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">
        {next.length > 0
          ? 'There is no free time on these days. The next ones:'
          : 'There is no free time at the moment.'}
      </p>
      <SlotList slots={next} {...choice} />
    </div>
  )
}

/** Free starts of several days, such as a refusal offers. */
export function SlotList({
  slots,
  clock = OWN,
  ...choice
}: { slots: Slot[] } & Omit<Choice, 'clock'> & Partial<Pick<Choice, 'clock'>>): ReactNode {
  if (slots.length === 0) return null
  return (
    <ul aria-label="Free times" className="grid gap-2 sm:grid-cols-3">
      {slots.map(slot => (
        <li key={slot.start}>
          <StartButton slot={slot} chosen={null} choice={{ ...choice, clock }} named />
        </li>
      ))}
    </ul>
  )
}

const month = new Intl.DateTimeFormat('en-IN', { month: 'long', timeZone: 'UTC' })
const monthYear = new Intl.DateTimeFormat('en-IN', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** `November 2026`, `November – December 2026`. */
function spanOf(days: Day[]): string {
  const [first, last] = [days[0], days.at(-1)].map(day => new Date(`${day?.date}T00:00:00Z`))
  if (!first || !last || Number.isNaN(first.getTime())) return ''
  if (monthYear.format(first) === monthYear.format(last)) return monthYear.format(first)
  const begin = first.getUTCFullYear() === last.getUTCFullYear() ? month.format(first) : monthYear.format(first)
  return `${begin} – ${monthYear.format(last)}`
}
