import { clsx } from 'clsx'
import { useRef } from 'react'
import type { StaffAppointment, StaffMember, TimeOff } from '../../api/types.ts'
import { dateIn, formatWeekday } from '../../words/time.ts'
import { minutesOf, shadesOf } from './days.ts'
import { type Drop, isMovable, useDrag } from './drag.ts'
import { Block } from './entry.tsx'
import { Grid } from './grid.tsx'
import { Scroller } from './scroller.tsx'
import type { Settings } from './use-calendar.ts'

export type Week = {
  members: StaffMember[]
  items: StaffAppointment[]
  settings: Settings
  timeOff: Map<string, TimeOff[]>
  today: string
}

/**
 * Seven days beside each other: of one member of staff with the hours as rows; of everybody as lists, because at one hour there
 * are as many visits as staff.
 */
export function WeekView({
  dates,
  members,
  items,
  settings,
  timeOff,
  today,
  onDay,
  onDrop,
}: Week & { dates: string[]; onDay: (date: string) => void; onDrop: (drop: Drop) => void }) {
  const { timeZone, opens, closes, holidays } = settings
  const of = (date: string) => items.filter(({ start }) => start && dateIn(start, timeZone) === date)
  const heading = (date: string) => (
    <DayHeading date={date} timeZone={timeZone} today={today} count={of(date).length} onDay={onDay} />
  )
  const days = useRef<(HTMLElement | null)[]>([])
  // Between days a visit keeps its hour and whom it is with.
  const { drag, take } = useDrag((_, { x, y }) => {
    const date = dates.find((_, index) => {
      const box = days.current[index]?.getBoundingClientRect()
      return box && x >= box.left && x < box.right && y >= box.top && y < box.bottom
    })
    return date ? { date, minute: null, staffId: null } : null
  }, onDrop)
  const [only] = members
  if (members.length === 1 && only) {
    return (
      <Grid
        columns={dates.map(date => ({
          key: date,
          date,
          staffId: only.id,
          step: only.slotMinutes,
          label: formatWeekday(date, timeZone, 'long'),
          heading: heading(date),
          items: of(date),
          shades: shadesOf({ ...only, timeOff: timeOff.get(only.id) ?? [] }, date, settings),
        }))}
        open={{ from: minutesOf(opens), to: minutesOf(closes) }}
        timeZone={timeZone}
        today={today}
        onDrop={onDrop}
      />
    )
  }
  return (
    <Scroller label="Days">
      <div className="grid min-w-fit" style={{ gridTemplateColumns: 'repeat(7, minmax(8.5rem, 1fr))' }}>
        {dates.map((date, index) => {
          const holiday = holidays.find(({ day }) => day === date)
          return (
            <section
              key={date}
              aria-label={formatWeekday(date, timeZone, 'long')}
              ref={day => {
                days.current[index] = day
              }}
              className={clsx(
                'min-h-72 min-w-0',
                index > 0 && 'border-l border-line',
                holiday && 'bg-sunken',
                drag?.spot?.date === date && 'bg-tint',
              )}
            >
              <div className="border-b border-line bg-surface px-3 py-2.5">{heading(date)}</div>
              {holiday && <p className="px-3 pt-2.5 text-[0.8125rem] text-muted">{holiday.name}</p>}
              <ul className="flex flex-col gap-1.5 p-1.5">
                {of(date).map(item => (
                  <li
                    key={item.code}
                    onPointerDown={take(item)}
                    className={clsx(
                      isMovable(item) && 'cursor-grab active:cursor-grabbing',
                      drag?.appointment.code === item.code && 'opacity-40',
                    )}
                  >
                    <Block appointment={item} timeZone={timeZone} withStaff />
                  </li>
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </Scroller>
  )
}

function DayHeading({
  date,
  timeZone,
  today,
  count,
  onDay,
}: {
  date: string
  timeZone: string
  today: string
  count: number
  onDay: (date: string) => void
}) {
  const [weekday, day, month] = formatWeekday(date, timeZone).split(' ')
  const isToday = date === today
  return (
    <button
      type="button"
      onClick={() => onDay(date)}
      title="Show this day"
      className="-mx-1.5 -my-1 flex w-[calc(100%+0.75rem)] items-center justify-between gap-2 rounded-lg px-1.5 py-1 text-left hover:bg-sunken"
    >
      <span className={clsx('tnum text-[0.9375rem] font-semibold', isToday && 'text-accent')}>
        {weekday} {day} <span className="font-normal text-muted">{month}</span>
      </span>
      {isToday && <span className="sr-only">, today</span>}
      {count > 0 && (
        <span className="tnum rounded-full bg-sunken px-2 text-[0.8125rem] text-soft">
          <span className="sr-only">, </span>
          {count}
          <span className="sr-only"> {count === 1 ? 'visit' : 'visits'}</span>
        </span>
      )}
    </button>
  )
}
